import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generators, loader, splitDataset } from '../../../src/data/index.js';
import { cocoDataset, writeImage } from '../../../src/node/index.js';
import { remake } from './remake.js';

let root: string;
let file: string;

const annotations = {
  images: [
    { id: 10, file_name: 'x/a.png', width: 4, height: 2 },
    { id: 11, file_name: 'b.png', width: 4, height: 2 },
  ],
  categories: [
    { id: 1, name: 'cat' },
    { id: 7, name: 'dog' },
  ],
  annotations: [
    { id: 1, image_id: 10, category_id: 7, iscrowd: 0, segmentation: [[1, 0, 3, 0, 3, 2, 1, 2]] },
    { id: 2, image_id: 10, category_id: 1, iscrowd: 1, segmentation: { size: [2, 4], counts: [0, 2, 6] } },
  ],
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-coco-'));
  await mkdir(join(root, 'x'));
  for (const name of ['x/a.png', 'b.png']) {
    await writeImage(join(root, name), { data: new Uint8Array(8 * 3), width: 4, height: 2, channels: 3 });
  }
  file = join(root, 'instances.json');
  await writeFile(file, JSON.stringify(annotations));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('cocoDataset', () => {
  it('makes masks of the annotations of a file', async () => {
    const dataset = await cocoDataset(file, root, { ignoreIndex: 255, check: 'pixels' });
    expect(dataset).toMatchObject({ ids: ['x/a', 'b'], task: 'multiclass', classes: 3, ignoreIndex: 255 });
    expect(dataset.labels).toEqual(['background', 'cat', 'dog']);
    const { mask, meta } = await dataset.sample(0);
    expect([...mask!.data]).toEqual([255, 2, 2, 0, 255, 2, 2, 0]);
    expect(meta).toEqual({ image: join(root, 'x/a.png'), cocoId: 10 });
    expect([...(await dataset.sample(1)).mask!.data]).toEqual(Array(8).fill(0));
  });

  it('leaves out pictures without objects, and categories', async () => {
    expect((await cocoDataset(annotations, root, { unannotated: 'skip' })).ids).toEqual(['x/a']);
    const dogs = await cocoDataset(annotations, root, { categories: ['dog'], task: 'binary' });
    expect([dogs.classes, dogs.labels, [...(await dogs.sample(0)).mask!.data]]).toEqual([
      1,
      ['dog'],
      [0, 1, 1, 0, 0, 1, 1, 0],
    ]);
    const none = cocoDataset({ ...annotations, annotations: [] }, root, { unannotated: 'skip' });
    await expect(none).rejects.toThrow('has no picture with objects');
  });

  it('resizes, batches and splits as all data sets do', async () => {
    const dataset = await cocoDataset(file, root, { task: 'multilabel', size: 2 });
    const [batch] = await generators.toArray(loader(dataset, { batchSize: 2 }).epoch(1));
    expect([batch.x.shape, batch.y?.shape]).toEqual([
      [2, 2, 2, 3],
      [2, 2, 2, 2],
    ]);
    const again = await remake(splitDataset(dataset, { fraction: 0.5 }).train);
    expect(await again.sample(0)).toEqual(await dataset.sample(dataset.ids.indexOf(again.ids[0])));
  });

  it('names the file and the entry at fault', async () => {
    const broken = join(root, 'broken.json');
    await writeFile(broken, '{"images": [');
    await expect(cocoDataset(broken, root)).rejects.toThrow(/^cocoDataset: .*broken\.json: the file is no JSON \(/);
    await writeFile(broken, JSON.stringify({ ...annotations, annotations: [{ id: 'x' }] }));
    await expect(cocoDataset(broken, root)).rejects.toThrow(
      `cocoDataset: ${broken}: annotations[0]: id is "x", not a whole number.`,
    );
    await expect(cocoDataset(join(root, 'none.json'), root)).rejects.toThrow('none.json: there is no such file.');
    await expect(cocoDataset(annotations, join(root, 'none'), { check: true })).rejects.toThrow(
      /"x\/a": readImage: .*none/,
    );
    const other = { ...annotations, images: [{ ...annotations.images[1], width: 3 }], annotations: [] };
    await expect((await cocoDataset(other, root)).sample(0)).rejects.toThrow(/is 4×2, its mask is 3×2/);
    await expect(cocoDataset(other, root, { check: true })).rejects.toThrow(/is 4×2, its mask is 3×2/);
  });

  it('reads pictures as they are stored for annotations that know no EXIF', async () => {
    const turned = await sharp(join(root, 'b.png')).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    await writeFile(join(root, 'turned.jpg'), turned);
    const images = [{ id: 10, file_name: 'turned.jpg', width: 4, height: 2 }];
    const json = { ...annotations, images };
    await expect((await cocoDataset(json, root)).sample(0)).rejects.toThrow("give orientation: 'ignore'");
    const stored = await (await cocoDataset(json, root, { orientation: 'ignore', check: true })).sample(0);
    expect([stored.image.width, stored.mask?.width]).toEqual([4, 4]);
  });
});
