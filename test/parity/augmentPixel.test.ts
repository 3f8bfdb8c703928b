import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { fillChannels } from '../../src/augment/pixel/color/channelDropout.js';
import { orderChannels } from '../../src/augment/pixel/color/channelShuffle.js';
import { type ColorChange, colorChanges } from '../../src/augment/pixel/color/colorJitter.js';
import type { Sample } from '../../src/data/sample.js';
import type { Border } from '../../src/raster/border.js';
import { type ColorMatrix, mixColors } from '../../src/raster/color/colorMatrix.js';
import { hsvToRgb, rgbToHsv } from '../../src/raster/color/hsv.js';
import { labToRgb, rgbToLab } from '../../src/raster/color/lab.js';
import { boxBlur } from '../../src/raster/filters/boxBlur.js';
import { convolve } from '../../src/raster/filters/convolve.js';
import { gaussianBlur } from '../../src/raster/filters/gaussianBlur.js';
import { medianBlur } from '../../src/raster/filters/medianBlur.js';
import { unsharpMask } from '../../src/raster/filters/unsharpMask.js';
import { gaussianWeights } from '../../src/raster/filters/weights.js';
import { applyClahe, claheTables } from '../../src/raster/histogram/clahe.js';
import { mapValues } from '../../src/raster/mapValues.js';
import { putSpecks } from '../../src/raster/noise/saltAndPepper.js';
import type { Raster } from '../../src/raster/raster.js';
import { describeShared, type Fixture, hasShared, readFixture } from '../helpers/parity.js';

interface Case {
  readonly name: string;
  readonly op: string;
  // Each case has the parameters of its operation; the table below says which.
  readonly params: never;
  readonly expected?: { readonly minPsnr: number; readonly maxPsnr: number; readonly shape: readonly number[] };
  readonly tolerance: {
    readonly imageMaxAbs?: number;
    readonly imageMeanAbs?: number;
    readonly maxAbs?: number;
    readonly mismatchFraction?: number;
  };
  readonly [array: string]: unknown;
}

/** The arrays of a case. */
interface Arrays {
  /** As a picture; a plane where it has no channels. */
  raster(field: string): Raster;
  values(field: string): ArrayLike<number> & Iterable<number>;
}

type Run = (params: never, arrays: Arrays) => Raster;

/** A transform with what it is to draw. */
const replay =
  <P>(make: (params: never) => readonly [transform: augment.Transform<P>, params: P]): Run =>
  (params, { raster }) => {
    const [transform, drawn] = make(params);
    const sample: Sample = { id: 'case', image: raster('image'), meta: {} };
    return transform.apply(drawn, sample).image;
  };

const filter: Run = ({ border }: { border: Border }, arrays) => {
  const { width, height, data } = arrays.raster('kernel');
  return convolve(arrays.raster('image'), { width, height, weights: data }, border);
};

const jitter =
  (change: ColorChange): Run =>
  ({ factor }: { factor: number }, { raster }) =>
    colorChanges[change](raster('image'), factor);

const grayMethods = { weightedAverage: 'luma', average: 'average', max: 'maximum', desaturation: 'lightness' } as const;

interface ClaheCase {
  readonly clipLimit: number;
  readonly gridRows: number;
  readonly gridCols: number;
}

type Window = { readonly ksize: number; readonly sigma: number; readonly border: Border };
type Standard = {
  readonly mean?: number[];
  readonly std?: number[];
  readonly maxPixelValue?: number;
  readonly mode: augment.NormalizeMode;
};

