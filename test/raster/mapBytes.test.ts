import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countBytes, mapBytes } from '../../src/raster/mapBytes.js';

const runs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 20 })), { maxLength: 30 })
  .map((parts) => parts.flatMap(([value, length]) => Array.from({ length }, () => value)));

it('looks up and counts every byte, wherever the bytes lie in memory', () => {
  const table = Uint8Array.from({ length: 256 }, (_, i) => (i * 7 + 3) & 255);
  fc.assert(
    fc.property(runs, fc.integer({ min: 0, max: 3 }), (values, offset) => {
      const bytes = Uint8Array.from([...new Array(offset).fill(9), ...values]).subarray(offset);
      expect([...mapBytes(bytes, table)]).toEqual(values.map((value) => table[value]));
      const counts = new Uint32Array(256);
      for (const value of values) counts[value]++;
      expect(countBytes(bytes)).toEqual(counts);
    }),
  );
});
