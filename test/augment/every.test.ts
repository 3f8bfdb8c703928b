import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { random } from '../../src/core/random.js';
import type { Sample } from '../../src/data/sample.js';
import { examplesOf } from './examples.js';
import { cloneSample } from './samples.js';

const { applyTransform, drawParams, transformFromJson } = augment;

const geometric = examplesOf('geometric');
const pixel = examplesOf('pixel');
const dropping = examplesOf('dropping');
const policies = examplesOf('policies');

/** The label of pixels that come from outside the picture. */
const ignoreIndex = 255;
/** The label of each region, and the value of its pixels; none is 0, which is what is filled in. */
const codes = [60, 120, 180, 240];

/** A picture of a few large regions, each of one value, which is also its label: whoever is moved can be recognised. */
function coded(width: number, height: number, kind: 'uint8' | 'uint16' | 'float32', seed = 1): Sample {
  const draw = random('coded', seed, width, height);
  const centers = codes.map((code) => ({ code, x: draw.uniform(0, width), y: draw.uniform(0, height) }));
  const labels = Uint8Array.from({ length: width * height }, (_, i) => {
    const distance = (center: { x: number; y: number }): number =>
      Math.hypot((i % width) - center.x, Math.floor(i / width) - center.y);
    return centers.reduce((best, center) => (distance(center) < distance(best) ? center : best)).code;
  });
  const values = Array.from(labels).flatMap((label) => [label, label, label]);
  const data =
    kind === 'float32'
      ? Float32Array.from(values, (value) => value / 255)
      : kind === 'uint16'
        ? Uint16Array.from(values, (value) => value * 257)
        : Uint8Array.from(values);
  return {
    id: `coded ${seed}`,
    image: { data, width, height, channels: 3 },
    mask: { data: labels, width, height },
    weight: { data: Float32Array.from(labels), width, height, channels: 1 },
    keypoints: [{ x: width / 3, y: height / 2 }],
    boxes: [{ x: 1, y: 0, width: width / 2, height: 1 }],
    meta: { note: 'kept' },
  };
}

const size = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ width: fc.integer({ min: 12, max: 32 }), height: fc.integer({ min: 12, max: 32 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ width: 300, height: 200 }, { width: 200, height: 13 }) },
);
const tiny = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });
const kind = fc.constantFrom('uint8', 'uint16', 'float32' as const);
const key = fc.record({ seed: fc.nat(), epoch: fc.nat({ max: 50 }), ignoreIndex: fc.constant(ignoreIndex) });

/** Pipelines of these transforms, some within others. */
function pipelinesOf(leaves: readonly augment.Transform[]): fc.Arbitrary<augment.Transform> {
  const { pipeline } = fc.letrec<{ pipeline: augment.Transform; leaf: augment.Transform }>((tie) => {
    const some = fc.array(tie('pipeline'), { minLength: 1, maxLength: 4 });
    return {
      leaf: fc.constantFrom(...leaves),
      pipeline: fc.oneof(
        { maxDepth: 2 },
        { weight: 4, arbitrary: tie('leaf') },
        { weight: 2, arbitrary: some.map((list) => augment.compose(list)) },
        { weight: 1, arbitrary: some.map((list) => augment.compose(list, { fuse: false })) },
        { weight: 1, arbitrary: some.map((list) => augment.oneOf(list)) },
        { weight: 1, arbitrary: some.map((list) => augment.someOf(list)) },
        { weight: 1, arbitrary: some.map((list) => augment.randomOrder(list)) },
        { weight: 1, arbitrary: some.map((list) => augment.sequential(list, { probability: 0.8 })) },
        { weight: 1, arbitrary: tie('pipeline').map((one) => augment.withProbability(0.7, one)) },
      ),
    };
  });
  return pipeline;
}

/** What a transform makes of a sample; nothing where the picture has become too small for a crop, or is too small for anything. */
function tryApply(transform: augment.Transform, sample: Sample, drawKey: augment.TransformKey): Sample | undefined {
  try {
    return applyTransform(transform, sample, drawKey);
  } catch (error) {
    if (error instanceof Error && /does not fit into/.test(error.message)) return undefined;
    throw error;
  }
}