/** How each operation of the reference is done here. */
const runs: Readonly<Record<string, Run>> = {
  brightnessContrast: replay((params: { brightness: number; contrast: number; brightnessByMax: boolean }) => [
    augment.brightnessContrast({ relativeTo: params.brightnessByMax ? 'maximum' : 'mean' }),
    params,
  ]),
  gamma: replay((params: { gamma: number }) => [augment.gamma(), params]),
  rgbShift: replay(({ r, g, b }: { r: number; g: number; b: number }) => [
    augment.rgbShift(),
    { red: r / 255, green: g / 255, blue: b / 255 },
  ]),
  posterize: replay((params: { bits: number }) => [augment.posterize(), params]),
  solarize: replay(({ threshold }: { threshold: number }) => [augment.solarize(), { threshold: threshold / 255 }]),
  invert: replay(() => [augment.invert(), {}]),
  channelShuffle: ({ order }: { order: number[] }, { raster }) => orderChannels(raster('image'), order),
  channelDropout: ({ channels, fill }: { channels: number[]; fill: number }, { raster }) =>
    fillChannels(raster('image'), channels, fill),
  colorMatrix: ({ matrix }: { matrix: number[] }, { raster }) =>
    mixColors(raster('image'), matrix as unknown as ColorMatrix),
  rgbToHsv: (_, { raster }) => rgbToHsv(raster('image')),
  hsvToRgb: (_, { raster }) => hsvToRgb(raster('hsv')),
  hueSaturationValue: replay(({ hue, saturation, value }: { hue: number; saturation: number; value: number }) => [
    augment.hueSaturationValue(),
    { hue: hue * 2, saturation: saturation / 255, value: value / 255 },
  ]),
  toGray: replay(({ method, channels }: { method: keyof typeof grayMethods; channels: 1 | 3 }) => [
    augment.toGray({ method: grayMethods[method], channels }),
    {},
  ]),
  adjustBrightness: jitter('brightness'),
  adjustContrast: jitter('contrast'),
  adjustSaturation: jitter('saturation'),
  rgbToLab: (_, { raster }) => rgbToLab(raster('image')),
  labToRgb: (_, { raster }) => labToRgb(raster('lab')),
  equalize: replay(({ mode, byChannels }: { mode: 'cv' | 'pil'; byChannels: boolean }) => [
    augment.equalize({ method: mode === 'cv' ? 'opencv' : 'pillow', of: byChannels ? 'channels' : 'luma' }),
    {},
  ]),
  clahe: replay(({ clipLimit, gridRows, gridCols }: ClaheCase) => [
    augment.clahe({ rows: gridRows, columns: gridCols }),
    { clipLimit },
  ]),
  gaussianBlur: ({ ksize, sigma, border }: Window, { raster }) => gaussianBlur(raster('image'), ksize, sigma, border),
  gaussianKernel: ({ ksize, sigma }: Window) => {
    const data = Float32Array.from(gaussianWeights(ksize, sigma));
    return { data, width: ksize, height: 1, channels: 1 };
  },
  boxBlur: ({ ksize, border }: Window, { raster }) => boxBlur(raster('image'), ksize, border),
  medianBlur: ({ ksize }: Window, { raster }) => medianBlur(raster('image'), ksize),
  motionBlur: filter,
  convolve: filter,
  sharpen: replay((params: { alpha: number; lightness: number }) => [augment.sharpen(), params]),
  unsharpMask: ({ ksize, ...params }: Window & { alpha: number; threshold: number }, { raster }) =>
    unsharpMask(raster('image'), { size: ksize, ...params }),
  gaussNoise: ({ perChannel }: { perChannel: boolean }, { raster, values }) => {
    const noise = values('noise');
    return mapValues(raster('image'), (value, i) => value + noise[perChannel ? i : Math.floor(i / 3)]);
  },
  multiplicativeNoise: (_, { raster, values }) => {
    const factor = values('factor');
    const image = raster('image');
    const share = image.data.length / factor.length;
    return mapValues(image, (value, i) => value * factor[Math.floor(i / share)]);
  },
  saltAndPepper: (_, { raster, values }) => {
    const [salt, pepper] = [values('salt'), values('pepper')];
    return putSpecks(raster('image'), (i) => (salt[i] ? 'salt' : pepper[i] ? 'pepper' : undefined));
  },
  normalize: replay(({ mean, std, maxPixelValue, mode }: Standard) => [
    augment.normalize({ mean, standardDeviation: std, maximum: maxPixelValue, mode }),
    {},
  ]),
  toFloat: replay(({ maxValue }: { maxValue: number }) => [augment.toFloat({ maximum: maxValue }), {}]),
  imageCompression: replay(({ type, quality }: { type: 'jpeg'; quality: number }) => [
    augment.imageCompression({ format: type }),
    { quality },
  ]),
};

