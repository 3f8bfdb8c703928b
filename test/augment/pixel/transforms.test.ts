import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import { pixelBuilders } from '../../../src/augment/pixel/builders.js';
import { random } from '../../../src/core/random.js';
import type { Sample } from '../../../src/data/sample.js';
import type { Raster, RasterData } from '../../../src/raster/raster.js';
import { cloneSample } from '../samples.js';

const { applyTransform, drawParams, transformFromJson } = augment;

type Kind = 'uint8' | 'uint16' | 'float32';

/** A smooth picture with some noise, which blurs and histograms find something in. */
function picture(width: number, height: number, channels: number, kind: Kind, seed = 1): Raster {
  const draw = random('pixel test', seed, width, height);
  const values = Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    return 0.5 + 0.3 * Math.sin(x / 5 + (i % channels)) * Math.cos(y / 7) + draw.uniform(-0.15, 0.15);
  });
  const data: RasterData =
    kind === 'float32'
      ? Float32Array.from(values)
      : kind === 'uint16'
        ? Uint16Array.from(values, (value) => value * 65535)
        : Uint8Array.from(values, (value) => value * 255);
  return { data, width, height, channels };
}

function sampleOf(image: Raster): Sample {
  const { width, height } = image;
  const labels = Int32Array.from({ length: width * height }, (_, i) => i % 7);
  const weights = Float32Array.from(labels, (label) => label / 7);
  return {
    id: 'pixel',
    image,
    mask: { data: labels, width, height },
    weight: { data: weights, width, height, channels: 1 },
    meta: { note: 'kept' },
  };
}

const references = (channels: number): Raster[] => [
  picture(9, 7, channels, 'uint8', 5),
  picture(8, 8, channels, 'uint8', 6),
];

/** Every transform with its standard options, and some with others; those that need references get such as fit. */
const transformsFor = (channels: number): augment.Transform[] => [
  augment.autoContrast(),
  augment.autoContrast({ of: 'picture', cutoff: 0.02 }),
  augment.boxBlur(),
  augment.brightnessContrast(),
  augment.brightnessContrast({ relativeTo: 'mean' }),
  augment.channelDropout(),
  augment.channelShuffle(),
  augment.chromaticAberration(),
  augment.clahe({ rows: 2, columns: 3 }),
  augment.clahe({ of: 'channels', rows: 3, columns: 2 }),
  augment.colorJitter(),
  augment.defocus({ radius: [1, 3] }),
  augment.downscale(),
  augment.downscale({ interpolation: 'nearest' }),
  augment.emboss(),
  augment.enhance({ kind: 'brightness' }),
  augment.enhance({ kind: 'color' }),
  augment.enhance({ kind: 'contrast' }),
  augment.enhance({ kind: 'sharpness' }),
  augment.equalize(),
  augment.equalize({ of: 'luma', method: 'pillow' }),
  augment.fog(),
  augment.fourierDomainAdaptation({ references: references(channels), beta: [0, 0.1] }),
  augment.gamma(),
  augment.gaussianBlur(),
  augment.gaussianNoise(),
  augment.gaussianNoise({ perChannel: false }),
  augment.glassBlur(),
  augment.histogramMatching({ references: references(channels) }),
  augment.hueSaturationValue(),
  augment.imageCompression(),
  augment.imageCompression({ format: 'webp' }),
  augment.invert(),
  augment.isoNoise(),
  augment.medianBlur({ size: [3, 5] }),
  augment.motionBlur(),
  augment.multiplicativeNoise(),
  augment.multiplicativeNoise({ per: 'value' }),
  augment.normalize({ mode: 'image' }),
  augment.planckianJitter(),
  augment.planckianJitter({ illuminant: 'daylight' }),
  augment.posterize(),
  augment.rain(),
  augment.rgbShift(),
  augment.saltAndPepper(),
  augment.sepia(),
  augment.shadow(),
  augment.sharpen(),
  augment.snow(),
  augment.solarize(),
  augment.stainJitter(),
  augment.stainJitter({ method: 'macenko' }),
  augment.sunFlare(),
  augment.toFloat(),
  augment.toGray(),
  augment.toGray({ channels: 1, method: 'lightness' }),
  augment.unsharpMask(),
  augment.vignette(),
  augment.zoomBlur(),
];

