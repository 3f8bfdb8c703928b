import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf } from '../core/options.js';
import type { Task } from '../core/task.js';
import type { DatasetInfo } from '../data/dataset.js';
import { type MaskClasses, maskClasses, thresholdLabels } from '../data/maskClasses.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { ColorTable } from '../raster/labelsFromColors.js';
import type { StoredImage } from '../raster/storedImage.js';
import { storedToLabels } from '../raster/storedToLabels.js';
import { decodeFile } from './decodeFile.js';
import { lossyFormat, readMask, readMaskAs } from './readMask.js';

/** What the masks of a folder mean. */
export interface FolderMaskOptions extends DatasetInfo {
  /** Default `binary` without `classes` or with one of them, else `multiclass`. One file holds no `multilabel` mask. */
  readonly task?: Task;
  /** The grey level from which a pixel of a binary mask is foreground, a whole number from 1 to 255; 128 is half. */
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
  if (task === 'binary' && (ignoreIndex === 0 || ignoreIndex === 1)) {
    fail('ignoreIndex', `ignoreIndex ${ignoreIndex} is a label of a binary task. Use another number, such as 255.`);
  }
  if (maxPixels !== undefined) checkNumber('imageFolder', 'maxPixels', maxPixels, { min: 1 });
  const readings = (['threshold', 'maskValues', 'colors'] as const).filter((name) => options[name] !== undefined);
  if (readings.length > 1) fail(readings[1], `${readings.join(' and ')} are two ways to read a mask. Choose one.`);
  if (threshold !== undefined) {
    checkThreshold(threshold, fail);
    if (task !== 'binary') fail('threshold', 'threshold makes binary masks, but there are several classes.');
    if (ignoreIndex !== undefined) fail('ignoreIndex', 'a threshold leaves no label to ignore. Leave out one of them.');
  }
  for (const name of ['maskValues', 'colors'] as const)
    checkTargets(name, { task, classes, ignoreIndex }, options, fail);
  return { task, classes, ignoreIndex, threshold, values, colors, maxPixels };
}

type Fail = (option: keyof FolderMaskOptions, message: string) => never;

function checkThreshold(threshold: number, fail: Fail): void {
  if (threshold > 0 && threshold < 1) {
    fail(
      'threshold',
      `threshold is a grey level, a whole number from 1 to 255: ${threshold} would make every grey foreground. 128 is half.`,
    );
  }
  checkNumber('imageFolder', 'threshold', threshold, { min: 1, max: 255, integer: true });
}

/** Refuses a table of values or colours that names a class which does not exist. */
function checkTargets(
  name: 'maskValues' | 'colors',
  { task, classes, ignoreIndex }: MaskClasses,
  options: FolderMaskOptions,
  fail: Fail,
): void {
  const last = task === 'binary' ? 1 : classes - 1;
  for (const [key, target] of Object.entries(options[name] ?? {})) {
    if (name === 'maskValues' && !Number.isInteger(Number(key))) {
      fail(name, `maskValues names the value ${JSON.stringify(key)}. Values of masks are whole numbers.`);
    }
    if (target === ignoreIndex || (Number.isInteger(target) && target >= 0 && target <= last)) continue;
    const cure = task === 'binary' ? 'Give classes if there are several' : 'Raise classes';
    fail(
      name,
      `${name} makes the class ${target} of ${JSON.stringify(key)}, but classes are 0 … ${last}. ${cure}, or name it as ignoreIndex.`,
    );
  }
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
    const options = { mode: colors ? 'color' : 'index', colors, maxPixels } as const;
    return readMaskAs(file, options, (labels, lossy) => maskClasses(labels, rule, { lossy }));
  }
  return decodeFile('readMask', file, { maxPixels }, (stored, bytes) => {
    const asSeen = hasGreyPalette(stored);
    const labels = storedToLabels(stored, { mode: asSeen ? 'luminance' : 'index' });
    const white = asSeen ? 255 : 2 ** stored.bitDepth - 1;
    return maskClasses(labels, rule, { white, lossy: lossyFormat(stored, bytes) });
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
