import { describe, expect, it, vi } from 'vitest';
import { imagenetPreprocessing } from '../../src/core/preprocessing.js';
import { collate } from '../../src/data/collate.js';
import type { Sample } from '../../src/data/sample.js';
import type { RasterData } from '../../src/raster/raster.js';
import { expectAllClose } from '../helpers/tensors.js';
import { plainSample } from './samples.js';

const pixels = (data: RasterData, channels = 1): Sample => ({
  id: 'a',
  image: { data, width: data.length / channels, height: 1, channels },
  meta: {},
});

describe('collate', () => {
  it('stacks pictures as 0 … 1, masks as int32, weights as float32', () => {
    const weight = { data: Float32Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
    const batch = collate([
      { ...plainSample('a', { value: 255, label: 1 }), weight },
      { ...plainSample('b', { value: 51, label: 255 }), weight },
    ]);
    expect(batch.ids).toEqual(['a', 'b']);
    expect(batch.x.shape).toEqual([2, 2, 2, 3]);
    expect(batch.x.data).toEqual(Float32Array.from([...new Array(12).fill(1), ...new Array(12).fill(0.2)]));
    expect(batch.y).toEqual({ data: Int32Array.of(1, 1, 1, 1, 255, 255, 255, 255), shape: [2, 2, 2] });
    expect(batch.weight).toEqual({ data: Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4), shape: [2, 2, 2] });
  });

  it('stacks masks of K channels as float32', () => {
    const sample: Sample = {
      ...pixels(Uint8Array.of(0, 0)),
      mask: { data: Uint8Array.of(1, 0, 1, 0, 1, 1), width: 2, height: 1, channels: 3 },
    };
    expect(collate([sample]).y).toEqual({ data: Float32Array.of(1, 0, 1, 0, 1, 1), shape: [1, 1, 2, 3] });
  });

  it('leaves out masks and weights that no sample has', () => {
    expect(Object.keys(collate([pixels(Uint8Array.of(1))]))).toEqual(['ids', 'x']);
  });

  it('scales every number type by its own maximum', () => {
    expectAllClose(collate([pixels(Uint8Array.of(0, 51, 255))]).x.data, [0, 0.2, 1]);
    expectAllClose(collate([pixels(Uint16Array.of(0, 13107, 65535))]).x.data, [0, 0.2, 1]);
    expectAllClose(collate([pixels(Float32Array.of(-0.5, 0.2, 1.5))]).x.data, [-0.5, 0.2, 1.5]);
  });

  it('subtracts the mean and divides by the deviation, for one number and for one a channel', () => {
    const { x } = collate([pixels(Uint8Array.of(0, 127.5, 255), 1)], { preprocessing: { mean: 0.5, std: 0.25 } });
    expectAllClose(x.data, [-2, (127 / 255 - 0.5) / 0.25, 2]);
    for (const data of [Uint8Array.of(255, 0, 51), Float32Array.of(1, 0, 0.2)]) {
      const batch = collate([pixels(data, 3)], { preprocessing: imagenetPreprocessing });
      expectAllClose(batch.x.data, [(1 - 0.485) / 0.229, -0.456 / 0.224, (0.2 - 0.406) / 0.225]);
    }
    expect(() => collate([pixels(Uint8Array.of(1))], { preprocessing: imagenetPreprocessing })).toThrow(
      'preprocessing: mean has 3 values for pictures of 1 channels.',
    );
  });

  it('refuses samples that do not stack, with both ids and a cure', () => {
    const [a, b] = [plainSample('a'), plainSample('b')];
    const large = plainSample('large', { size: 4 });
    expect(() => collate([])).toThrow('there are no samples to stack');
    expect(() => collate([a, large])).toThrow(
      'collate: "a" and "large" have unlike sizes, 2×2 and 4×4. Give the loader a size, or a crop',
    );
    expect(() => collate([a, { ...b, image: { ...b.image, data: new Uint8Array(4), channels: 1 } }])).toThrow(
      '"a" and "b" have 3 and 1 channels',
    );
    expect(() => collate([a, { ...b, mask: undefined }])).toThrow('"a" and "b" have a label map and no mask');
    const channels = { data: new Uint8Array(8), width: 2, height: 2, channels: 2 };
    expect(() => collate([a, { ...b, mask: channels }])).toThrow('a label map and a mask of 2 channels');
    expect(() => collate([{ ...a, mask: large.mask }])).toThrow('the mask of "a" is 4×4, its picture is 2×2');
    expect(() => collate([{ ...a, weight: channels }])).toThrow('the weight of "a" has 2 channels');
    const weight = { data: new Float32Array(4), width: 2, height: 2, channels: 1 };
    expect(() => collate([a, { ...b, weight }])).toThrow('only one of "a" and "b" has weights');
  });

  it('warns once of float32 pictures that are not scaled', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    // Scaled, standardised, scaled by preprocessing, or of a type that has a scale.
    collate([pixels(Float32Array.of(0, 1, 1.5)), pixels(Float32Array.of(-4, 0, 9))]);
    collate([pixels(Float32Array.of(0, 255))], { preprocessing: { std: 255 } });
    collate([pixels(Float32Array.of(-1000, 3000))], { preprocessing: { mean: 0, std: 1000 } });
    collate([pixels(Uint16Array.of(0, 65535))], { preprocessing: { std: 0.01 } });
    expect(warn).not.toHaveBeenCalled();
    const { x } = collate([pixels(Float32Array.of(0, 255, 7))]);
    expect(x.data).toEqual(Float32Array.of(0, 255, 7));
    collate([pixels(Float32Array.of(-255))]);
    expect(warn.mock.calls).toEqual([
      [
        'collate: the float32 picture "a" gives the network 255, but float32 pictures are read as 0 … 1. Divide it by ' +
          'its maximum, such as 255, or give preprocessing: { mean, std } in its own units. This is said once.',
      ],
    ]);
    warn.mockRestore();
  });

  it.each([
    ['0 … 255 and the preprocessing of ImageNet', Float32Array.of(0, 128, 255), imagenetPreprocessing],
    ['negative numbers', Float32Array.of(-1000, 0, 1), {}],
  ])('warns of %s', async (_, data, preprocessing) => {
    vi.resetModules();
    const fresh = await import('../../src/data/collate.js');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    fresh.collate([pixels(data, 3)], { preprocessing });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
