import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
import { borders } from '../../src/raster/border.js';
import { type ColorMatrix, mixColors } from '../../src/raster/color/colorMatrix.js';
import { shiftHsv } from '../../src/raster/color/shiftHsv.js';
import { simulateJpeg } from '../../src/raster/compression/simulateJpeg.js';
import { boxBlur } from '../../src/raster/filters/boxBlur.js';
import { reciprocals } from '../../src/raster/filters/boxBytes.js';
import { convolve } from '../../src/raster/filters/convolve.js';
import { diskBlur } from '../../src/raster/filters/diskBlur.js';
import { gaussianBlur } from '../../src/raster/filters/gaussianBlur.js';
import { medianBlur } from '../../src/raster/filters/medianBlur.js';
import { gaussianSize } from '../../src/raster/filters/weights.js';
import { claheLightness } from '../../src/raster/histogram/claheLightness.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';
import { lookUp } from '../../src/raster/lookUp.js';
import { addGaussianNoise } from '../../src/raster/noise/gaussianNoise.js';
import type { Raster } from '../../src/raster/raster.js';

afterEach(() => useKernels(true));

function bytes(width: number, height: number, channels: number, seed: number): Raster {
  const draw = random('bytes', seed);
  const data = Uint8Array.from({ length: width * height * channels }, () =>
    draw.choice([0, 255, draw.integer(0, 256)]),
  );
  return { data, width, height, channels };
}

/** What a filter does with and without WebAssembly. */
function both(filter: () => Raster): [Raster, Raster] {
  useKernels(true);
  const fast = filter();
  useKernels(false);
  return [fast, filter()];
}

const picture = fc
  .tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), fc.nat())
  .map(([width, height, channels, seed]) => bytes(width, height, channels, seed));
const colored = picture.filter(({ channels }) => channels >= 3);
const border = fc.constantFrom(...borders.filter((name) => name !== 'constant'));
const odd = (most: number) => fc.integer({ min: 0, max: (most - 1) / 2 }).map((half) => 2 * half + 1);

describe('kernels give the same as plain filters, bit for bit', () => {
  const same = <T>(values: fc.Arbitrary<T>, filter: (raster: Raster, value: T) => Raster, pictures = picture): void =>
    fc.assert(
      fc.property(pictures, values, (raster, value) => {
        const before = raster.data.slice();
        const [fast, plain] = both(() => filter(raster, value));
        expect(fast).toEqual(plain);
        expect(raster.data).toEqual(before);
      }),
      { numRuns: 120 },
    );

  it('convolve', () => {
    const kernel = fc.tuple(odd(7), odd(7), fc.nat()).map(([width, height, seed]) => {
      const draw = random('weights', seed);
      const weights = Array.from({ length: width * height }, () => draw.choice([0, draw.uniform(-3, 3), 1 / 9]));
      return { width, height, weights };
    });
    same(fc.tuple(kernel, border), (raster, [weights, edge]) => convolve(raster, weights, edge));
  });

  it('gaussianBlur', () => {
    const sigma = fc.double({ min: 0.1, max: 12, noNaN: true });
    same(fc.tuple(sigma, border), (raster, [s, edge]) => gaussianBlur(raster, gaussianSize(s), s, edge));
  });

  it('boxBlur', () => same(fc.tuple(odd(21), border), (raster, [size, edge]) => boxBlur(raster, size, edge)));

  it('boxBlur, whose divisions are exact', () => {
    for (const [size, [factor, drop]] of Object.entries(reciprocals)) {
      const area = Number(size) ** 2;
      for (let sum = 0; sum <= 255 * area; sum++) {
        const mean = Math.floor(((sum + (area >> 1)) * factor) / 2 ** drop);
        if (mean !== Math.round(sum / area)) expect.fail(`${sum} / ${area}`);
      }
    }
  });

  it('gaussian noise', () => {
    const options = fc.record({
      sigma: fc.double({ min: 0.1, max: 300, noNaN: true }),
      seed: fc.nat(),
      whole: fc.boolean(),
    });
    same(options, (raster, { sigma, seed, whole }) =>
      addGaussianNoise(raster, { sigma, seed, share: whole ? raster.channels : 1 }),
    );
  });

  it('hue, saturation and value', () => {
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    const shift = fc.record({ hue: fc.double({ min: -360, max: 360, noNaN: true }), saturation: part, value: part });
    same(shift, shiftHsv, colored);
  });

  it('medianBlur', () => same(odd(13), medianBlur));

  it('diskBlur', () => {
    const radius = fc.double({ min: 0.1, max: 14, noNaN: true });
    same(fc.tuple(radius, border), (raster, [r, edge]) => diskBlur(raster, r, edge));
  });

  it('mixColors', () => {
    const weight = fc.double({ min: -2, max: 2, noNaN: true });
    const matrix = fc.array(weight, { minLength: 9, maxLength: 9 });
    const offset = fc.double({ min: -300, max: 300, noNaN: true });
    same(
      fc.tuple(matrix, offset),
      (raster, [weights, shift]) => mixColors(raster, weights as unknown as ColorMatrix, shift),
      colored,
    );
  });

  it('lookUp', () => {
    same(fc.nat(), (raster, seed) => {
      const draw = random('tables', seed);
      const tables = Array.from({ length: raster.channels }, () =>
        Uint8Array.from({ length: 256 }, () => draw.integer(0, 256)),
      );
      const data = new Uint8Array(raster.data.length);
      lookUp(data, raster.data as Uint8Array, draw.chance(0.3) ? tables.map(() => tables[0]) : tables);
      return { ...raster, data };
    });
  });

  it('JPEG', () => same(fc.integer({ min: 1, max: 100 }), simulateJpeg));

  it('CLAHE of lightness', () => {
    const options = fc.record({
      clipLimit: fc.double({ min: 1, max: 40, noNaN: true }),
      rows: fc.integer({ min: 1, max: 9 }),
      columns: fc.integer({ min: 1, max: 9 }),
    });
    same(options, claheLightness, colored);
  });

  it('hue, saturation and value of every color', () => {
    const data = new Uint8Array(64 ** 3 * 3);
    for (let i = 0; i < 64 ** 3; i++) data.set([(i & 63) * 4, ((i >> 6) & 63) * 4 + 3, (i >> 12) * 4 + 1], 3 * i);
    const [fast, plain] = both(() =>
      shiftHsv({ data, width: 512, height: 512, channels: 3 }, { hue: 34, saturation: -0.1, value: 0.07 }),
    );
    expect(Buffer.compare(fast.data as Uint8Array, plain.data as Uint8Array)).toBe(0);
  });
});
