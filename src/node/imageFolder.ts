import { OptionError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { checkTargetSize } from '../data/checkTargetSize.js';
import type { Dataset } from '../data/dataset.js';
import type { Sample } from '../data/sample.js';
import type { Table } from '../data/table.js';
import { interpolations, type ResizeOptions, resizeLabels, type Size } from '../raster/resize.js';
import { checkPixels, checkSizes, forSample, refuseUnlikeSizes } from './checkPairs.js';
import { type FindPairsOptions, findPairs, type SampleFiles, type Unpaired } from './findPairs.js';
import { type FolderMaskOptions, type FolderMaskRule, folderMaskRule, readFolderMask } from './readFolderMask.js';
import { readImage } from './readImage.js';
import { readImageSize } from './readImageSize.js';

export type { FindPairsOptions, FolderMaskOptions, Unpaired };

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions extends FindPairsOptions, FolderMaskOptions {
  /** Channels that pictures are read with (default 3). */
  readonly channels?: 1 | 3 | 4;
  /** Width and height that pictures and masks are read at; one number for a square. */
  readonly size?: number | Size;
  /** How pictures are resized to `size` (default `auto`). */
  readonly interpolation?: ResizeOptions['interpolation'];
  /** A table with rows for the samples, which they carry as `meta.row`. */
  readonly metadata?: Pick<Table, 'indexBy'>;
  /** The column of `metadata` that holds the ids (default `id`). */
  readonly idColumn?: string;
  /** Whether all pairs are tried at once: by the sizes in their headers (`true`), or by reading all (`'pixels'`). */
  readonly check?: boolean | 'pixels';
}

/** A data set of picture files. */
export interface FolderDataset extends Dataset, Unpaired {}

const optionNames = [
  ...['images', 'masks', 'task', 'classes', 'labels', 'ignoreIndex', 'imageSuffix', 'maskSuffix', 'recursive'],
  ...['onUnpaired', 'threshold', 'maskValues', 'colors', 'channels', 'size', 'interpolation', 'maxPixels'],
  ...['metadata', 'idColumn', 'check'],
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
  const { check = false, metadata, idColumn = 'id', labels } = options;
  checkOneOf('imageFolder', 'check', check, [true, false, 'pixels']);
  checkOneOf('imageFolder', 'channels', options.channels ?? 3, [1, 3, 4]);
  const { interpolation } = options;
  checkOneOf('imageFolder', 'interpolation', interpolation ?? 'auto', interpolations);
  if (interpolation !== undefined && options.size === undefined) {
    throw new OptionError('imageFolder: interpolation has no meaning without size. Give the size too.', {
      option: 'interpolation',
      value: interpolation,
    });
  }
  const rule = folderMaskRule(options);
  const size = checkTargetSize('imageFolder', options.size);
  const rows = metadata?.indexBy(idColumn);
  const { pairs, unpairedImages, unpairedMasks } = await findPairs(options);

  const sample = async (index: number): Promise<Sample> => {
    const pair = pairs[index];
    if (!pair) throw new OptionError(`imageFolder: there is no sample ${index}.`, { option: 'index', value: index });
    const row = rows?.get(pair.id);
    const meta = { image: pair.image, ...(pair.mask && { mask: pair.mask }), ...(row && { row }) };
    return forSample(pair, async () => ({ id: pair.id, ...(await readPair(pair, rule, options, size)), meta }));
  };
  const { task, classes, ignoreIndex } = rule;
  const ids = pairs.map(({ id }) => id);
  const info = { task, classes, labels, ignoreIndex };
  const dataset = { ...info, length: pairs.length, ids, sample, unpairedImages, unpairedMasks };
  if (check === true) await checkSizes(pairs);
  if (check === 'pixels') await checkPixels(dataset);
  return dataset;
}

async function readPair(
  files: SampleFiles,
  rule: FolderMaskRule,
  { channels, interpolation, maxPixels }: ImageFolderOptions,
  size: Size | undefined,
): Promise<Pick<Sample, 'image' | 'mask'>> {
  const image = readImage(files.image, { channels, maxPixels, ...(size && { size, interpolation }) });
  if (files.mask === undefined) return { image: await image };
  const mask = readFolderMask(files.mask, rule);
  // Both are waited for even if one fails, so that nothing goes on in the background.
  await Promise.allSettled([image, mask]);
  const [picture, labels] = [await image, await mask];
  // A picture that was resized while it was read no longer tells its own size.
  refuseUnlikeSizes(files, size ? await readImageSize(files.image) : picture, labels);
  return { image: picture, mask: size ? resizeLabels(labels, size) : labels };
}