/** Refuses a mask that shows something else than its picture, but for what mixing does next to edges. */
function expectAligned({ image, mask, weight }: Sample): void {
  const { width, height, channels, data } = image;
  if (!mask) throw new Error('the mask is gone');
  expect([mask.width, mask.height]).toEqual([width, height]);
  const scale = data instanceof Float32Array ? 255 : data instanceof Uint16Array ? 1 / 257 : 1;
  const codeAt = (x: number, y: number): number => {
    const value = data[(y * width + x) * channels] * scale;
    const rounded = Math.round(value);
    return Math.abs(value - rounded) < 0.01 && (rounded === 0 || codes.includes(rounded)) ? rounded : -1;
  };
  const coded = Int16Array.from({ length: width * height }, (_, i) => codeAt(i % width, Math.floor(i / width)));
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  const wrong: string[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const code = coded[i];
      if (code === -1 || around.some((step) => coded[i + step] !== code)) continue;
      const label = code === 0 ? ignoreIndex : code;
      if (mask.data[i] !== label) wrong.push(`label ${mask.data[i]}, not ${label}, at ${x}, ${y}`);
      // Values of 8 bits are rounded after every step, weights never.
      if (weight && Math.abs(weight.data[i] - code) > (data instanceof Uint8Array ? 1 : 0.1))
        wrong.push(`weight ${weight.data[i]}, not ${code}, at ${x}, ${y}`);
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
}

it('finds a mask that was moved against its picture', () => {
  const sample = coded(30, 30, 'uint8');
  expectAligned(sample);
  const shifted = { ...sample.mask!, data: sample.mask!.data.map((_, i, all) => all[Math.min(all.length - 1, i + 2)]) };
  expect(() => expectAligned({ ...sample, mask: shifted as Sample['mask'] & object })).toThrow('not');
});

describe('every geometric transform, and every pipeline of them', () => {
  it('moves picture, mask and weight alike', () =>
    fc.assert(
      fc.property(pipelinesOf(geometric), size, kind, key, (pipeline, { width, height }, type, drawKey) => {
        const result = tryApply(pipeline, coded(width, height, type), drawKey);
        if (result) expectAligned(result);
      }),
      { numRuns: 150 },
    ));
});

describe('every pixel transform', () => {
  it('leaves mask, weight, size and marks alone', () =>
    fc.assert(
      fc.property(pipelinesOf(pixel), size, kind, key, (pipeline, { width, height }, type, drawKey) => {
        const sample = coded(width, height, type);
        const result = applyTransform(pipeline, sample, drawKey);
        const { image, ...rest } = sample;
        expect({ ...result, image }).toEqual({ ...rest, image });
        expect([result.image.width, result.image.height]).toEqual([width, height]);
        expect(result.image.data.length).toBe(width * height * result.image.channels);
      }),
      { numRuns: 60 },
    ));
});

describe('every pipeline', () => {
  const pipeline = pipelinesOf([...geometric, ...pixel, ...dropping, ...policies]);

  it('keeps its input, says its size beforehand, replays, comes back from JSON, and invents no label', () =>
    fc.assert(
      fc.property(pipeline, fc.oneof(size, tiny), kind, key, (any, { width, height }, type, drawKey) => {
        const sample = coded(width, height, type);
        const before = cloneSample(sample);
        const result = tryApply(any, sample, drawKey);
        expect(sample).toEqual(before);
        if (!result) return;
        const params = drawParams(any, sample, drawKey);
        const expected = any.outputSize?.(params, { width, height }) ?? { width, height };
        for (const grid of [result.image, result.mask, result.weight]) {
          expect([grid?.width, grid?.height]).toEqual([expected.width, expected.height]);
        }
        expect(any.apply(JSON.parse(JSON.stringify(params)), sample)).toEqual(result);
        const revived = transformFromJson(JSON.parse(JSON.stringify(any)));
        expect(JSON.stringify(revived)).toBe(JSON.stringify(any));
        expect(applyTransform(revived, sample, drawKey)).toEqual(result);
        for (const label of new Set(result.mask?.data)) expect([...codes, 0, ignoreIndex]).toContain(label);
        expect(result).toMatchObject({ id: sample.id, meta: sample.meta });
        expect([result.keypoints?.length, result.boxes?.length]).toEqual([1, 1]);
      }),
      { numRuns: 120 },
    ));

  it('gives a sample the same whatever comes before, after and beside it', () =>
    fc.assert(
      fc.property(pipeline, size, key, (any, { width, height }, drawKey) => {
        const samples = [1, 2, 3].map((seed) => coded(width, height, 'uint8', seed));
        const forwards = samples.map((sample) => tryApply(any, sample, drawKey));
        const backwards = [...samples].reverse().map((sample) => tryApply(any, sample, drawKey));
        expect(backwards.reverse()).toEqual(forwards);
      }),
      { numRuns: 25 },
    ));

  it('names what it does not know, with its place', () => {
    for (const any of [...geometric, ...pixel, ...dropping, ...policies]) {
      const json = JSON.parse(JSON.stringify(augment.compose([augment.oneOf([any])])));
      json.options.transforms[0].options.transforms[0].options.nonsense = 1;
      expect(() => transformFromJson(json)).toThrow(`compose[0].oneOf[0].${any.name}: unknown option "nonsense"`);
    }
  });
});
