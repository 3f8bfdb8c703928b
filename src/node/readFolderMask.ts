import { DataError, OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf } from '../core/options.js';
import type { Task } from '../core/task.js';
import type { DatasetInfo } from '../data/dataset.js';
import { type MaskClasses, maskClasses, thresholdLabels } from '../data/maskClasses.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { ColorTable } from '../raster/labelsFromColors.js';
import type { StoredImage } from '../raster/storedImage.js';
import { storedToLabels } from '../raster/storedToLabels.js';
import { decodeFile } from './decodeFile.js';
import { readMask } from './readMask.js';

/** What the masks of a folder mean. */
export interface FolderMaskOptions extends DatasetInfo {
  /** Default `binary` without `classes` or with one of them, else `multiclass`. One file holds no `multilabel` mask. */
  readonly task?: Task;
  /** The grey level from which a pixel of a binary mask is foreground, 0 … 255. */
  readonly threshold?: number;
  /** The class of each value that masks hold, such as `{ 0: 0, 128: 1, 255: 2 }`. Other values are errors. */
  readonly maskValues?: Readonly<Record<number, number>>;
  /** The class of each colour that masks hold, such as `{ '#ff0000': 1 }`. Other colours are errors. */
  readonly colors?: ColorTable;
  /** The largest width · height that is read, against decompression bombs (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
}

/** How the masks of a folder are read. */
export interface FolderMaskRule extends MaskClasses {
  readonly threshold?: number;
  readonly colors?: ColorTable;
  readonly maxPixels?: number;
}

/** Checks the options against each other, and fills in what follows from them. */
export function folderMaskRule(options: FolderMaskOptions): FolderMaskRule {
  const { labels, ignoreIndex, threshold, maskValues: values, colors, maxPixels } = options;
  const fail = (option: keyof FolderMaskOptions, message: string): never => {
    throw new OptionError(`imageFolder: ${message}`, { option, value: options[option] });
  };
  const named = options.classes ?? labels?.length;
  const task = options.task ?? (named === undefined || named === 1 ? 'binary' : 'multiclass');
  if (task === 'multilabel') {
    return fail(
      'task',
      'a mask file holds one label a pixel, not several. Use arrayDataset, or a Dataset of your own.',
    );
  }
  checkOneOf('imageFolder', 'task', task, ['binary', 'multiclass']);
  const classes = named ?? (task === 'binary' ? 1 : undefined);
  if (classes === undefined) return fail('classes', 'task multiclass needs classes, or labels that name them.');
  checkNumber('imageFolder', 'classes', classes, { min: 1, integer: true });
  if (labels && labels.length !== classes) {
    fail('labels', `labels names ${labels.length} classes, classes is ${classes}. Make them agree.`);
  }
  if (task === 'binary' && classes !== 1) {
    fail('classes', `a binary task has one class, not ${classes}: the background is none. Leave classes out.`);
  }
  if (ignoreIndex !== undefined) checkNumber('imageFolder', 'ignoreIndex', ignoreIndex, { integer: true });
  const readings = (['threshold', 'maskValues', 'colors'] as const).filter((name) => options[name] !== undefined);
  if (readings.length > 1) fail(readings[1], `${readings.join(' and ')} are two ways to read a mask. Choose one.`);
  if (threshold !== undefined) {
    checkNumber('imageFolder', 'threshold', threshold, { min: 0, max: 255 });
    if (task !== 'binary') fail('threshold', 'threshold makes binary masks, but there are several classes.');
    if (ignoreIndex !== undefined) fail('ignoreIndex', 'a threshold leaves no label to ignore. Leave out one of them.');
  }
  return { task, classes, ignoreIndex, threshold, values, colors, maxPixels };
}

/**
 * Reads a mask file as classes.
 *
 * Several classes are palette indices or grey samples as they are stored. A binary mask is what one sees: where it has
 * a palette of greys, their brightness counts, since the order of black and white in the palette is up to the program
 * that wrote it.
 */
export async function readFolderMask(file: string, rule: FolderMaskRule): Promise<LabelMap> {
  const { threshold, colors, maxPixels } = rule;
  if (threshold !== undefined) {
    // Compression does no harm to what is thresholded anyway.
    return thresholdLabels(await readMask(file, { mode: 'luminance', lossy: 'allow', maxPixels }), threshold);
  }
  if (colors || rule.values || rule.task === 'multiclass') {
    const labels = await readMask(file, { mode: colors ? 'color' : 'index', colors, maxPixels });
    return withFile(file, () => maskClasses(labels, rule));
  }
  return decodeFile('readMask', file, { maxPixels }, (stored) => {
    const asSeen = hasGreyPalette(stored);
    const labels = storedToLabels(stored, { mode: asSeen ? 'luminance' : 'index' });
    return maskClasses(labels, rule, asSeen ? 255 : 2 ** stored.bitDepth - 1);
  });
}

function hasGreyPalette({ palette }: StoredImage): boolean {
  if (!palette) return false;
  const { colors } = palette;
  for (let i = 0; i < colors.length; i += 3) {
    if (colors[i] !== colors[i + 1] || colors[i] !== colors[i + 2]) return false;
  }
  return true;
}

function withFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new DataError(`readMask: ${file}: ${cause.message}`, { file, cause });
  }
}
