import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CarPictureFiles, writeCarPictures } from '../../../examples/carPictures.js';
import { splitDataset, takeFraction } from '../../../src/data/index.js';
import { carvana, writeImage } from '../../../src/node/index.js';
import { remake } from './remake.js';

let root: string;
let folder: string;
let files: CarPictureFiles;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-carvana-'));
  folder = join(root, 'cars');
  files = await writeCarPictures(folder, { count: 12, views: 4, tests: 3, width: 48, height: 32, seed: 2 });
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('carvana', () => {
  it('pairs pictures with masks of files, and knows their cars', async () => {
    const cars = await carvana(folder, { check: 'pixels' });
    expect(cars).toMatchObject({ length: 12, task: 'binary', classes: 1, unpairedImages: [], unpairedMasks: [] });
    expect(cars.ids).toEqual([...files.ids].sort());
    const { id, image, mask, meta } = await cars.sample(5);
    expect([image.width, image.height, mask?.width]).toEqual([48, 32, 48]);
    const [car, view] = id.split('_');
    expect(meta).toMatchObject({ car, view: Number(view), row: { id: car } });
    expect(Object.keys(meta.row as object)).toEqual(['id', 'year', 'make', 'model', 'trim1', 'trim2']);
  });

  it('reads the same masks of run-length codes', async () => {
    const [byFile, byCode] = [await carvana(folder), await carvana(folder, { masks: 'rle' })];
    expect(byCode.ids).toEqual(byFile.ids);
    for (const index of byFile.ids.keys()) {
      const [a, b] = [await byFile.sample(index), await byCode.sample(index)];
      expect(b.mask?.data).toEqual(a.mask?.data);
      expect(b.image).toEqual(a.image);
    }
    await rename(files.masks, `${files.masks}_away`);
    expect((await carvana(folder)).length).toBe(12);
    await rename(`${files.masks}_away`, files.masks);
  });

  it('has a row for each car of the table, and keeps views together in splits', async () => {
    const cars = await carvana(folder);
    expect(cars.metadata?.length).toBeGreaterThan(4);
    const { train, validation } = splitDataset(takeFraction(cars, 1, { seed: 1 }), {
      fraction: 0.3,
      seed: 1,
      group: cars.group,
    });
    const [left, right] = [train, validation].map(({ ids }) => new Set(ids.map((id, i) => cars.group(id, i))));
    expect([left.size, right.size]).toEqual([2, 1]);
    expect([...left].filter((car) => right.has(car))).toEqual([]);
  });

  it('reads pictures without masks', async () => {
    const tests = await carvana(folder, { part: 'test' });
    expect(tests.length).toBe(3);
    expect((await tests.sample(0)).mask).toBeUndefined();
    expect((await tests.sample(0)).meta.row).toBeDefined();
  });

  it('can be made again from its recipe', async () => {
    for (const masks of ['files', 'rle'] as const) {
      const cars = await carvana(folder, { masks, size: { width: 24, height: 16 } });
      const again = await remake(splitDataset(cars, { group: cars.group }).validation);
      expect(await again.sample(1)).toEqual(await cars.sample(cars.ids.indexOf(again.ids[1])));
    }
  });

  it('tells what has no partner', async () => {
    await writeImage(join(folder, 'train', 'abc_01.jpg'), {
      data: new Uint8Array(3),
      width: 1,
      height: 1,
      channels: 3,
    });
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    for (const masks of ['files', 'rle'] as const) {
      expect((await carvana(folder, { masks })).unpairedImages).toEqual(['abc_01.jpg']);
      await expect(carvana(folder, { masks, onUnpaired: 'throw' })).rejects.toThrow(
        '1 picture has no mask: "abc_01.jpg"',
      );
    }
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
    await rm(join(folder, 'train', 'abc_01.jpg'));
  });

  it('says what is missing', async () => {
    const empty = join(root, 'empty');
    await mkdir(join(empty, 'train'), { recursive: true });
    await expect(carvana(empty)).rejects.toThrow(/empty" has neither train_masks\/ nor train_masks\.csv\./);
    await expect(carvana(join(root, 'none'), { part: 'test' })).rejects.toThrow('carvana: there is no folder');
    await writeImage(join(empty, 'train', 'car.jpg'), { data: new Uint8Array(3), width: 1, height: 1, channels: 3 });
    await writeFile(join(empty, 'train_masks.csv'), 'img,rle_mask\ncar.jpg,1 1\n');
    await expect(carvana(empty)).rejects.toThrow(/car\.jpg is not called <car>_<view>/);
    await writeFile(join(empty, 'train_masks.csv'), 'img,mask\ncar.jpg,1 1\n');
    await expect(carvana(empty)).rejects.toThrow('there is no column "rle_mask"');
    await expect(carvana(folder, { part: 'val' as 'train' })).rejects.toThrow('part is "val"');
    await expect(carvana(folder, { classes: 2 } as object)).rejects.toThrow('unknown option "classes"');
  });
});
