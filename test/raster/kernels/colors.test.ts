import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import { random } from '../../../src/core/random.js';
import { useKernels } from '../../../src/raster/kernels/kernels.js';

afterEach(() => useKernels(true));

const pictures = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 30 }),
  channels: fc.constantFrom(3, 4),
  seed: fc.nat(),
});

it.each([
  ['toGray', augment.toGray()],
  ['vignette', augment.vignette({ strength: [0, 1], shiftX: 0.5, shiftY: 0.5 })],
])('%s gives the same by WebAssembly and without', (_, transform) => {
  fc.assert(
    fc.property(pictures, ({ width, height, channels, seed }) => {
      const draw = random('colours', seed);
      const data = Uint8Array.from({ length: width * height * channels }, () => draw.integer(0, 256));
      const sample = { id: 'a', image: { data, width, height, channels }, meta: {} };
      const results = [true, false].map((on) => {
        useKernels(on);
        return Array.from(augment.applyTransform(transform as augment.Transform, sample, { seed }).image.data);
      });
      expect(results[0]).toEqual(results[1]);
    }),
    { numRuns: 200 },
  );
});
