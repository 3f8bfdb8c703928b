import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { cloneSample, labelCodedSample, randomSample } from './samples.js';

const { applyTransform, compose, drawParams, transformFromJson } = augment;

/** Transforms that move pixels without mixing them, for pictures of at least 8×8. */
const exact: readonly augment.Transform[] = [
  augment.horizontalFlip(),
  augment.verticalFlip(),
  augment.rotate90(),
  augment.d4(),
  augment.randomCrop({ width: 5, height: 7 }),
  augment.centerCrop({ width: 6, height: 3 }),
  augment.padIfNeeded({ minWidth: 20, minHeight: 9, fill: 201, maskFill: 201 }),
  augment.padIfNeeded({ minWidth: 20, minHeight: 30, position: 'bottomRight', border: 'reflect101' }),
  augment.padToMultiple({ multiple: 7, border: 'wrap', position: 'topLeft' }),
  augment.withProbability(0.5, augment.d4()),
  augment.oneOf([augment.d4(), augment.padToMultiple({ multiple: 4, border: 'replicate' })], { weights: [1, 3] }),
  compose([augment.d4(), augment.randomCrop({ width: 8, height: 6 }), augment.horizontalFlip()]),
];

const others: readonly augment.Transform[] = [
  augment.resize({ width: 11, height: 5 }),
  augment.brightnessContrast(),
  augment.brightnessContrast({ relativeTo: 'mean', brightness: 0.5 }),
  augment.gamma(),
  compose([augment.withProbability(0.5, augment.gamma()), augment.resize({ width: 9, height: 9 }), augment.d4()]),
];

const transform = fc.constantFrom(...exact, ...others);
const exactTransform = fc.constantFrom(...exact);
const side = fc.integer({ min: 8, max: 24 });
const key = fc.record({ seed: fc.nat(), epoch: fc.nat({ max: 50 }) });
const kind = fc.constantFrom('uint8', 'uint16', 'float32' as const);

const labelsOf = (sample: Sample): number[] => [...(sample.mask?.data ?? [])];

describe('every transform', () => {
  it('moves picture, mask and weight alike', () =>
    fc.assert(
      fc.property(exactTransform, side, side, key, (any, width, height, drawKey) => {
        const result = applyTransform(any, labelCodedSample(width, height), drawKey);
        const { channels } = result.image;
        expect(channels).toBe(3);
        const labels = labelsOf(result);
        labels.forEach((label, i) => {
          expect([...result.image.data.subarray(i * 3, i * 3 + 3)]).toEqual([label, label, label]);
        });
        // Weights are 0 in constant padding, and follow everywhere else.
        const weights = [...(result.weight?.data ?? [])];
        expect(weights).toEqual(labels.map((label) => (label === 201 ? 0 : label)));
        expect(result).toMatchObject({ id: 'sample 1', meta: { note: 'kept' } });
      }),
      { numRuns: 300 },
    ));

  it('leaves its input as it was, says its size beforehand, and gives the same again', () =>
    fc.assert(
      fc.property(transform, side, side, key, kind, (any, width, height, drawKey, type) => {
        const sample = randomSample(width, height, type);
        const before = cloneSample(sample);
        const params = drawParams(any, sample, drawKey);
        const result = any.apply(params, sample);
        expect(sample).toEqual(before);
        expect(result.image.data.constructor).toBe(sample.image.data.constructor);
        expect(result.mask?.data.constructor).toBe(Int32Array);
        const size = any.outputSize?.(params, { width, height }) ?? { width, height };
        expect(size).toEqual({ width: result.image.width, height: result.image.height });
        expect(size).toEqual({ width: result.mask?.width, height: result.mask?.height });
        const { image, mask } = result;
        expect(image.data.length).toBe(size.width * size.height * image.channels);
        expect(mask?.data.length).toBe(size.width * size.height);

        const replayed = any.apply(JSON.parse(JSON.stringify(params)), sample);
        expect(replayed).toEqual(result);
        const revived = transformFromJson(JSON.parse(JSON.stringify(any)));
        expect(JSON.stringify(revived)).toBe(JSON.stringify(any));
        expect(applyTransform(revived, sample, drawKey)).toEqual(result);
      }),
      { numRuns: 300 },
    ));

  it('invents no label', () =>
    fc.assert(
      fc.property(transform, side, side, key, (any, width, height, drawKey) => {
        const sample = randomSample(width, height, 'uint8');
        const known = new Set([...labelsOf(sample), 201, 0]);
        for (const label of labelsOf(applyTransform(any, sample, drawKey))) expect(known).toContain(label);
      }),
    ));

  it('changes with the epoch, the seed and the sample', () => {
    for (const any of exact.filter(({ name }) => !/pad|center/.test(name))) {
      const sample = labelCodedSample(16, 16);
      const results = Array.from({ length: 40 }, (_, epoch) => JSON.stringify(drawParams(any, sample, { epoch })));
      expect(new Set(results).size, any.name).toBeGreaterThan(1);
      const seeds = Array.from({ length: 40 }, (_, seed) => JSON.stringify(drawParams(any, sample, { seed })));
      expect(new Set(seeds).size, any.name).toBeGreaterThan(1);
      const ids = Array.from({ length: 40 }, (_, i) => JSON.stringify(drawParams(any, { ...sample, id: `${i}` })));
      expect(new Set(ids).size, any.name).toBeGreaterThan(1);
    }
  });
});