/** What needs red, green and blue. */
const colored = new Set([
  'chromaticAberration',
  'colorJitter',
  'hueSaturationValue',
  'planckianJitter',
  'rgbShift',
  'sepia',
  'stainJitter',
  'toGray',
]);

const needsColor = ({ name, options }: augment.Transform): boolean =>
  colored.has(name) || (name === 'equalize' && options.of === 'luma');

/** What lets values out of 0 … 1, or changes the number type. */
const remaking = new Set(['normalize', 'toFloat']);

const kinds: readonly Kind[] = ['uint8', 'uint16', 'float32'];
const everything = transformsFor(3);

describe('every pixel transform', () => {
  it('is in this test', () => {
    expect([...new Set(everything.map(({ name }) => name))].sort()).toEqual(Object.keys(pixelBuilders).sort());
  });

  const index = fc.nat({ max: everything.length - 1 });
  const side = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 }));
  const channelCount = fc.constantFrom(1, 2, 3, 4, 5);
  const key = fc.record({ seed: fc.nat(), epoch: fc.nat({ max: 50 }) });

  it('keeps mask, weights, size and number type, changes nothing that it is given, and gives the same again', () =>
    fc.assert(
      fc.property(
        index,
        side,
        side,
        channelCount,
        fc.constantFrom(...kinds),
        key,
        (i, width, height, channels, kind, drawKey) => {
          const transform = transformsFor(channels)[i];
          const sample = sampleOf(picture(width, height, channels, kind));
          const before = cloneSample(sample);
          const params = drawParams(transform, sample, drawKey);
          if (needsColor(transform) && channels < 3) {
            expect(() => transform.apply(params, sample)).toThrow(`${transform.name}: the picture has`);
            return;
          }
          const result = transform.apply(params, sample);
          expect(sample).toEqual(before);
          expect(result.mask).toBe(sample.mask);
          expect(result.weight).toBe(sample.weight);
          expect(result).toMatchObject({ id: 'pixel', meta: { note: 'kept' } });
          const { image } = result;
          expect([image.width, image.height]).toEqual([width, height]);
          expect(image.data.length).toBe(width * height * image.channels);
          expect(image.channels).toBe(transform.options.channels === 1 ? 1 : channels);
          const type = remaking.has(transform.name) ? Float32Array : sample.image.data.constructor;
          expect(image.data.constructor).toBe(type);
          if (image.data instanceof Float32Array) {
            for (const value of image.data) expect(Number.isFinite(value)).toBe(true);
            if (!remaking.has(transform.name)) {
              for (const value of image.data) expect(value >= 0 && value <= 1).toBe(true);
            }
          }
          expect(transform.apply(JSON.parse(JSON.stringify(params)), sample)).toEqual(result);
          const revived = transformFromJson(JSON.parse(JSON.stringify(transform)));
          expect(JSON.stringify(revived)).toBe(JSON.stringify(transform));
          expect(applyTransform(revived, sample, drawKey)).toEqual(result);
        },
      ),
      { numRuns: 250 },
    ));

  it('does the same to pictures of all number types, but for rounding', () => {
    // What is drawn for each value, or decided by it, goes other ways after rounding.
    const different = new Set(['posterize', 'solarize', 'equalize', 'normalize', 'toFloat', 'unsharpMask', 'clahe']);
    for (const transform of everything) {
      if (different.has(transform.name)) continue;
      const bytes = picture(30, 20, 3, 'uint8');
      const results = kinds.map((kind) => {
        const data =
          kind === 'uint8'
            ? bytes.data
            : kind === 'uint16'
              ? Uint16Array.from(bytes.data, (value) => value * 257)
              : Float32Array.from(bytes.data, (value) => value / 255);
        const { image } = applyTransform(transform, sampleOf({ ...bytes, data }), { seed: 3 });
        const unit = kind === 'uint8' ? 1 : kind === 'uint16' ? 257 : 1 / 255;
        return Array.from(image.data, (value) => value / unit);
      });
      const mean = (a: number[], b: number[]): number =>
        a.reduce((sum, v, i) => sum + Math.abs(v - b[i]), 0) / a.length;
      expect(mean(results[1], results[2]), transform.name).toBeLessThan(0.02);
      expect(mean(results[0], results[1]), transform.name).toBeLessThan(
        transform.name === 'hueSaturationValue' ? 1.5 : 0.8,
      );
    }
  });

  it('draws otherwise in other epochs, where it draws at all', () => {
    const fixed = new Set(['invert', 'equalize', 'normalize', 'toFloat', 'toGray', 'sepia', 'solarize', 'posterize']);
    for (const transform of everything) {
      if (fixed.has(transform.name) || transform.name === 'autoContrast') continue;
      const sample = sampleOf(picture(12, 9, 3, 'uint8'));
      const draws = Array.from({ length: 30 }, (_, epoch) => JSON.stringify(drawParams(transform, sample, { epoch })));
      expect(new Set(draws).size, transform.name).toBeGreaterThan(1);
    }
  });

  it('keeps channels after the third where it works on colors or light', () => {
    const keeping = [
      ...colored,
      'fog',
      'rain',
      'snow',
      'shadow',
      'sunFlare',
      'vignette',
      'imageCompression',
      'isoNoise',
    ];
    for (const transform of transformsFor(5)) {
      if (!keeping.includes(transform.name) || transform.options.channels === 1) continue;
      const { data } = picture(16, 12, 5, 'uint8');
      const { image } = applyTransform(transform, sampleOf({ data, width: 16, height: 12, channels: 5 }), { seed: 1 });
      for (let i = 0; i < data.length; i++) if (i % 5 >= 3) expect(image.data[i], transform.name).toBe(data[i]);
    }
  });
});

