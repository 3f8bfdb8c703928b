import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { pairFiles } from '../../data/pairFiles.js';
import type { SampleKey } from '../../data/splits/groupSamples.js';
import type { Table } from '../../data/table.js';
import { readTable } from '../readTable.js';
import { type FileSample, fileDataset } from './fileDataset.js';
import { checkUnpairedAction, type FindPairsOptions, findPairs, reportUnpaired, type Unpaired } from './findPairs.js';
import { inFile } from './inFile.js';
import { listPictures } from './listPictures.js';
import { type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';

/** Options of {@link carvana}. */
export interface CarvanaOptions extends PictureOptions, Pick<FindPairsOptions, 'onUnpaired'> {
  /** Which pictures: those with masks (`train`, the default), or those without (`test`). */
  readonly part?: 'train' | 'test';
  /** Where masks are from: `train_masks/` (`files`) or `train_masks.csv` (`rle`). Default: the folder if there is one. */
  readonly masks?: 'files' | 'rle';
}

/** The cars of the Carvana challenge. */
export interface CarvanaDataset extends Dataset, Unpaired {
  /** `metadata.csv`: a row for each car, also of cars that there are no pictures of. Absent if the file is. */
  readonly metadata?: Table<Readonly<Record<string, string>>>;
  /** The car that a picture shows, so that splits can keep its views together: `splitDataset(cars, { group: cars.group })`. */
  readonly group: SampleKey;
}

const places = { images: 'train', tests: 'test', masks: 'train_masks', codes: 'train_masks.csv', cars: 'metadata.csv' };

/**
 * The Carvana Image Masking Challenge as it is downloaded, and whatever has its form: `train/<car>_<view>.jpg`,
 * `train_masks/<car>_<view>_mask.gif` or the run-length codes of `train_masks.csv`, and `metadata.csv`.
 *
 * Samples carry `meta.car`, `meta.view`, and `meta.row`, the row of their car, where there is one.
 *
 * @param folder the folder that has all of these.
 * @throws DataError if pictures or masks are missing, or are not called `<car>_<view>`.
 * @see https://www.kaggle.com/c/carvana-image-masking-challenge
 * @example
 * ```ts
 * import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { splitDataset } from 'segkit';
 * import { carvana, writeImage } from 'segkit/node';
 *
 * // Two views each of two cars; you have the real ones.
 * const folder = await mkdtemp(join(tmpdir(), 'carvana-'));
 * await mkdir(join(folder, 'train'));
 * const names = ['0cd_01', '0cd_02', 'f7e_01', 'f7e_02'];
 * const image = { data: new Uint8Array(8 * 4 * 3), width: 8, height: 4, channels: 3 };
 * for (const name of names) await writeImage(join(folder, 'train', `${name}.jpg`), image);
 * await writeFile(join(folder, 'train_masks.csv'), `img,rle_mask\n${names.map((name) => `${name}.jpg,3 2`).join('\n')}\n`);
 *
 * const cars = await carvana(folder);
 * const { train, validation } = splitDataset(cars, { fraction: 0.5, group: cars.group });
 * console.log(train.ids, validation.ids); // no car is in both
 * ```
 */
export async function carvana(folder: string, options: CarvanaOptions = {}): Promise<CarvanaDataset> {
  checkOptionNames('carvana', options, [...pictureOptionNames, 'part', 'masks', 'onUnpaired']);
  const { part = 'train', onUnpaired = 'warn' } = options;
  checkOneOf('carvana', 'part', part, ['train', 'test'] as const);
  if (options.masks !== undefined) checkOneOf('carvana', 'masks', options.masks, ['files', 'rle'] as const);
  checkUnpairedAction('carvana', onUnpaired);
  const { samples, ...unpaired } = part === 'test' ? await findTests(folder) : await findTraining(folder, options);
  const file = join(folder, places.cars);
  const metadata = (await exists(file)) ? await readTable(file) : undefined;
  const rows = inFile('carvana', file, () => metadata?.indexBy('id'));
  const known = samples.map((sample) => {
    const { car, view } = parseName(sample);
    const row = rows?.get(car);
    return { ...sample, meta: { car, view, ...(row && { row }) } };
  });
  const reading = { ...pickOptions(options, pictureOptionNames), order: 'rowMajor', name: 'carvana' } as const;
  const dataset = await fileDataset(known, reading);
  return { ...dataset, ...unpaired, ...(metadata && { metadata }), group: (id) => id.slice(0, id.lastIndexOf('_')) };
}

type Found = Unpaired & { readonly samples: readonly FileSample[] };

async function findTests(folder: string): Promise<Found> {
  const { pairs, ...unpaired } = await findPairs('carvana', { images: join(folder, places.tests) });
  return { samples: pairs, ...unpaired };
}

async function findTraining(folder: string, { masks, onUnpaired = 'warn' }: CarvanaOptions): Promise<Found> {
  const images = join(folder, places.images);
  const [files, codes] = [join(folder, places.masks), join(folder, places.codes)];
  if (masks === 'files' || (masks === undefined && (await exists(files)))) {
    const { pairs, ...unpaired } = await findPairs('carvana', {
      images,
      masks: files,
      maskSuffix: '_mask',
      onUnpaired,
    });
    return { samples: pairs, ...unpaired };
  }
  if (masks === undefined && !(await exists(codes))) {
    const named = `neither ${places.masks}/ nor ${places.codes}`;
    throw new DataError(
      `carvana: ${JSON.stringify(folder)} has ${named}. Name the folder that has them, or give part: 'test'.`,
      { file: folder },
    );
  }
  return findCoded(images, codes, onUnpaired);
}

/** Pictures with the codes of a table, which may be of more or fewer pictures. */
async function findCoded(
  images: string,
  file: string,
  onUnpaired: NonNullable<CarvanaOptions['onUnpaired']>,
): Promise<Found> {
  const pictures = await listPictures('carvana', 'folder', images, false);
  const table = await readTable(file);
  const codes = inFile('carvana', file, () => table.select('img', 'rle_mask').indexBy('img'));
  const { pairs, ...unpaired } = pairFiles(pictures, [...codes.keys()]);
  if (pairs.length === 0) {
    throw new DataError(`carvana: no picture of ${images} is in ${file}. Are they of one set?`, { file });
  }
  reportUnpaired('carvana', unpaired, onUnpaired);
  const samples = pairs.map(({ id, image, mask }) => ({
    id,
    image: join(images, image),
    mask: { rle: codes.get(mask)?.rle_mask ?? '' },
  }));
  return { samples, ...unpaired };
}

function parseName({ id, image }: FileSample): { car: string; view: number } {
  const [, car, view] = id.match(/^(.+)_(\d+)$/) ?? [];
  if (car !== undefined) return { car, view: Number(view) };
  throw new DataError(`carvana: ${image} is not called <car>_<view>, as in 0cdf5b5d0ce1_01.jpg. Rename or remove it.`, {
    id,
    file: image,
  });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