function arraysOf(entry: Case, { arrays }: Fixture<Case>): Arrays {
  const array = (field: string) => arrays.get(entry[field] as string)!;
  return {
    raster: (field) => {
      const { data, shape } = array(field);
      return { data: data as Uint8Array, width: shape[1], height: shape[0], channels: shape[2] ?? 1 };
    },
    values: (field) => array(field).data,
  };
}

const psnr = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / sum);
};

function checkCase(entry: Case, fixture: Fixture<Case>): void {
  const arrays = arraysOf(entry, fixture);
  const result = runs[entry.op](entry.params, arrays);
  if (entry.expected) {
    expect([result.height, result.width, result.channels]).toEqual(entry.expected.shape);
    const quality = psnr(result.data, arrays.values('image'));
    expect(quality).toBeGreaterThanOrEqual(entry.expected.minPsnr);
    expect(quality).toBeLessThanOrEqual(entry.expected.maxPsnr);
    return;
  }
  const field = ['expectedImage', 'expectedHsv', 'expectedLab', 'expectedKernel'].find((name) => entry[name])!;
  const expected = arrays.values(field);
  expect(result.data.length).toBe(expected.length);
  const differences = Array.from(expected, (value, i) => {
    const distance = Math.abs(value - result.data[i]);
    return field === 'expectedHsv' && i % 3 === 0 ? Math.min(distance, 180 - distance) : distance;
  });
  const { imageMaxAbs, imageMeanAbs, maxAbs, mismatchFraction } = entry.tolerance;
  expect(differences.reduce((a, b) => Math.max(a, b), 0)).toBeLessThanOrEqual(imageMaxAbs ?? maxAbs ?? 0);
  const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
  expect(mean).toBeLessThanOrEqual(imageMeanAbs ?? Infinity);
  const mismatches = differences.filter((difference) => difference > 0).length / differences.length;
  expect(mismatches).toBeLessThanOrEqual(mismatchFraction ?? 1);
}

/** The lightness of a case alone, which is told more sharply than its colours. */
function checkLightness(entry: Case, fixture: Fixture<Case>): void {
  const { raster, values } = arraysOf(entry, fixture);
  const { data, width, height } = raster('lab');
  const { clipLimit, gridRows, gridCols } = entry.params as ClaheCase;
  const plane = { data: Uint8Array.from({ length: width * height }, (_, i) => data[3 * i]), width, height };
  const result = applyClahe(plane, claheTables(plane, { clipLimit, rows: gridRows, columns: gridCols }));
  const expected = values('expectedLab');
  for (let i = 0; i < result.length; i++) expect(Math.abs(result[i] - expected[3 * i])).toBeLessThanOrEqual(2);
}

/** Dropouts have tests of their own. */
const elsewhere = ['coarseDropout', 'gridDropout'];

describeShared('pixel transforms against the reference', 'parity/image', () => {
  if (!hasShared('parity/image')) return; // vitest collects what it skips
  const fixture = readFixture<Case>('image/pixel');
  for (const entry of fixture.cases) {
    if (elsewhere.includes(entry.op)) continue;
    it(entry.name, () => checkCase(entry, fixture));
    if (entry.lab && entry.expectedLab) it(`${entry.name}: lightness`, () => checkLightness(entry, fixture));
  }
});