describe('draws', () => {
  it('do not depend on the neighbours in a pipeline', () => {
    const sample = sampleOf(picture(300, 200, 3, 'uint8'));
    for (const transform of everything) {
      const [alone] = drawParams(augment.compose([transform]), sample, { epoch: 2 });
      const [, beside] = drawParams(augment.compose([augment.d4(), transform, augment.horizontalFlip()]), sample, {
        epoch: 2,
      });
      expect(beside, transform.name).toEqual(alone);
    }
  });

  it('give the same in large pictures when replayed', () => {
    const sample = sampleOf(picture(300, 200, 3, 'uint8'));
    const before = Float64Array.from(sample.image.data);
    const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
      a.length === b.length && Array.from(a).every((value, i) => value === b[i]); // toEqual takes seconds
    for (const transform of everything) {
      const params = drawParams(transform, sample, { epoch: 4 });
      const first = transform.apply(params, sample);
      const again = transform.apply(JSON.parse(JSON.stringify(params)), sample);
      expect(isSame(again.image.data, first.image.data), transform.name).toBe(true);
    }
    expect(isSame(sample.image.data, before)).toBe(true);
  });
});

describe('changes of levels', () => {
  const levels = (): augment.Transform[] => [
    augment.brightnessContrast(),
    augment.gamma({ gamma: [0.4, 2] }),
    augment.posterize({ bits: [2, 6] }),
    augment.rgbShift({ red: 0.3, green: 0.3, blue: 0.3 }),
    augment.solarize({ threshold: [0.3, 1] }),
    augment.planckianJitter(),
    augment.invert(),
  ];

  it('become one table, which gives the same as one by one', () =>
    fc.assert(
      fc.property(
        fc.shuffledSubarray(levels(), { minLength: 2 }),
        fc.constantFrom(...kinds),
        fc.nat(),
        (some, kind, seed) => {
          const sample = sampleOf(picture(21, 13, 4, kind));
          const between = [...some.slice(0, 2), augment.horizontalFlip(), ...some.slice(2)];
          for (const list of [some, between]) {
            const fused = applyTransform(augment.compose(list), sample, { seed });
            const single = applyTransform(augment.compose(list, { fuse: false }), sample, { seed });
            expect(fused).toEqual(single);
          }
        },
      ),
      { numRuns: 60 },
    ));
});

