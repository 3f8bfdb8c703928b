import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { arrayDataset, type Dataset } from '../../src/data/dataset.js';
import type { Progress } from '../../src/data/generators.js';
import { inspect } from '../../src/data/inspect/inspect.js';
import { pixelStatistics } from '../../src/data/inspect/pixelStatistics.js';
import type { Sample } from '../../src/data/sample.js';
import { decodePng } from '../../src/raster/png/decodePng.js';
import type { Raster } from '../../src/raster/raster.js';
import { plainDataset } from './samples.js';

const picture = (values: readonly number[], width: number, channels = 1): Raster => ({
  data: Uint8Array.from(values),
  width,
  height: values.length / width / channels,
  channels,
});

function sample(
  id: string,
  labels: readonly number[],
  options: { value?: number; mask?: Sample['mask'] } = {},
): Sample {
  const image = picture(
    labels.map((_, i) => (i * 10 + (options.value ?? 0)) % 256),
    4,
  );
  const mask = { data: Uint8Array.from(labels), width: 4, height: labels.length / 4 };
  return { id, image, mask: options.mask ?? mask, meta: {} };
}

describe('pixelStatistics', () => {
  it('are those of all pixels at once, exactly', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat({ max: 255 }), { minLength: 2, maxLength: 40 }), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(Uint8Array, Uint16Array, Float32Array),
        (pictures, Data) => {
          const scale = Data === Float32Array ? 1 : Data === Uint16Array ? 65535 : 255;
          const all = pixelStatistics();
          for (const values of pictures) {
            const even = values.slice(0, values.length - (values.length % 2));
            all.add({ data: Data.from(even), width: even.length / 2, height: 1, channels: 2 });
          }
          const [{ mean, std, min, max, pictures: count }] = all.result();
          expect(count).toBe(pictures.length);
          for (const c of [0, 1]) {
            const values = pictures.flatMap((each) =>
              each
                .slice(0, each.length - (each.length % 2))
                .filter((_, i) => i % 2 === c)
                .map((value) => value / scale),
            );
            const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
            const squares = values.reduce((sum, value) => sum + (value - expected) ** 2, 0);
            expect(mean[c]).toBeCloseTo(expected, 12 - Math.log10(256 / scale));
            expect(std[c]).toBeCloseTo(Math.sqrt(squares / values.length), 12 - Math.log10(256 / scale));
            expect(min[c]).toBe(Math.min(...values));
            expect(max[c]).toBe(Math.max(...values));
          }
        },
      ),
    ));

  it('lose no digits where values lie far from 0', () => {
    const all = pixelStatistics();
    for (let k = 0; k < 1000; k++) {
      all.add({ data: Float32Array.of(1e6 - 1, 1e6 + 1), width: 2, height: 1, channels: 1 });
    }
    const [{ mean, std }] = all.result();
    expect(mean[0]).toBe(1e6);
    expect(std[0]).toBeCloseTo(1, 10); // the difference of sums of squares would be off by thousands
  });
});

