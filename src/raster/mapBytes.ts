/** Four bytes at a time where the memory allows it: masks are mostly runs of one value, so a word is mostly the last one. */
const wordsOf = (bytes: Uint8Array): Uint32Array =>
  bytes.byteOffset % 4 === 0 ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : new Uint32Array(0);

/** Looks every byte up in a table of 256. The output may be the input. */
export function mapBytes(
  bytes: Uint8Array,
  table: Uint8Array,
  output: Uint8Array = new Uint8Array(bytes.length),
): Uint8Array {
  const from = output.byteOffset % 4 === 0 ? wordsOf(bytes) : new Uint32Array(0);
  const to = from.length > 0 ? wordsOf(output) : from;
  const word = new Uint32Array(1);
  const four = new Uint8Array(word.buffer);
  let last = -1;
  let mapped = 0;
  for (let i = 0; i < from.length; i++) {
    const next = from[i];
    if (next !== last) {
      last = next;
      word[0] = next;
      for (let k = 0; k < 4; k++) four[k] = table[four[k]];
      mapped = word[0];
    }
    to[i] = mapped;
  }
  for (let i = 4 * from.length; i < bytes.length; i++) output[i] = table[bytes[i]];
  return output;
}

/** How often each byte comes: 256 numbers. */
export function countBytes(bytes: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  const words = wordsOf(bytes);
  const add = (word: number, times: number): void => {
    for (let shift = 0; shift < 32; shift += 8) counts[(word >>> shift) & 255] += times;
  };
  for (let i = 0, begin = 0; begin < words.length; begin = i) {
    const word = words[begin];
    do i++;
    while (i < words.length && words[i] === word);
    add(word, i - begin);
  }
  for (let i = 4 * words.length; i < bytes.length; i++) counts[bytes[i]]++;
  return counts;
}
