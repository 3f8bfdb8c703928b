import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';
import type { Raster } from '../../src/raster/raster.js';
import { resize } from '../../src/raster/resize.js';

afterEach(() => useKernels(true));

function noise(width: number, height: number, channels: number, seed: number): Raster {
  const draw = random('area', seed);
  const data = Uint8Array.from({ length: width * height * channels }, () => draw.integer(0, 256));
  return { data, width, height, channels };
}

/** The mean of the box in whole numbers of any length, halves rounded up. */
function exactMean({ data, width, height, channels }: Raster, toWidth: number, toHeight: number): Uint8Array {
  const output = new Uint8Array(toWidth * toHeight * channels);
  const overlap = (i: number, j: number, size: number, toSize: number): bigint =>
    BigInt(Math.max(0, Math.min((i + 1) * size, (j + 1) * toSize) - Math.max(i * size, j * toSize)));
  const area = BigInt(width) * BigInt(height);
  for (let y = 0, o = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      for (let c = 0; c < channels; c++, o++) {
        let sum = 0n;
        for (let j = Math.floor((y * height) / toHeight); j < height && j * toHeight < (y + 1) * height; j++) {
          for (let i = Math.floor((x * width) / toWidth); i < width && i * toWidth < (x + 1) * width; i++) {
            const weight = overlap(y, j, height, toHeight) * overlap(x, i, width, toWidth);
            sum += weight * BigInt(data[(j * width + i) * channels + c]);
          }
        }
        output[o] = Number((2n * sum + area) / (2n * area));
      }
    }
  }
  return output;
}

describe('resizing by area', () => {
  it('rounds the exact mean of 8-bit pictures, by kernel and without', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 1, max: 5 }), fc.integer(), (w, h, toW, toH, c, seed) => {
        const raster = noise(w, h, c, seed);
        const expected = exactMean(raster, toW, toH);
        for (const on of [true, false]) {
          useKernels(on);
          const got = resize(raster, { width: toW, height: toH, interpolation: 'area' });
          expect(got.data, `kernels ${on}`).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same bits in strips, and where sums are too large for the kernel', () => {
    for (const [width, height, toWidth, toHeight] of [
      [700, 401, 129, 64],
      [1918, 300, 512, 300],
      [3001, 2999, 8, 4],
      [40009, 3, 3, 2],
    ]) {
      const raster = noise(width, height, width > 2000 ? 1 : 3, width);
      const [kernel, plain] = [true, false].map((on) => {
        useKernels(on);
        return resize(raster, { width: toWidth, height: toHeight, interpolation: 'area' }).data;
      });
      expect(Buffer.compare(kernel as Uint8Array, plain as Uint8Array), `${width}×${height}`).toBe(0);
    }
  });

  it('keeps a constant picture as it is', () => {
    for (const value of [0, 1, 127, 254, 255]) {
      const raster = { data: new Uint8Array(37 * 23 * 3).fill(value), width: 37, height: 23, channels: 3 };
      expect(new Set(resize(raster, { width: 11, height: 13 }).data)).toEqual(new Set([value]));
    }
  });
});