describe('inspect', () => {
  const dataset = arrayDataset(
    [
      sample('a', [0, 0, 1, 1, 2, 255, 0, 0]),
      sample('b', [0, 0, 0, 0, 255, 255, 0, 0], { value: 1 }),
      sample('c', [1, 1, 1, 1], { value: 2 }),
      sample('a again', [0, 0, 1, 1, 2, 255, 0, 0]),
      sample('a with another mask', [2, 2, 2, 2, 2, 2, 2, 2]),
      sample('d', [0, 0, 0, 2], { value: 3 }),
    ],
    { task: 'multiclass', classes: 3, labels: ['sky', 'road', 'car'], ignoreIndex: 255 },
  );

  it('counts what is there', async () => {
    const found = await inspect(dataset);
    expect(found).toMatchObject({
      samples: 6,
      readable: 6,
      task: 'multiclass',
      ignoreIndex: 255,
      sizes: [
        { width: 4, height: 2, count: 4 },
        { width: 4, height: 1, count: 2 },
      ],
      formats: [{ channels: 1, type: 'uint8', count: 6 }],
      masks: 6,
      emptyMasks: ['b'],
      ignoredShare: 4 / 40,
      classes: [
        { index: 0, name: 'sky', pixels: 17, share: 17 / 36, samples: 4 },
        { index: 1, name: 'road', pixels: 8, share: 8 / 36, samples: 3 },
        { index: 2, name: 'car', pixels: 11, share: 11 / 36, samples: 4 },
      ],
      problems: [],
      duplicates: [{ ids: ['a', 'a again', 'a with another mask'], sameMasks: false }],
    });
    const values = (await Promise.all(dataset.ids.map((_, i) => dataset.sample(i)))).flatMap(({ image }) => [
      ...image.data,
    ]);
    const mean = values.reduce((sum, value) => sum + value / 255, 0) / values.length;
    expect(found.statistics[0].mean[0]).toBeCloseTo(mean, 12);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('gives the same whatever is read at a time, and says how far it is', async () => {
    const reports: Progress[] = [];
    const one = await inspect(dataset, { concurrency: 1, onProgress: (progress) => void reports.push(progress) });
    expect(await inspect(dataset, { concurrency: 5 })).toEqual(one);
    expect(reports.at(-1)).toMatchObject({ count: 6, total: 6, state: 'finished' });
  });

  it('knows binary masks and channels', async () => {
    const binary = arrayDataset([sample('a', [0, 1, 1, 1])], { task: 'binary', classes: 1, labels: ['car'] });
    expect((await inspect(binary)).classes).toMatchObject([
      { name: 'background', pixels: 1, share: 0.25 },
      { name: 'car', pixels: 3, share: 0.75 },
    ]);
    const mask = { data: Uint8Array.of(1, 0, 1, 1, 0, 0, 0, 1), width: 4, height: 1, channels: 2 };
    const both = arrayDataset([sample('a', [0, 0, 0, 0], { mask })], { task: 'multilabel', classes: 2 });
    expect((await inspect(both)).classes).toMatchObject([
      { name: 'class 0', pixels: 2, share: 0.5, samples: 1 },
      { name: 'class 1', pixels: 2, share: 0.5, samples: 1 },
    ]);
    const soft = { data: Float32Array.of(0.5, 0.5, 1, 0, 0, 1, 0.25, 0.75), width: 4, height: 1, channels: 2 };
    const parts = arrayDataset([sample('a', [0, 0, 0, 0], { mask: soft })]);
    expect((await inspect(parts)).classes.map(({ pixels }) => pixels)).toEqual([1.75, 2.25]);
    const unknown = arrayDataset([
      sample(
        'a',
        [0, 7, 7, 300].map((label) => label % 256),
      ),
    ]);
    expect((await inspect(unknown)).classes.map(({ index }) => index)).toEqual([0, 7, 44]);
  });

  it('collects what is wrong', async () => {
    const wide = { data: new Uint8Array(8), width: 8, height: 1 };
    const inner = arrayDataset(
      [
        sample('fine', [0, 1, 2, 0]),
        sample('wide', [0, 0, 0, 0], { mask: wide }),
        sample('label', [0, 9, 9, 8]),
        { ...sample('bare', [0, 0, 0, 0], { value: 4 }), mask: undefined },
        {
          ...sample('nan', [0, 0, 0, 0]),
          image: { data: Float32Array.of(0, Number.NaN, 1, 1), width: 4, height: 1, channels: 1 },
        },
        sample('gone', [0, 0, 0, 0]),
        {
          ...sample('weight', [0, 0, 0, 0], { value: 9 }),
          weight: { data: new Float32Array(2), width: 2, height: 1, channels: 1 },
        },
      ],
      { task: 'multiclass', classes: 3 },
    );
    const troubled: Dataset & { unpairedImages: string[]; unpairedMasks: string[] } = {
      ...inner,
      unpairedImages: ['alone.jpg'],
      unpairedMasks: ['alone.png'],
      sample: async (index) => {
        if (index === 5) throw new DataError('gone.jpg is cut off.', { file: 'gone.jpg' });
        return inner.sample(index);
      },
    };
    const found = await inspect(troubled);
    expect(found).toMatchObject({ samples: 7, readable: 6, masks: 5 });
    expect(found.problems).toEqual([
      { id: 'wide', kind: 'sizeMismatch', message: 'the picture is 4×1, its mask is 8×1' },
      {
        id: 'label',
        kind: 'unknownLabel',
        message: 'the mask has the label 9 in 2 pixels and 1 more such labels; classes are 0 … 2',
      },
      { id: 'nan', kind: 'notFinite', message: 'the picture has values that are NaN or infinite' },
      { id: 'gone', kind: 'unreadable', message: 'gone.jpg is cut off.', file: 'gone.jpg' },
      { id: 'weight', kind: 'sizeMismatch', message: 'the picture is 4×1, its weight is 2×1' },
      { id: 'bare', kind: 'noMask', message: 'others have a mask, this one has none' },
      { id: 'alone.jpg', kind: 'unpairedImage', message: 'there is no mask of this name', file: 'alone.jpg' },
      { id: 'alone.png', kind: 'unpairedMask', message: 'there is no picture of this name', file: 'alone.png' },
    ]);
    expect(found.statistics.map(({ pictures }) => pictures)).toEqual([5]);
    const bare = arrayDataset(['a', 'b'].map((id) => ({ id, image: picture([1], 1), meta: {} })));
    expect(await inspect(bare)).toMatchObject({ problems: [], masks: 0, classes: [] });
  });

  it('shows samples from the first to the last, small', async () => {
    const ids = (count: number): Promise<string[]> =>
      inspect(plainDataset(9), { thumbnails: count }).then(({ thumbnails }) => thumbnails.map(({ id }) => id));
    expect(await ids(3)).toEqual(['s0', 's4', 's8']);
    expect(await ids(1)).toEqual(['s0']);
    expect(await ids(0)).toEqual([]);
    expect(await ids(99)).toHaveLength(9);
    const large = { ...sample('a', [0]), image: picture(new Array(300 * 100).fill(7), 300) };
    const mask = { data: new Uint8Array(30_000).fill(77), width: 300, height: 100 };
    const [shown] = (await inspect(arrayDataset([{ ...large, mask }], { classes: 2 }), { thumbnailSize: 60 }))
      .thumbnails;
    expect(shown).toMatchObject({ id: 'a', note: '300×100' });
    const png = Uint8Array.from(atob(shown.picture.replace('data:image/png;base64,', '')), (c) => c.charCodeAt(0));
    const { width, height } = await decodePng(png);
    expect([width, height]).toEqual([124, 20]);
  });

  it('keeps no picture', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const alive: WeakRef<object>[] = [];
    let most = 0;
    const large: Dataset = {
      ...plainDataset(60),
      sample: async (index) => {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (index % 10 === 9) {
          collect();
          most = Math.max(most, alive.filter((reference) => reference.deref()).length);
        }
        const image = { data: new Uint8Array(64 * 64 * 3).fill(index), width: 64, height: 64, channels: 3 };
        alive.push(new WeakRef(image));
        return { id: `s${index}`, image, meta: {} };
      },
    };
    expect((await inspect(large, { concurrency: 2 })).readable).toBe(60);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('can be left, and refuses what it does not know', async () => {
    await expect(inspect(dataset, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(inspect(dataset, { thumbnail: 3 } as object)).rejects.toThrow('Did you mean "thumbnails"?');
    await expect(inspect(dataset, { thumbnailSize: 2 })).rejects.toThrow('thumbnailSize is 2');
    expect((await inspect(dataset, { duplicates: false })).duplicates).toEqual([]);
  });
});