describe('zero strength', () => {
  const still: readonly augment.Transform[] = [
    augment.horizontalFlip({ probability: 0 }),
    augment.verticalFlip({ probability: 0 }),
    augment.withProbability(0, augment.d4()),
    augment.randomCrop({ width: 9, height: 8 }),
    augment.centerCrop({ width: 9, height: 8 }),
    augment.resize({ width: 9, height: 8 }),
    augment.padIfNeeded({ minWidth: 1, minHeight: 1 }),
    augment.padToMultiple({ multiple: 1 }),
    augment.brightnessContrast({ brightness: 0, contrast: 0 }),
    augment.gamma({ gamma: [1, 1] }),
    compose([]),
  ];

  it('is the identity, bit for bit', () => {
    for (const type of ['uint8', 'uint16', 'float32'] as const) {
      const sample = randomSample(9, 8, type);
      for (const any of still) expect(applyTransform(any, sample, { seed: 3 }), any.name).toEqual(sample);
    }
  });
});

describe('hand values', () => {
  const sample: Sample = {
    id: 'a',
    image: { data: Uint8Array.of(0, 100, 200, 255), width: 4, height: 1, channels: 1 },
    mask: { data: Uint8Array.of(0, 1, 2, 3), width: 4, height: 1 },
    weight: { data: Float32Array.of(1, 1, 1, 1), width: 4, height: 1, channels: 1 },
    meta: {},
  };

  it('pads masks with the ignore index where there is one, else with 0 or what is asked for', () => {
    const pad = (options: object, key: augment.TransformKey = {}): Sample =>
      applyTransform(augment.padIfNeeded({ minWidth: 6, minHeight: 1, ...options }), sample, key);
    expect(labelsOf(pad({}))).toEqual([0, 0, 1, 2, 3, 0]);
    expect(labelsOf(pad({}, { ignoreIndex: 255 }))).toEqual([255, 0, 1, 2, 3, 255]);
    expect(labelsOf(pad({ maskFill: 9 }, { ignoreIndex: 255 }))).toEqual([9, 0, 1, 2, 3, 9]);
    expect([...(pad({}).weight?.data ?? [])]).toEqual([0, 1, 1, 1, 1, 0]);
    expect([...pad({ fill: 7 }).image.data]).toEqual([7, 0, 100, 200, 255, 7]);
  });

  it('hands the ignore index down to nested transforms', () => {
    const nested = compose([
      augment.oneOf([augment.withProbability(1, augment.padToMultiple({ multiple: 5, position: 'topLeft' }))]),
    ]);
    expect(labelsOf(applyTransform(nested, sample, { ignoreIndex: 11 }))).toEqual(
      [0, 1, 2, 3, 11].concat(new Array(20).fill(11)),
    );
  });

  it('changes levels and clips them, whatever the number type', () => {
    const brighter = augment.brightnessContrast({ brightness: [0.2, 0.2], contrast: [0.5, 0.5] });
    expect([...applyTransform(brighter, sample).image.data]).toEqual([51, 201, 255, 255]);
    const as = (data: Uint16Array | Float32Array): Sample => ({ ...sample, image: { ...sample.image, data } });
    const wide = applyTransform(brighter, as(Uint16Array.of(0, 25700, 51400, 65535)));
    expect([...wide.image.data]).toEqual([13107, 51657, 65535, 65535]);
    const float = applyTransform(brighter, as(Float32Array.of(0, 0.25, 0.5, 1)));
    [0.2, 0.575, 0.95, 1].forEach((value, i) => void expect(float.image.data[i]).toBeCloseTo(value, 6));
    const mean = augment.brightnessContrast({ brightness: [0.1, 0.1], contrast: 0, relativeTo: 'mean' });
    expect([...applyTransform(mean, sample).image.data]).toEqual([14, 114, 214, 255]); // the mean is 138.75
    expect([...applyTransform(augment.gamma({ gamma: [2, 2] }), sample).image.data]).toEqual([0, 39, 157, 255]);
    const bent = applyTransform(augment.gamma({ gamma: [0.5, 0.5] }), as(Float32Array.of(-0.5, 0, 0.25, 1)));
    expect([...bent.image.data]).toEqual([0, 0, 0.5, 1]);
  });

  it('resizes masks without mixing, also those of K channels', () => {
    const multi: Sample = {
      ...sample,
      mask: { data: Uint8Array.of(0, 1, 1, 0, 1, 1, 0, 0), width: 4, height: 1, channels: 2 },
    };
    const small = applyTransform(augment.resize({ width: 2, height: 1, interpolation: 'bilinear' }), multi);
    expect([...(small.mask?.data ?? [])]).toEqual([1, 0, 0, 0]);
    expect([...small.image.data]).toEqual([50, 228]);
  });

  it('puts every crop at every place equally often', () => {
    const counts = new Array<number>(4).fill(0);
    const crop = augment.randomCrop({ width: 1, height: 1 });
    for (let epoch = 0; epoch < 2000; epoch++) counts[drawParams(crop, sample, { epoch }).x]++;
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  it('flips as often as asked for, and chooses by weight', () => {
    const count = (draw: (epoch: number) => boolean): number =>
      Array.from({ length: 2000 }, (_, epoch) => draw(epoch)).filter(Boolean).length;
    const flip = augment.horizontalFlip({ probability: 0.25 });
    expect(Math.abs(count((epoch) => drawParams(flip, sample, { epoch }).flip) - 500)).toBeLessThan(100);
    const either = augment.oneOf([flip, augment.gamma(), augment.d4()], { weights: [1, 0, 3] });
    expect(Math.abs(count((epoch) => drawParams(either, sample, { epoch }).index === 0) - 500)).toBeLessThan(100);
    expect(count((epoch) => drawParams(either, sample, { epoch }).index === 1)).toBe(0);
  });
});

describe('draws', () => {
  const sample = labelCodedSample(20, 20);
  const flip = augment.horizontalFlip();
  const crop = augment.randomCrop({ width: 8, height: 8 });

  it('are not changed by transforms of another kind before, between or after', () => {
    for (let epoch = 0; epoch < 20; epoch++) {
      const [a, b] = drawParams(compose([flip, crop]), sample, { epoch });
      const [, c, , d] = drawParams(compose([augment.gamma(), flip, augment.d4(), crop]), sample, { epoch });
      expect([c, d]).toEqual([a, b]);
    }
  });

  it('differ between two transforms of one kind', () => {
    const flips = Array.from({ length: 40 }, (_, epoch) => drawParams(compose([flip, flip]), sample, { epoch }));
    expect(flips.some(([a, b]) => JSON.stringify(a) !== JSON.stringify(b))).toBe(true);
  });

  it('see the sample as the transforms before have left it, and work it out only when asked', () => {
    let applied = 0;
    const counting: augment.Transform = {
      name: 'counting',
      options: {},
      sample: () => ({}),
      apply: (_, given) => {
        applied++;
        return given;
      },
    };
    const seen: number[][] = [];
    const looking: augment.Transform = {
      name: 'looking',
      options: {},
      sample: (_, context) => {
        const { image } = context.sample();
        seen.push([context.width, context.height, image.width, image.height]);
        return {};
      },
      apply: (_, given) => given,
    };
    drawParams(compose([counting, crop, counting]), sample);
    expect(applied).toBe(0);
    drawParams(compose([counting, crop, looking, augment.resize({ width: 3, height: 2 }), looking]), sample);
    expect(seen).toEqual([
      [8, 8, 8, 8],
      [3, 2, 3, 2],
    ]);
    expect(applied).toBe(1);
  });
});

describe('errors', () => {
  it('name the transform and the cure', () => {
    expect(() => augment.horizontalFlip({ probability: 2 })).toThrow('horizontalFlip: probability is 2');
    expect(() => augment.horizontalFlip({ p: 0.5 } as object)).toThrow('horizontalFlip: unknown option "p"');
    expect(() => augment.d4({ p: 1 } as object)).toThrow('d4: unknown option "p"');
    expect(() => augment.gamma({ gamma: [2, 1] })).toThrow('gamma: gamma is [2,1]. It must be [low, high]');
    expect(() => augment.brightnessContrast({ brightness: 3 })).toThrow('between -1 and 1');
    expect(() => augment.oneOf([])).toThrow('oneOf: 0 weights for 0 transforms');
    expect(() => augment.oneOf([augment.d4()], { weights: [0] })).toThrow('at least one of them above 0');
    expect(() => compose([augment.d4 as never])).toThrow('element 0 is no transform. Call it');
    expect(() => compose(augment.d4() as never)).toThrow('takes an array');
    expect(() => augment.padToMultiple({ multiple: 4, border: 'reflect', maskFill: 3 })).toThrow('has no effect under');
    expect(() => augment.padToMultiple({ multiple: 4, position: 'middle' as never })).toThrow('Use one of "center"');
    expect(() => augment.resize({ width: 0, height: 3 })).toThrow('resize: width is 0');
    const crop = augment.randomCrop({ width: 320, height: 320 });
    expect(() => applyTransform(crop, labelCodedSample(9, 9))).toThrow(
      'randomCrop: 320×320 does not fit into a picture of 9×9. Put augment.padIfNeeded before it, or cut out less.',
    );
  });

  it('refuse JSON that says what no transform knows', () => {
    expect(() => transformFromJson({ name: 'horizontalflip', options: {} })).toThrow('Did you mean "horizontalFlip"?');
    expect(() => transformFromJson({ name: 'warp', options: {} })).toThrow('Give its builder');
    expect(() => transformFromJson({ name: 'toString', options: {} })).toThrow('there is no transform "toString"');
    expect(() => transformFromJson({ name: 'gamma', options: { gama: 1 } })).toThrow('Did you mean "gamma"?');
    expect(() => transformFromJson({} as never)).toThrow('is no transform. It needs name and options.');
    const nested = { name: 'compose', options: { transforms: [{ name: 'gamma', options: { x: 1 } }] } };
    expect(() => transformFromJson(nested)).toThrow('gamma: unknown option "x"');
  });

  it('take in transforms of one’s own by their builders', () => {
    const invert = (): augment.Transform => ({
      name: 'invert',
      options: {},
      sample: () => ({}),
      apply: (_, sample) => ({ ...sample, image: { ...sample.image, data: sample.image.data.map((v) => 255 - v) } }),
    });
    const text = JSON.stringify(compose([invert()]));
    const revived = transformFromJson(JSON.parse(text), { builders: { invert } });
    expect(applyTransform(revived, labelCodedSample(1, 1)).image.data[0]).toBe(
      255 - labelCodedSample(1, 1).image.data[0],
    );
  });
});
