import { checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { table } from '../../data/table.js';
import { fileDataset } from './fileDataset.js';
import { type FindPairsOptions, findPairs, type Unpaired } from './findPairs.js';
import { type MaskOptions, maskOptionNames, maskRule } from './maskRule.js';
import { checkPictureOptions, type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions extends FindPairsOptions, MaskOptions, PictureOptions {
  /** A table with rows for the samples, which they carry as `meta.row`; any other iterable of rows will do. */
  readonly metadata?: Iterable<object>;
  /** The column of `metadata` that holds the ids (default `id`). */
  readonly idColumn?: string;
}

/** A data set of picture files. */
export interface FolderDataset extends Dataset, Unpaired {}

const optionNames = [
  ...['images', 'masks', 'imageSuffix', 'maskSuffix', 'recursive', 'onUnpaired'],
  ...['metadata', 'idColumn'],
  ...maskOptionNames,
  ...pictureOptionNames,
];

/**
 * A data set of pictures and masks in folders, paired by name. Files are read when a sample is asked for.
 *
 * Masks of several classes hold the class indices, as palette or grey values; binary masks hold 0 and 1, or black and
 * white. What does not fit is refused by name: unlike sizes, files that cannot be read, values that are no class.
 *
 * @throws DataError for a missing or empty folder, if nothing is paired, or for what `check` finds.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { imageFolder, writeImage, writeMask } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * const image = { data: new Uint8Array(8 * 8 * 3), width: 8, height: 8, channels: 3 };
 * const mask = { data: new Uint8Array(8 * 8).fill(255, 0, 20), width: 8, height: 8 };
 * await writeImage(join(folder, 'car_01.jpg'), image);
 * await writeMask(join(folder, 'car_01_mask.png'), mask);
 *
 * const dataset = await imageFolder({ images: folder, masks: folder, maskSuffix: '_mask' });
 * console.log(dataset.ids, (await dataset.sample(0)).mask?.data[0]); // ['car_01'], 1
 * ```
 */
export async function imageFolder(options: ImageFolderOptions): Promise<FolderDataset> {
  checkOptionNames('imageFolder', options, optionNames);
  checkPictureOptions('imageFolder', options);
  maskRule('imageFolder', options);
  const { metadata, idColumn = 'id' } = options;
  const rows = metadata && table(metadata as Iterable<Readonly<Record<string, unknown>>>).indexBy(idColumn);
  const { pairs, unpairedImages, unpairedMasks } = await findPairs('imageFolder', options);
  const samples = pairs.map((pair) => {
    const row = rows?.get(pair.id);
    return { ...pair, ...(row && { meta: { row } }) };
  });
  const reading = pickOptions(options, [...maskOptionNames, ...pictureOptionNames]);
  const dataset = await fileDataset(samples, { ...reading, name: 'imageFolder' });
  return { ...dataset, unpairedImages, unpairedMasks };
}
