import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';
import { examplesOf } from './examples.js';
import { cloneSample, labelCodedSample } from './samples.js';

const { sampleMemory } = augment;
const always = { probability: 1 };

afterEach(() => useKernels(true));

/** A sample with many values, larger than what kernels are not worth while for. */
function pictureOf(kind: 'uint8' | 'uint16' | 'float32', seed: number): Sample {
  const sample = labelCodedSample(40, 36, { seed });
  const values = Array.from(sample.image.data, (value, i) => (value + 31 * i) % 256);
  const data =
    kind === 'uint8'
      ? Uint8Array.from(values)
      : kind === 'uint16'
        ? Uint16Array.from(values, (value) => value * 257)
        : Float32Array.from(values, (value) => value / 255);
  return { ...sample, image: { ...sample.image, data }, keypoints: [{ x: 3, y: 4 }] };
}

/** Fills what is free with something that must not be seen. */
function soil(memory: augment.SampleMemory): void {
  const held = Array.from({ length: 6 }, () => memory.hold(pictureOf('uint8', 9)));
  for (const { image } of held) image.data.fill(201);
  held.forEach(memory.giveBack);
}

describe('memory for samples', () => {
  const moving = examplesOf('geometric');
  const changing = (['pixel', 'dropping', 'policies'] as const).flatMap((kind) => examplesOf(kind));

  it.each([
    ['uint8', [...moving, ...changing]],
    ['uint16', moving],
    ['float32', moving],
  ] as const)('changes no result of any transform: %s', (kind, transforms) => {
    const memory = sampleMemory();
    for (const [i, transform] of transforms.entries()) {
      const sample = pictureOf(kind, i);
      const held = memory.hold(sample);
      soil(memory);
      const expected = augment.applyTransform(transform, sample, { seed: i });
      for (const given of [sample, held]) {
        const before = cloneSample(given);
        const result = memory.use(() => augment.applyTransform(transform, given, { seed: i }));
        soil(memory);
        expect(isDeepStrictEqual(result, expected), `${transform.name} ${i}`).toBe(true);
        expect(isDeepStrictEqual(given, before), `${transform.name} ${i}: what it was given`).toBe(true);
        memory.giveBack(result);
      }
      memory.giveBack(held);
    }
  });

  it('changes no result of pipelines, fused or not, with kernels and without', () => {
    const memory = sampleMemory();
    for (const fuse of [true, false]) {
      for (const kernels of [true, false]) {
        const pipeline = augment.compose([augment.mediumAugment(), augment.affine({ rotate: 20 }), augment.d4()], {
          fuse,
        });
        for (let seed = 0; seed < 10; seed++) {
          const sample = pictureOf('uint8', seed);
          useKernels(true);
          const expected = augment.applyTransform(pipeline, sample, { seed });
          useKernels(kernels);
          soil(memory);
          const result = memory.use(() => augment.applyTransform(pipeline, sample, { seed }));
          soil(memory);
          expect(isDeepStrictEqual(result, expected)).toBe(true);
          memory.giveBack(result);
        }
      }
    }
  });

  it('uses memory again once it is given back, and not before', () => {
    const memory = sampleMemory();
    const flip = augment.horizontalFlip(always);
    const sample = pictureOf('uint8', 1);
    const first = memory.use(() => augment.applyTransform(flip, sample));
    const second = memory.use(() => augment.applyTransform(flip, sample));
    const { buffer, byteOffset } = first.image.data;
    expect(second.image.data.buffer).toBe(buffer);
    expect(second.image.data.byteOffset).not.toBe(byteOffset);
    memory.giveBack(first);
    expect(memory.use(() => augment.applyTransform(flip, sample)).image.data.byteOffset).toBe(byteOffset);
  });

  it('keeps what samples share until all of them are given back, also in meta', () => {
    const memory = sampleMemory();
    const held = memory.hold(pictureOf('uint8', 1));
    const labels = Array.from(held.mask?.data ?? []);
    const brighter = memory.use(() => augment.applyTransform(augment.invert(), held));
    const noted = memory.use(() => ({ ...brighter, meta: { before: held.image } }));
    const values = Array.from(held.image.data);
    memory.giveBack(held);
    memory.giveBack(brighter);
    soil(memory);
    expect(Array.from(noted.mask?.data ?? [])).toEqual(labels);
    expect(Array.from(held.image.data)).toEqual(values); // it is in the meta of a sample that is still there
    memory.giveBack(noted);
    soil(memory);
    expect(held.image.data[0]).toBe(201);
  });

  it('gives back what was made for a failure, and goes on in new memory when it is full', () => {
    const memory = sampleMemory({ bytes: 2 ** 16 });
    const sample = pictureOf('uint8', 1);
    const flip = augment.horizontalFlip(always);
    const fails = (): Sample => {
      augment.applyTransform(flip, sample);
      throw new Error('no');
    };
    for (let i = 0; i < 20; i++) expect(() => memory.use(fails)).toThrow('no');
    const expected = augment.applyTransform(flip, sample);
    const results = Array.from({ length: 8 }, () => memory.use(() => augment.applyTransform(flip, sample)));
    for (const result of results) expect(result).toEqual(expected);
    const [first, last] = [results[0], results[7]];
    expect(first.image.data.buffer).not.toBe(last.image.data.buffer);
  });

  it('says what is wrong', () => {
    const memory = sampleMemory();
    const sample = pictureOf('uint8', 1);
    const message =
      'sampleMemory: "sample 1" is not of this memory, or has been given back already. ' +
      'Give back what use or hold returned, once.';
    expect(() => memory.giveBack(sample)).toThrow(message);
    const held = memory.hold(sample);
    memory.giveBack(held);
    expect(() => memory.giveBack(held)).toThrow(message);
    expect(() => sampleMemory({ bytes: 100 })).toThrow('sampleMemory: bytes');
    expect(() => sampleMemory({ size: 1 } as object)).toThrow('sampleMemory: unknown option "size"');
  });
});
