import { resolve } from 'node:path';
import { DataError, OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { Size } from '../../raster/resize.js';
import { decodeRle, decodeRleInstances } from '../../raster/rle.js';
import { type RleOrder, rleOrders } from '../../raster/runs.js';
import { isClass, lastClass, type MaskOptions, type MaskRule, maskOptionNames, maskRule } from './maskRule.js';
import { type FileEntry, openFiles } from './openFiles.js';
import { type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';
import { readMaskFile } from './readMaskFile.js';

/** A mask as run-length codes of Kaggle. */
export interface RunLengthMask {
  /** One code, or several; empty ones have no pixels. */
  readonly rle: string | readonly string[];
  /** The class of each code, of which later ones win where they overlap. Left out: all codes are the foreground. */
  readonly labels?: readonly number[];
}

/** A sample by its files. */
export interface FileSample {
  /** Unique in the data set. */
  readonly id: string;
  /** The path of the picture. */
  readonly image: string;
  /** The path of the mask, or what it consists of. */
  readonly mask?: string | RunLengthMask;
  /** Whatever else is known; the sample has it as `meta`, beside the paths. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Options of {@link fileDataset}. */
export interface FileDatasetOptions extends PictureOptions, MaskOptions {
  /** The order of run-length codes: `rowMajor` for Carvana, `columnMajor` for most others. No default. */
  readonly order?: RleOrder;
  /** What errors call the data set (default `fileDataset`). */
  readonly name?: string;
}

/**
 * A data set of files that you list. They are read when a sample is asked for.
 *
 * @throws DataError if there are no samples or two have one id, and for what `check` finds; later, for files that cannot
 * be read, with the sample's id and the file.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { fileDataset, writeImage } from 'segkit/node';
 *
 * const image = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'car.png');
 * await writeImage(image, { data: new Uint8Array(4 * 2 * 3), width: 4, height: 2, channels: 3 });
 *
 * const dataset = await fileDataset([{ id: 'car', image, mask: { rle: '2 2 6 1' } }], { order: 'rowMajor' });
 * console.log((await dataset.sample(0)).mask?.data); // 0 1 1 0 | 0 1 0 0
 * ```
 */
export async function fileDataset(samples: readonly FileSample[], options: FileDatasetOptions = {}): Promise<Dataset> {
  checkOptionNames('fileDataset', options, [...maskOptionNames, ...pictureOptionNames, 'order', 'name']);
  const { name = 'fileDataset' } = options;
  const rule = maskRule(name, options);
  if (samples.length === 0) throw new DataError(`${name}: there are no samples. It needs at least one.`);
  const absolute = samples.map(withAbsolutePaths);
  const entries = absolute.map((sample) => toEntry(name, sample, rule, options));
  const dataset = await openFiles(name, entries, rule, options);
  const args = [absolute, { ...pickOptions(options, recipeOptionNames), name }];
  return { ...dataset, recipe: { module: 'segkit/node', name: 'fileDataset', args } };
}

/** All but `check`, which is done once. */
const recipeOptionNames = [...maskOptionNames, ...pictureOptionNames, 'order'].filter((name) => name !== 'check');

/** Where a program is may change, and differ in its workers. */
function withAbsolutePaths(sample: FileSample): FileSample {
  const mask = typeof sample.mask === 'string' ? resolve(sample.mask) : sample.mask;
  return { ...sample, image: resolve(sample.image), ...(mask !== undefined && { mask }) };
}

function toEntry(where: string, sample: FileSample, rule: MaskRule, options: FileDatasetOptions): FileEntry {
  const { id, image, mask, meta } = sample;
  const known = { id, image };
  if (mask === undefined) return { ...known, meta: { ...meta, image } };
  if (typeof mask === 'string') {
    const reading = { maxPixels: options.maxPixels, orientation: options.orientation };
    return {
      ...known,
      maskFile: mask,
      readMask: () => readMaskFile(mask, rule, reading),
      meta: { ...meta, image, mask },
    };
  }
  const order = checkRunLengths(where, sample.id, mask, rule, options);
  return { ...known, readMask: async (picture) => decodeMask(mask, await picture(), order), meta: { ...meta, image } };
}

function decodeMask({ rle, labels }: RunLengthMask, { width, height }: Size, order: RleOrder): LabelMap {
  const grid = { width, height, order };
  return labels === undefined ? decodeRle(rle, grid) : decodeRleInstances([rle].flat(), { ...grid, labels });
}

/** Refuses codes that cannot be read as they are meant, before the first of them is. */
function checkRunLengths(
  where: string,
  id: string,
  { rle, labels }: RunLengthMask,
  rule: MaskRule,
  { order, threshold, maskValues, colors }: FileDatasetOptions,
): RleOrder {
  if (order === undefined) {
    const message = `${where}: run-length codes need order: 'rowMajor' for Carvana, 'columnMajor' for most others.`;
    throw new OptionError(message, { option: 'order' });
  }
  checkOneOf(where, 'order', order, rleOrders);
  const idle = Object.entries({ threshold, maskValues, colors }).find(([, value]) => value !== undefined);
  if (idle) {
    const [option, value] = idle;
    throw new OptionError(`${where}: run-length codes hold no values for ${option}. Leave it out.`, { option, value });
  }
  if (rule.task === 'multiclass' && labels === undefined) {
    const message = `${where}: ${JSON.stringify(id)}: run-length codes of several classes need labels, one for each.`;
    throw new DataError(message, { id });
  }
  const unknown = labels?.find((label) => !isClass(rule, label));
  if (unknown !== undefined) {
    const range = `labels are 0 … ${lastClass(rule)}`;
    throw new DataError(`${where}: ${JSON.stringify(id)}: a code has the label ${unknown}, but ${range}.`, { id });
  }
  if (labels && labels.length !== [rle].flat().length) {
    const counts = `${labels.length} labels for ${[rle].flat().length} codes`;
    throw new DataError(`${where}: ${JSON.stringify(id)}: ${counts}. Give one each.`, { id });
  }
  return order;
}
