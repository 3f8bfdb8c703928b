import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  adam,
  augment,
  binaryCrossEntropy,
  combine,
  type Dataset,
  decodeRle,
  diceLoss,
  encodeRle,
  evaluatePictures,
  fit,
  formatCsv,
  loader,
  parseCsv,
  segment,
  segmentationMetrics,
  splitDataset,
  unet,
} from 'segkit';
import { type CarvanaDataset, carvana, readTable, useBackend } from 'segkit/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeCarPictures } from '../../examples/carPictures.js';

const guide = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../docs/guides/carvana.md'), 'utf8');

describe('a set of the form of Carvana, from its tables to a submission', () => {
  const folder = mkdtempSync(join(tmpdir(), 'segkit-carvana-'));
  let cars: CarvanaDataset;
  let parts: { train: Dataset; validation: Dataset };

  beforeAll(async () => {
    // As the guide says, but smaller: what it counts does not depend on the size.
    await writeCarPictures(folder, { count: 80, views: 4, tests: 8, width: 48, height: 32 });
    cars = await carvana(folder, { check: 'pixels' });
    parts = splitDataset(cars, { fraction: 0.2, seed: 1, group: cars.group });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts the makes of the cars that have masks, as the guide says', async () => {
    const metadata = (await readTable(join(folder, 'metadata.csv'))).select('id', 'make');
    const masks = (await readTable(join(folder, 'train_masks.csv'))).select('img', 'rle_mask');
    const ids = masks.map(({ img }) => ({ id: img.slice(0, img.lastIndexOf('_')) })).unique('id');
    const counts = metadata.isIn('id', ids).valueCounts('make').rows;
    const lines = counts.map(({ make, make_count }) => `| ${make} | ${make_count} |\n`).join('');
    expect(guide).toContain(`| make | make_count |\n|---|---|\n${lines}\n`);
    expect(counts.reduce((sum, { make_count }) => sum + make_count, 0)).toBe(ids.length);
    // The same by the join, and by the rows that the samples carry.
    const joined = masks
      .map((row) => ({ ...row, id: row.img.slice(0, row.img.lastIndexOf('_')) }))
      .join(metadata, { on: 'id' });
    expect(joined.length).toBe(80);
    const { meta } = await cars.sample(7);
    expect(joined.rows.find(({ img }) => img === `${cars.ids[7]}.jpg`)?.make).toBe((meta.row as { make: string }).make);
  });

  it('parts the cars, and stacks 512×512 batches that are the same each time', async () => {
    const [left, right] = [parts.train, parts.validation].map(
      ({ ids }) => new Set(ids.map((id, i) => cars.group(id, i))),
    );
    expect([left.size, right.size, [...left].filter((car) => right.has(car))]).toEqual([16, 4, []]);
    const { train } = splitDataset(await carvana(folder, { size: 512 }), { fraction: 0.2, seed: 1, group: cars.group });
    const batches = loader(train, { batchSize: 4, shuffle: true, seed: 1, augment: augment.horizontalFlip() });
    const read = async (): Promise<{ ids: readonly string[]; sum: number }> => {
      for await (const { ids, x, y } of batches.epoch(3)) {
        expect([x.shape, y?.shape]).toEqual([
          [4, 512, 512, 3],
          [4, 512, 512],
        ]);
        expect(new Set(y?.data)).toEqual(new Set([0, 1]));
        return { ids, sum: x.data.reduce((total, value, i) => total + value * (i % 97), 0) };
      }
      throw new Error('no batch');
    };
    expect(await read()).toEqual(await read());
  });

  it('trains, scores whole pictures, and submits masks that decode to what was predicted', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    await useBackend('wasm');
    const size = 32;
    const small = splitDataset(await carvana(folder, { size }), { fraction: 0.2, seed: 1, group: cars.group });
    const model = unet({ inputShape: [size, size, 3], depth: 3, filters: 8, seed: 1 });
    await fit(model, loader(small.train, { batchSize: 8, shuffle: true, seed: 1, augment: augment.horizontalFlip() }), {
      epochs: 6,
      validation: loader(small.validation, { batchSize: 8 }),
      optimizer: adam({ learningRate: 0.005 }),
      loss: combine([
        [1, binaryCrossEntropy()],
        [1, diceLoss()],
      ]),
    });
    const { scores } = await evaluatePictures(model, parts.validation);
    // Where cars usually are gives 0.68, and the best threshold of each picture 0.73.
    expect(scores.dice.micro).toBeGreaterThan(0.8);

    const submit = async (pictures: Dataset): Promise<string> => {
      const rows: { img: string; rle_mask: string }[] = [];
      for (const [index, id] of pictures.ids.entries()) {
        const { labels } = await segment(model, (await pictures.sample(index)).image);
        rows.push({ img: `${id}.jpg`, rle_mask: encodeRle(labels, { order: 'rowMajor' }) });
      }
      return formatCsv(rows);
    };
    const tests = await carvana(folder, { part: 'test' });
    writeFileSync(join(folder, 'submission.csv'), await submit(tests));
    const submission = await readTable(join(folder, 'submission.csv'));
    expect([submission.columns, submission.length]).toEqual([['img', 'rle_mask'], 8]);
    expect(submission.column('img')).toEqual(tests.ids.map((id) => `${id}.jpg`));

    // What is submitted of pictures with masks scores as the pictures did.
    const metrics = segmentationMetrics({ task: 'binary' });
    const rows = parseCsv(await submit(parts.validation)).select('img', 'rle_mask').rows;
    for (const [index, { rle_mask }] of rows.entries()) {
      const { mask } = await parts.validation.sample(index);
      await metrics.update(mask!, decodeRle(rle_mask, { width: 48, height: 32, order: 'rowMajor' }));
    }
    expect(metrics.result().dice.micro).toBe(scores.dice.micro);
    model.dispose();
    vi.restoreAllMocks();
  });
});
