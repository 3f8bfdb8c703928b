import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { arrayDataset } from '../../../src/data/dataset.js';
import { loader } from '../../../src/data/loader.js';
import { unet } from '../../../src/models/index.js';
import { csvLogger, predictionPictures, readImage, tensorBoard } from '../../../src/node/index.js';
import { historyFromCsv } from '../../../src/report/index.js';
import { maskedCrc32c } from '../../../src/report/tensorBoard/crc32c.js';
import { fit } from '../../../src/train/index.js';
import { switchBackend } from '../../helpers/backends.js';
import { type ReadEvent, readEvents } from '../../helpers/tensorBoard.js';

let folder: string;
beforeEach(async () => {
  await switchBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'segkit-callbacks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const dataset = arrayDataset(
  Array.from({ length: 4 }, (_, i) => {
    const image = { data: new Uint8Array(256).fill(90).fill(200, 16 * i, 128), width: 16, height: 16, channels: 1 };
    return {
      id: `${i}`,
      image,
      mask: { data: new Uint8Array(256).fill(1, 16 * i, 128), width: 16, height: 16 },
      meta: {},
    };
  }),
);

it('log each epoch and step where tables, pictures and TensorBoard are read', async () => {
  const model = unet({ inputShape: [16, 16, 1], depth: 1, filters: 2, seed: 1 });
  const batches = loader(dataset, { batchSize: 2 });
  const history = await fit(model, batches, {
    epochs: 3,
    validation: batches,
    callbacks: [
      csvLogger(join(folder, 'deep/history.csv')),
      predictionPictures(join(folder, 'pictures'), dataset, { count: 2, every: 2, cell: 40 }),
      tensorBoard(join(folder, 'logs'), { every: 2, pictures: dataset }),
    ],
  });

  const rows = historyFromCsv(await readFile(join(folder, 'deep/history.csv'), 'utf8'));
  expect(rows.map(({ epoch, loss, val_dice }) => [epoch, loss, val_dice])).toEqual(
    history.epochs.map(({ epoch, loss, validation }) => [epoch, loss, validation?.dice]),
  );

  expect(await readdir(join(folder, 'pictures'))).toEqual(['epoch-0002.png']);
  expect((await readImage(join(folder, 'pictures/epoch-0002.png'))).width).toBeGreaterThan(3 * 40);

  const read = async (name: string): Promise<ReadEvent[]> => {
    const [file, ...others] = await readdir(join(folder, 'logs', name));
    expect(others).toEqual([]);
    expect(file).toContain('.tfevents.');
    return readEvents(await readFile(join(folder, 'logs', name, file)), maskedCrc32c);
  };
  const points = (events: ReadEvent[], tag: string) =>
    events.flatMap(({ step, values = [] }) =>
      values.filter((value) => value.tag === tag).map(({ value, image }) => [step, image ? 'image' : value]),
    );
  const train = await read('train');
  expect(train[0].fileVersion).toBe('brain.Event:2');
  expect(points(train, 'epoch_loss')).toEqual(history.epochs.map(({ epoch, loss }) => [epoch, Math.fround(loss)]));
  expect(points(train, 'step_loss').map(([step]) => step)).toEqual([2, 4, 6]);
  const validation = await read('validation');
  expect(points(validation, 'epoch_dice').map(([step]) => step)).toEqual([1, 2, 3]);
  expect(points(validation, 'predictions')).toEqual([1, 2, 3].map((step) => [step, 'image']));
});
