import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vocDataset, vocLabels, writeImage, writeMask } from '../../../src/node/index.js';
import { colorTable, vocColors } from '../../../src/raster/index.js';
import { remake } from './remake.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-voc-'));
  for (const name of ['JPEGImages', 'SegmentationClass', 'InColours', 'ImageSets/Segmentation']) {
    await mkdir(join(root, name), { recursive: true });
  }
  const colors = vocColors();
  for (const [k, id] of ['2007_1', '2007_2', '2007_3'].entries()) {
    await writeImage(join(root, 'JPEGImages', `${id}.jpg`), {
      data: new Uint8Array(12),
      width: 2,
      height: 2,
      channels: 3,
    });
    const mask = { data: Uint8Array.of(0, k + 1, 20, 255), width: 2, height: 2 };
    await writeMask(join(root, 'SegmentationClass', `${id}.png`), mask, { palette: colors });
    const data = Uint8Array.from([...mask.data].flatMap((label) => colors[label]));
    await writeImage(join(root, 'InColours', `${id}.png`), { data, width: 2, height: 2, channels: 3 });
  }
  await writeImage(join(root, 'JPEGImages', 'other.jpg'), {
    data: new Uint8Array(3),
    width: 1,
    height: 1,
    channels: 3,
  });
  await writeFile(join(root, 'ImageSets/Segmentation/train.txt'), '2007_3\n2007_1\r\n\n');
  await writeFile(join(root, 'ImageSets/Segmentation/val.txt'), '2007_2 1\n');
  await writeFile(join(root, 'ImageSets/Segmentation/wrong.txt'), '2007_2\nother\n2008\n');
  await writeFile(join(root, 'ImageSets/Segmentation/empty.txt'), '\n');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('vocDataset', () => {
  it('reads the pictures of a list in its order, with the classes of VOC', async () => {
    const dataset = await vocDataset(root, { check: 'pixels' });
    expect(dataset).toMatchObject({ ids: ['2007_3', '2007_1'], task: 'multiclass', classes: 21, ignoreIndex: 255 });
    expect([vocLabels.length, dataset.labels?.[20]]).toEqual([21, 'tvmonitor']);
    expect([...(await dataset.sample(0)).mask!.data]).toEqual([0, 3, 20, 255]);
    expect((await vocDataset(root, { list: 'val' })).ids).toEqual(['2007_2']);
  });

  it('reads masks in colours, and other classes', async () => {
    const colors = { ...colorTable(vocColors(21)), '#e0e0c0': 255 };
    const colored = await vocDataset(root, { masks: 'InColours', colors });
    expect([...(await colored.sample(0)).mask!.data]).toEqual([0, 3, 20, 255]);
    const own = await vocDataset(root, { classes: 4, ignoreIndex: 255 });
    expect(own.labels).toBeUndefined();
    await expect(own.sample(0)).rejects.toThrow('vocDataset: "2007_3": readMask: ');
  });

  it('can be made again from its recipe', async () => {
    const dataset = await vocDataset(root);
    expect(await (await remake(dataset)).sample(1)).toEqual(await dataset.sample(1));
  });

  it('says what is missing', async () => {
    await expect(vocDataset(root, { list: 'test' })).rejects.toThrow(
      /test\.txt cannot be read\. There is "empty", "train", "val" and 1 more\.$/,
    );
    await expect(vocDataset(join(root, 'x'))).rejects.toThrow('Name the folder that has ImageSets/Segmentation');
    await expect(vocDataset(root, { list: 'empty' })).rejects.toThrow('empty.txt names no pictures.');
    await expect(vocDataset(root, { list: 'wrong' })).rejects.toThrow(
      'vocDataset: 2 of 3 names of wrong.txt have no picture in JPEGImages or no mask in SegmentationClass: "other", "2008".',
    );
    await expect(vocDataset(root, { masks: 'none' })).rejects.toThrow('vocDataset: there is no folder');
  });
});
