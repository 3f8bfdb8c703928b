import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { d4, d4Elements } from '../../src/raster/d4.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';

afterEach(() => useKernels(true));

const pictures = fc.record({
  width: fc.integer({ min: 1, max: 90 }),
  height: fc.integer({ min: 50, max: 90 }),
  channels: fc.integer({ min: 1, max: 6 }),
  type: fc.constantFrom(Uint8Array, Uint16Array, Float32Array),
  element: fc.constantFrom(...d4Elements),
  seed: fc.nat(),
});

it('turns and flips the same by WebAssembly and without', () => {
  fc.assert(
    fc.property(pictures, ({ width, height, channels, type, element, seed }) => {
      const draw = random('turn', seed);
      const data = new type(width * height * channels);
      for (let i = 0; i < data.length; i++) data[i] = draw.integer(0, 256);
      const image = { data, width, height, channels };
      useKernels(true);
      const fast = d4(image, element);
      useKernels(false);
      expect(fast).toEqual(d4(image, element));
    }),
    { numRuns: 200 },
  );
});
