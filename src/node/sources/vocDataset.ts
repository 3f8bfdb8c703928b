import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { listNames } from '../../data/listNames.js';
import { pairFiles } from '../../data/pairFiles.js';
import { fileDataset } from './fileDataset.js';
import { listPictures } from './listPictures.js';
import { type MaskOptions, maskOptionNames } from './maskRule.js';
import { type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';

/** Options of {@link vocDataset}. */
export interface VocDatasetOptions extends MaskOptions, PictureOptions {
  /** Which list of `ImageSets/Segmentation` names the samples (default `train`). */
  readonly list?: string;
  /** The folder of masks (default `SegmentationClass`). */
  readonly masks?: string;
}

/** The classes of Pascal VOC, in the order of their labels; 255 is no class, but the border of objects. */
export const vocLabels: readonly string[] = (
  'background,aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,' +
  'pottedplant,sheep,sofa,train,tvmonitor'
).split(',');

/**
 * A folder in the form of Pascal VOC, such as `VOCdevkit/VOC2012`: `JPEGImages/`, `SegmentationClass/` with palette PNG
 * files, and lists of names in `ImageSets/Segmentation/`.
 *
 * Without `classes` or `labels` the classes are those of VOC, with `ignoreIndex` 255. Masks that were saved in colours
 * instead of palette indices are read with `colors: { ...colorTable(vocColors(21)), '#e0e0c0': 255 }`.
 *
 * @throws DataError for a missing list, with those that there are, and for names without picture or mask.
 * @see http://host.robots.ox.ac.uk/pascal/VOC/voc2012/
 * @example
 * ```ts
 * import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { vocColors } from 'segkit';
 * import { vocDataset, writeImage, writeMask } from 'segkit/node';
 *
 * // One picture; you have the real ones.
 * const folder = await mkdtemp(join(tmpdir(), 'voc-'));
 * for (const name of ['JPEGImages', 'SegmentationClass', 'ImageSets/Segmentation']) {
 *   await mkdir(join(folder, name), { recursive: true });
 * }
 * await writeImage(join(folder, 'JPEGImages/2007_000032.jpg'), { data: new Uint8Array(12), width: 2, height: 2, channels: 3 });
 * const mask = { data: Uint8Array.of(0, 1, 15, 255), width: 2, height: 2 };
 * await writeMask(join(folder, 'SegmentationClass/2007_000032.png'), mask, { palette: vocColors() });
 * await writeFile(join(folder, 'ImageSets/Segmentation/train.txt'), '2007_000032\n');
 *
 * const dataset = await vocDataset(folder);
 * console.log(dataset.classes, dataset.labels?.[15], (await dataset.sample(0)).mask?.data); // 21 person, 0 1 15 255
 * ```
 */
export async function vocDataset(folder: string, options: VocDatasetOptions = {}): Promise<Dataset> {
  checkOptionNames('vocDataset', options, [...maskOptionNames, ...pictureOptionNames, 'list', 'masks']);
  const { list = 'train', masks = 'SegmentationClass' } = options;
  const names = await readList(folder, list);
  const folders = { images: join(folder, 'JPEGImages'), masks: join(folder, masks) };
  const images = await listPictures('vocDataset', 'folder', folders.images, false);
  const maskFiles = await listPictures('vocDataset', 'masks', folders.masks, false);
  const pairs = new Map(pairFiles(images, maskFiles).pairs.map((pair) => [pair.id, pair]));
  const missing = names.filter((name) => !pairs.has(name));
  if (missing.length > 0) {
    throw new DataError(
      `vocDataset: ${missing.length} of ${names.length} names of ${list}.txt have no picture in JPEGImages or no mask in ` +
        `${masks}: ${listNames(missing)}.`,
      { id: missing[0] },
    );
  }
  const samples = names.map((id) => {
    const { image = '', mask = '' } = pairs.get(id) ?? {};
    return { id, image: join(folders.images, image), mask: join(folders.masks, mask) };
  });
  const isNamed = [options.task, options.classes, options.labels].some((option) => option !== undefined);
  const classes = isNamed ? {} : { labels: vocLabels, ignoreIndex: 255 };
  const reading = pickOptions(options, [...maskOptionNames, ...pictureOptionNames]);
  return fileDataset(samples, { ...classes, ...reading, name: 'vocDataset' });
}

async function readList(folder: string, list: string): Promise<string[]> {
  const lists = join(folder, 'ImageSets', 'Segmentation');
  const file = join(lists, `${list}.txt`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const others = (await readdir(lists).catch(() => [])).filter((name) => name.endsWith('.txt'));
    const cure =
      others.length > 0
        ? `There is ${listNames(others.map((name) => name.slice(0, -4)))}.`
        : 'Name the folder that has ImageSets/Segmentation, such as VOCdevkit/VOC2012; imageFolder reads folders without lists.';
    throw new DataError(`vocDataset: ${file} cannot be read. ${cure}`, { file, cause });
  }
  // Lists of other VOC tasks have a second word in each line.
  const names = text.split(/\r?\n/).flatMap((line) => line.trim().split(/\s+/, 1).filter(Boolean));
  if (names.length === 0) throw new DataError(`vocDataset: ${file} names no pictures.`, { file });
  return names;
}
