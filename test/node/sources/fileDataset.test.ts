import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileSample, fileDataset, writeImage, writeMask } from '../../../src/node/index.js';
import { remake } from './remake.js';

let root: string;
const image = (): string => join(root, 'a.png');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-files-'));
  await writeImage(image(), { data: new Uint8Array(4 * 2 * 3), width: 4, height: 2, channels: 3 });
  await writeImage(join(root, 'b.png'), { data: new Uint8Array(6 * 2 * 3), width: 6, height: 2, channels: 3 });
  await writeMask(join(root, 'mask.png'), { data: Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 1), width: 4, height: 2 });
});

afterAll(() => rm(root, { recursive: true, force: true }));

const maskOf = async (sample: Partial<FileSample>, options: object, index = 0): Promise<number[]> => {
  const dataset = await fileDataset([{ id: 'a', image: image(), ...sample }], options);
  return [...((await dataset.sample(index)).mask?.data ?? [])];
};

describe('fileDataset', () => {
  it('reads masks of files and of run-length codes', async () => {
    const mask = join(root, 'mask.png');
    expect(await maskOf({ mask }, {})).toEqual([0, 1, 1, 0, 0, 0, 0, 1]);
    expect(await maskOf({ mask: { rle: '2 2 8 1' } }, { order: 'rowMajor' })).toEqual([0, 1, 1, 0, 0, 0, 0, 1]);
    expect(await maskOf({ mask: { rle: ['3 2', ''] } }, { order: 'columnMajor' })).toEqual([0, 1, 0, 0, 0, 1, 0, 0]);
    const classes = { rle: ['1 3', '2 1'], labels: [2, 1] };
    expect(await maskOf({ mask: classes }, { order: 'rowMajor', classes: 3 })).toEqual([2, 1, 2, 0, 0, 0, 0, 0]);
    expect(await maskOf({}, {})).toEqual([]);
  });

  it('resizes masks of run-length codes with their pictures', async () => {
    const dataset = await fileDataset([{ id: 'a', image: image(), mask: { rle: '3 2 7 2' } }], {
      order: 'rowMajor',
      size: { width: 2, height: 1 },
    });
    const sample = await dataset.sample(0);
    expect([sample.image.width, sample.image.height, [...sample.mask!.data]]).toEqual([2, 1, [0, 1]]);
  });

  it('gives samples their paths and what else is known', async () => {
    const mask = join(root, 'mask.png');
    const dataset = await fileDataset([
      { id: 'a', image: relative(process.cwd(), image()), mask, meta: { make: 'Fiat' } },
    ]);
    expect((await dataset.sample(0)).meta).toEqual({ make: 'Fiat', image: image(), mask });
  });

  it('can be made again from its recipe', async () => {
    const samples = [
      { id: 'a', image: image(), mask: join(root, 'mask.png'), meta: { row: { make: 'Fiat' } } },
      { id: 'b', image: join(root, 'b.png'), mask: { rle: '1 3' } },
    ];
    const dataset = await fileDataset(samples, { order: 'rowMajor', size: 2, channels: 1, check: true });
    const again = await remake(dataset);
    expect(again.ids).toEqual(['a', 'b']);
    for (const index of [0, 1]) expect(await again.sample(index)).toEqual(await dataset.sample(index));
  });

  it('refuses codes that do not fit', async () => {
    const mask = { rle: '1 1' };
    await expect(maskOf({ mask }, {})).rejects.toThrow(
      "fileDataset: run-length codes need order: 'rowMajor' for Carvana, 'columnMajor' for most others.",
    );
    const order = 'rowMajor';
    await expect(maskOf({ mask }, { order, threshold: 3 })).rejects.toThrow('hold no values for threshold');
    await expect(maskOf({ mask }, { order, classes: 3 })).rejects.toThrow('"a": run-length codes of several classes');
    await expect(maskOf({ mask: { ...mask, labels: [3] } }, { order, classes: 3 })).rejects.toThrow(
      'fileDataset: "a": a code has the label 3, but labels are 0 … 2.',
    );
    await expect(maskOf({ mask: { ...mask, labels: [1, 1] } }, { order, classes: 3 })).rejects.toThrow(
      '2 labels for 1 codes',
    );
    await expect(maskOf({ mask: { rle: '8 2' } }, { order })).rejects.toThrow(
      /^fileDataset: "a": decodeRle: run 1 \("8 2"\) leaves the picture of 8 pixels/,
    );
  });

  it('names the sample, the files and both sizes', async () => {
    const unlike = { image: join(root, 'b.png'), mask: join(root, 'mask.png') };
    const text = `fileDataset: "a": the picture ${unlike.image} is 6×2, its mask ${unlike.mask} is 4×2.`;
    await expect(maskOf(unlike, {})).rejects.toThrow(text);
    await expect(maskOf(unlike, { check: true, name: 'cars' })).rejects.toThrow(text.replace('fileDataset', 'cars'));
    await expect(maskOf({ image: join(root, 'none.png') }, { check: 'pixels' })).rejects.toThrow(
      /"a": readImage: .*none/,
    );
  });

  it('refuses no samples, two of one id, and options that do not exist', async () => {
    await expect(fileDataset([])).rejects.toThrow('fileDataset: there are no samples.');
    const twice = [
      { id: 'a', image: image() },
      { id: 'a', image: image() },
    ];
    await expect(fileDataset(twice)).rejects.toThrow('two samples have the id "a"');
    await expect(fileDataset(twice, { sizes: 3 } as object)).rejects.toThrow('Did you mean "size"?');
  });
});
