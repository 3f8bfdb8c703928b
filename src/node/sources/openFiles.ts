import { fileURLToPath } from 'node:url';
import { DataError, OptionError, SegkitError } from '../../core/errors.js';
import { checkUniqueIds, type Dataset, type DatasetInfo } from '../../data/dataset.js';
import type { Sample } from '../../data/sample.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { Raster } from '../../raster/raster.js';
import { resize, resizeLabels, type Size } from '../../raster/resize.js';
import type { ImageSource } from '../decodeFile.js';
import { readImage } from '../readImage.js';
import { readImageSize } from '../readImageSize.js';
import { checkPixels, checkSizes } from './checkFiles.js';
import { checkPictureOptions, type PictureOptions } from './pictureOptions.js';

/** One sample of a data set of files. */
export interface FileEntry {
  readonly id: string;
  /** The path of the picture, or its bytes. */
  readonly image: ImageSource;
  /** The file that errors name, where the picture has none of its own. */
  readonly container?: string;
  /** The path of the mask, where it is in a file of its own. */
  readonly maskFile?: string;
  /** The size that the mask is going to have, where it is known before it is made. */
  readonly maskSize?: Size;
  /** Makes the mask, knowing the size of the picture. */
  readonly readMask?: (picture: () => Promise<Size>) => Promise<LabelMap | Raster>;
  readonly meta: Sample['meta'];
}

/**
 * A data set of entries whose files are read when a sample is asked for.
 *
 * @param where the name that errors begin with.
 */
export async function openFiles(
  where: string,
  entries: readonly FileEntry[],
  info: DatasetInfo,
  options: PictureOptions,
): Promise<Dataset> {
  const size = checkPictureOptions(where, options);
  const ids = entries.map(({ id }) => id);
  checkUniqueIds(where, ids);
  const sample = async (index: number): Promise<Sample> => {
    const entry = entries[index];
    if (!entry) throw new OptionError(`${where}: there is no sample ${index}.`, { option: 'index', value: index });
    return readEntry(where, entry, options, size);
  };
  const { task, classes, labels, ignoreIndex } = info;
  const dataset = { task, classes, labels, ignoreIndex, length: entries.length, ids, sample };
  const { check, orientation } = options;
  if (check === true) {
    await checkSizes(entries, (entry) => forEntry(where, entry, () => compareSizes(entry, orientation)));
  }
  if (check === 'pixels') await checkPixels(dataset);
  return dataset;
}

/** Reads a sample; what goes wrong says which one it was. */
export const readEntry = (
  where: string,
  entry: FileEntry,
  options: PictureOptions,
  size: Size | undefined,
): Promise<Sample> =>
  forEntry(where, entry, async () => ({ id: entry.id, ...(await readPair(entry, options, size)), meta: entry.meta }));

async function readPair(
  entry: FileEntry,
  { channels, interpolation, orientation, maxPixels }: PictureOptions,
  size: Size | undefined,
): Promise<Pick<Sample, 'image' | 'mask'>> {
  const reading = { channels, orientation, maxPixels, ...(size && { size, interpolation }) };
  const image = readImage(entry.image, reading);
  const { readMask, maskSize } = entry;
  if (!readMask) return { image: await image };
  // A picture that was resized while it was read no longer tells its own size.
  const ownSize = async (): Promise<Size> => (size ? readImageSize(entry.image, orientation) : image);
  const mask = (async () => {
    // Nothing is made at a size that somebody wrote into a file, unless the picture has it.
    if (maskSize) refuseUnlikeSizes(entry, await ownSize(), maskSize);
    return readMask(ownSize);
  })();
  // Both are waited for even if one fails, so that nothing goes on in the background.
  await Promise.allSettled([image, mask]);
  const [picture, labels] = [await image, await mask];
  refuseUnlikeSizes(entry, await ownSize(), labels);
  return { image: picture, mask: size ? resizeMask(labels, size) : labels };
}

const resizeMask = (mask: LabelMap | Raster, size: Size): LabelMap | Raster =>
  'channels' in mask ? resize(mask, { ...size, interpolation: 'nearest' }) : resizeLabels(mask, size);

async function compareSizes(entry: FileEntry, orientation: PictureOptions['orientation']): Promise<void> {
  const image = await readImageSize(entry.image, orientation);
  if (entry.maskSize) refuseUnlikeSizes(entry, image, entry.maskSize);
  if (entry.maskFile !== undefined) {
    refuseUnlikeSizes(entry, image, await readImageSize(entry.maskFile, orientation));
  }
}

/** Refuses a mask of another size than its picture. */
function refuseUnlikeSizes({ image, maskFile, container }: FileEntry, picture: Size, mask: Size): void {
  if (picture.width === mask.width && picture.height === mask.height) return;
  const isTurned = picture.width === mask.height && picture.height === mask.width;
  const cure = isTurned ? " If the mask was made of the picture as it is stored, give orientation: 'ignore'." : '';
  const named = maskFile === undefined ? 'its mask is' : `its mask ${maskFile} is`;
  const shown = image instanceof Uint8Array ? 'the picture' : `the picture ${image}`;
  throw new DataError(
    `${shown} is ${picture.width}×${picture.height}, ${named} ${mask.width}×${mask.height}. ` +
      `Both need one size.${cure}`,
    { file: maskFile ?? container ?? fileOf(image) },
  );
}

/** Does some work on a sample; what goes wrong says which sample it was. */
async function forEntry<T>(where: string, entry: FileEntry, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SegkitError && !(cause instanceof DataError)) throw cause;
    const file = (cause instanceof DataError ? cause.file : undefined) ?? entry.container ?? fileOf(entry.image);
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${where}: ${JSON.stringify(entry.id)}: ${message}`, { id: entry.id, file, cause });
  }
}

const fileOf = (source: ImageSource): string | undefined =>
  source instanceof Uint8Array ? undefined : source instanceof URL ? fileURLToPath(source) : source;
