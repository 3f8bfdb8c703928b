import fc from 'fast-check';
import { expect, it } from 'vitest';
import { d4, d4Elements } from '../../src/raster/d4.js';

/** Output pixel (x, y) taken one by one from where each element has it. */
const places: Record<string, (x: number, y: number, w: number, h: number) => [number, number]> = {
  h: (x, y, w) => [w - 1 - x, y],
  v: (x, y, _w, h) => [x, h - 1 - y],
  r180: (x, y, w, h) => [w - 1 - x, h - 1 - y],
};

it('turns 8-bit pictures of any width and place in memory around, pixel by pixel', () => {
  const size = fc.integer({ min: 1, max: 18 });
  const place = fc.integer({ min: 0, max: 3 });
  const element = fc.constantFrom(...d4Elements.filter((name) => name in places));
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 4 }), place, element, (width, height, channels, offset, name) => {
      const memory = Uint8Array.from({ length: offset + width * height * channels }, (_, i) => (i * 37) & 255);
      const data = memory.subarray(offset);
      const expected: number[] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const [fromX, fromY] = places[name](x, y, width, height);
          const first = (fromY * width + fromX) * channels;
          expected.push(...data.subarray(first, first + channels));
        }
      }
      expect([...d4({ data, width, height, channels }, name).data]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
