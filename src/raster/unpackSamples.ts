/**
 * Samples out of rows of bytes, each row beginning with a fresh byte and the leftmost sample in the highest bits.
 *
 * @param perRow Samples in a row.
 * @param bitDepth 1, 2, 4, 8 or 16 (big-endian).
 */
export function unpackSamples(
  bytes: Uint8Array,
  perRow: number,
  rows: number,
  bitDepth: number,
): Uint8Array | Uint16Array {
  if (bitDepth === 8) return bytes;
  if (bitDepth === 16) {
    const samples = new Uint16Array(perRow * rows);
    for (let i = 0; i < samples.length; i++) samples[i] = (bytes[2 * i] << 8) | bytes[2 * i + 1];
    return samples;
  }
  const samples = new Uint8Array(perRow * rows);
  const rowBytes = Math.ceil((perRow * bitDepth) / 8);
  const mask = (1 << bitDepth) - 1;
  for (let y = 0, i = 0; y < rows; y++) {
    let byte = y * rowBytes;
    let shift = 8;
    for (let x = 0; x < perRow; x++) {
      if (shift === 0) {
        byte++;
        shift = 8;
      }
      shift -= bitDepth;
      samples[i++] = (bytes[byte] >> shift) & mask;
    }
  }
  return samples;
}
