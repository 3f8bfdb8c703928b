import { describe, expect, it } from 'vitest';
import { WeightsError } from '../../../src/core/errors.js';
import { type Random, random } from '../../../src/core/random.js';
import { readSafetensors } from '../../../src/weights/safetensors/readSafetensors.js';
import { writeSafetensors } from '../../../src/weights/safetensors/writeSafetensors.js';

const seedFile = writeSafetensors(
  {
    'encoder.conv1.weight': { shape: [2, 3, 1, 1], data: Float32Array.from({ length: 6 }, (_, i) => i / 7) },
    'encoder.bn1.num_batches_tracked': { shape: [], data: new BigInt64Array([3n]) },
    half: { shape: [4], data: new Float32Array([1, 2, 3, 4]), dtype: 'F16' },
    nothing: { shape: [0, 5], data: new Uint8Array(0) },
  },
  { metadata: { format: 'pt' } },
);
const headerEnd = 8 + Number(new DataView(seedFile.buffer).getBigUint64(0, true));
const seedHeader = new TextDecoder().decode(seedFile.subarray(8, headerEnd));

/** Pieces that a header may be damaged, or attacked, with. */
const pieces = [
  ...['{', '}', '[', ']', '"', ':', ',', '\\', '0', '-1', '1e9', '9007199254740993', '1e400', '0.5', 'null', 'true'],
  ...['""', '{}', '[]', '[[', '"F32"', '"F4"', '"I64"', '"__proto__"', '"__metadata__"', '"dtype"', '\u0000', '\ud83d'],
  ...['"half"', '"\\u0068alf"', '[1,2,3]', '[0,18446744073709551615]', '{"a":', '[4294967296,4294967296,4294967296]'],
];

/** A file whose header was changed in one to four places, mostly with a length that fits. */
function mutate(draw: Random): Uint8Array {
  let header = seedHeader;
  for (let changes = draw.integer(1, 5); changes > 0; changes--) {
    const at = draw.integer(0, header.length + 1);
    const end = Math.min(header.length, at + (draw.chance(0.5) ? 0 : draw.integer(0, 30)));
    const piece = draw.chance(0.3)
      ? header.slice(draw.integer(0, header.length), draw.integer(0, header.length))
      : pieces[draw.integer(0, pieces.length)];
    header = header.slice(0, at) + piece + header.slice(end);
  }
  // Each number of the header now and then becomes another one.
  if (draw.chance(0.5)) header = header.replace(/\d+/g, (n) => (draw.chance(0.1) ? String(draw.integer(0, 64)) : n));
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + seedFile.length - headerEnd);
  const length = draw.chance(0.9)
    ? BigInt(text.length)
    : draw.chance(0.5)
      ? 2n ** 64n - 1n
      : BigInt(draw.integer(0, 500));
  new DataView(file.buffer).setBigUint64(0, length, true);
  file.set(text, 8);
  file.set(seedFile.subarray(headerEnd), 8 + text.length);
  if (draw.chance(0.1)) file[draw.integer(0, file.length)] = draw.integer(0, 256);
  return draw.chance(0.1) ? file.subarray(0, draw.integer(0, file.length)) : file;
}

describe('damaged safetensors files', () => {
  it('end in a clear error or are read whole: 10,000 of them', async () => {
    let read = 0;
    for (let i = 0; i < 10_000; i++) {
      const bytes = mutate(random('safetensors', i));
      try {
        const { tensors } = await readSafetensors(bytes);
        let size = 0;
        for (const tensor of tensors.values()) {
          const values = await tensor.values();
          expect(values.length).toBe(tensor.shape.reduce((a, b) => a * b, 1));
          expect((await tensor.bytes()).buffer).toBe(bytes.buffer); // a view: nothing was allocated
          size += tensor.byteLength;
        }
        expect(size).toBeLessThanOrEqual(bytes.length);
        read++;
      } catch (error) {
        if (!(error instanceof WeightsError)) throw new Error(`file ${i}: ${String(error)}`, { cause: error });
        expect(error.message).toMatch(/^readSafetensors: the file: .*[.)]$/s);
        expect(error.message.length).toBeLessThan(500);
      }
    }
    expect(read).toBeGreaterThan(50); // what was changed was not always what counts
    expect(read).toBeLessThan(5000);
  });

  it('does not follow deep nesting', async () => {
    const depth = 2_000_000;
    const text = new TextEncoder().encode(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const file = new Uint8Array(8 + text.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
    file.set(text, 8);
    await expect(readSafetensors(file)).rejects.toThrow(WeightsError);
  });
});