describe('zero strength', () => {
  const still: readonly augment.Transform[] = [
    augment.boxBlur({ size: 1 }),
    augment.brightnessContrast({ brightness: 0, contrast: 0 }),
    augment.channelDropout({ count: 0 }),
    augment.chromaticAberration({ red: 0, blue: 0 }),
    augment.colorJitter({ brightness: 1, contrast: 1, saturation: 1, hue: 0 }),
    augment.defocus({ radius: 0 }),
    augment.downscale({ scale: 1 }),
    augment.emboss({ alpha: 0 }),
    augment.enhance({ kind: 'sharpness', factor: 1 }),
    augment.fog({ density: 0 }),
    augment.fourierDomainAdaptation({ references: references(3), beta: 0 }),
    augment.gamma({ gamma: 1 }),
    augment.gaussianBlur({ sigma: 0 }),
    augment.gaussianNoise({ sigma: 0 }),
    augment.glassBlur({ sigma: 0, reach: 0 }),
    augment.histogramMatching({ references: references(3), blend: 0 }),
    augment.hueSaturationValue({ hue: 0, saturation: 0, value: 0 }),
    augment.isoNoise({ brightness: 0, color: 0 }),
    augment.medianBlur({ size: 1 }),
    augment.motionBlur({ size: 1 }),
    augment.multiplicativeNoise({ factor: 1 }),
    augment.planckianJitter({ temperature: 6500 }),
    augment.rain({ drops: 0, darkness: 0 }),
    augment.rgbShift({ red: 0, green: 0, blue: 0 }),
    augment.saltAndPepper({ amount: 0 }),
    augment.sepia({ strength: 0 }),
    augment.shadow({ intensity: 0 }),
    augment.sharpen({ alpha: 0 }),
    augment.snow({ cover: 0, flakes: 0 }),
    augment.solarize({ threshold: 1.01 }),
    augment.stainJitter({ hematoxylin: 1, eosin: 1, hematoxylinShift: 0, eosinShift: 0 }),
    augment.sunFlare({ intensity: 0 }),
    augment.unsharpMask({ alpha: 0 }),
    augment.vignette({ strength: 0 }),
    augment.zoomBlur({ factor: 1 }),
  ];

  it('gives the sample itself, whatever it holds', () => {
    for (const kind of kinds) {
      const image = picture(9, 8, 3, kind);
      if (image.data instanceof Float32Array) image.data.set([-2, 3, 700]); // not even clipped
      const sample = sampleOf(image);
      for (const transform of still)
        expect(applyTransform(transform, sample, { seed: 3 }), transform.name).toBe(sample);
    }
  });

  it('changes nothing in even areas where a blur is drawn', () => {
    const even = sampleOf({ data: new Uint8Array(300).fill(77), width: 10, height: 10, channels: 3 });
    const blurs = [
      augment.gaussianBlur(),
      augment.boxBlur(),
      augment.medianBlur(),
      augment.motionBlur(),
      augment.defocus(),
      augment.glassBlur(),
      augment.zoomBlur(),
    ];
    for (const blur of blurs) {
      for (let epoch = 0; epoch < 5; epoch++) {
        expect(applyTransform(blur, even, { epoch }).image, blur.name).toEqual(even.image);
      }
    }
  });
});
