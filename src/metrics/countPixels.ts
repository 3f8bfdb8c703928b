import { DataError } from '../core/errors.js';
import type { Task } from '../core/task.js';
import type { Counts } from './counts.js';
import { undecided } from './decide.js';
import type { DecidedBatch } from './readBatch.js';
import type { PixelSettings } from './segmentationOptions.js';

/** One image of a batch, and how it is to be counted. */
export interface CountedImage extends DecidedBatch {
  /** Who counts, for errors. */
  readonly where: string;
  readonly task: Task;
  /** The number of this image in the batch. */
  readonly image: number;
  /** The number of classes; 2 for a binary task. */
  readonly classes: number;
  readonly ignoreIndex: number | undefined;
}

/** Counts every image of a batch: the cells of each class, and a confusion matrix unless the task is multilabel. */
export function countImages(
  batch: DecidedBatch,
  { where, task, classes, ignoreIndex }: PixelSettings,
): { readonly cells: readonly Counts[]; readonly matrix?: Float64Array }[] {
  return Array.from({ length: batch.images }, (_, image) => {
    const size = task === 'binary' ? 2 : classes;
    const counted = { ...batch, where, task, image, classes: size, ignoreIndex };
    if (task === 'multilabel') return { cells: countMultilabel(counted) };
    const matrix = countConfusion(counted);
    const cells = countsOfConfusion(matrix, size);
    return { cells: task === 'binary' ? cells.slice(1) : cells, matrix };
  });
}

/** The confusion matrix of one image, row-major: the row is the truth, the column the prediction. */
function countConfusion(counted: CountedImage): Float64Array {
  const { truth, decisions, classes, ignoreIndex } = counted;
  const [start, end] = rangeOf(counted);
  const matrix = new Float64Array(classes * classes);
  for (let i = start; i < end; i++) {
    const label = truth[i];
    if (label === ignoreIndex) continue;
    const decision = decisions[i];
    if (!(label >= 0 && label < classes)) refuseTruth(counted, i);
    if (!(decision >= 0 && decision < classes)) refuseDecision(counted, i);
    matrix[label * classes + decision]++;
  }
  return matrix;
}

/** The counts of each class from a confusion matrix: each class against the rest. */
export function countsOfConfusion(matrix: ArrayLike<number>, classes: number): Counts[] {
  const rows = new Array<number>(classes).fill(0);
  const columns = new Array<number>(classes).fill(0);
  let total = 0;
  for (let label = 0; label < classes; label++) {
    for (let decision = 0; decision < classes; decision++) {
      const count = matrix[label * classes + decision];
      rows[label] += count;
      columns[decision] += count;
      total += count;
    }
  }
  return rows.map((row, c) => {
    const tp = matrix[c * classes + c];
    return { tp, fp: columns[c] - tp, fn: row - tp, tn: total - row - columns[c] + tp };
  });
}

/** The counts of each class of one image whose classes are decided one by one; an entry may be ignored alone. */
function countMultilabel(counted: CountedImage): Counts[] {
  const { truth, decisions, classes, ignoreIndex } = counted;
  const [start, end] = rangeOf(counted);
  const cells = new Float64Array(classes * 4);
  for (let i = start; i < end; i += classes) {
    for (let c = 0; c < classes; c++) {
      const label = truth[i + c];
      if (label === ignoreIndex) continue;
      const decision = decisions[i + c];
      if (label !== 0 && label !== 1) refuseTruth(counted, i + c);
      if (decision !== 0 && decision !== 1) refuseDecision(counted, i + c);
      cells[c * 4 + label * 2 + decision]++;
    }
  }
  return Array.from({ length: classes }, (_, c) => {
    const [tn, fp, fn, tp] = cells.subarray(c * 4, c * 4 + 4);
    return { tp, fp, fn, tn };
  });
}

/** Where an image lies in the arrays of its batch. */
export function rangeOf({ image, height, width, channels }: CountedImage): [start: number, end: number] {
  const size = height * width * channels;
  return [image * size, (image + 1) * size];
}

/** Refuses the label at an index of `truth`. */
export function refuseTruth(counted: CountedImage, index: number): never {
  const { where, truth, task, ignoreIndex } = counted;
  const value = truth[index];
  const ignore = ignoreIndex === undefined ? `give ignoreIndex: ${value}` : `map it to ignoreIndex ${ignoreIndex}`;
  const change =
    task === 'multiclass' ? 'Raise classes' : value === 255 ? 'Divide the mask by 255' : 'Map it to 0 or 1';
  throw new DataError(
    `${where}: yTrue holds the label ${value} (${locate(counted, index)}), but ${describeLabels(counted)}. ` +
      `${change}, or ${ignore} if such pixels are not to count.`,
  );
}

/** Refuses the decision at an index of `decisions`. */
export function refuseDecision(counted: CountedImage, index: number): never {
  const { where, decisions } = counted;
  const value = decisions[index];
  const place = locate(counted, index);
  if (value === undecided.isNaN) {
    throw new DataError(
      `${where}: yPred is NaN at a valid pixel (${place}). The model has diverged: lower the learning rate, and look ` +
        'for NaN in its inputs.',
    );
  }
  if (value === undecided.isNoProbability) {
    throw new DataError(
      `${where}: fromLogits is false, but yPred leaves 0 … 1 (${place}). Leave fromLogits out if these are logits.`,
    );
  }
  throw new DataError(
    `${where}: yPred holds the label ${value} (${place}), but ${describeLabels(counted)}. Predict indices of these classes.`,
  );
}

function describeLabels({ task, classes }: CountedImage): string {
  if (task === 'multiclass') return `there are ${classes} classes, 0 … ${classes - 1}`;
  return `the labels of a ${task} task are 0 and 1`;
}

function locate(counted: CountedImage, index: number): string {
  const { image, width, channels, task } = counted;
  const inImage = index - rangeOf(counted)[0];
  const pixel = Math.floor(inImage / channels);
  const place = `picture ${image}, row ${Math.floor(pixel / width)}, column ${pixel % width}`;
  return task === 'multilabel' ? `${place}, channel ${inImage % channels}` : place;
}
