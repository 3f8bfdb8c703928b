import { DataError } from '../core/errors.js';
import type { Task } from '../core/task.js';
import type { Counts } from './counts.js';
import { undecided } from './decide.js';
import type { MetricData } from './metricInput.js';

/** Truth and decisions of one image, as a range of longer arrays. */
export interface CountedImage {
  /** Who counts, for errors. */
  readonly where: string;
  readonly task: Task;
  readonly truth: MetricData;
  readonly decisions: MetricData;
  /** The number of this image in the batch. */
  readonly image: number;
  /** Values an image and a row; rows of a multilabel task hold `width · classes` values. */
  readonly imageSize: number;
  readonly rowSize: number;
  /** The number of classes; 2 for a binary task. */
  readonly classes: number;
  readonly ignoreIndex: number | undefined;
}

/** The confusion matrix of one image, row-major: the row is the truth, the column the prediction. */
export function countConfusion(counted: CountedImage): Float64Array {
  const { truth, decisions, image, imageSize, classes, ignoreIndex } = counted;
  const matrix = new Float64Array(classes * classes);
  const end = (image + 1) * imageSize;
  for (let i = image * imageSize; i < end; i++) {
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
export function countMultilabel(counted: CountedImage): Counts[] {
  const { truth, decisions, image, imageSize, classes, ignoreIndex } = counted;
  const cells = new Float64Array(classes * 4);
  const end = (image + 1) * imageSize;
  for (let i = image * imageSize; i < end; i += classes) {
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

function refuseTruth(counted: CountedImage, index: number): never {
  const { where, truth, task, ignoreIndex } = counted;
  const value = truth[index];
  const ignore = ignoreIndex === undefined ? `give ignoreIndex: ${value}` : `map it to ignoreIndex ${ignoreIndex}`;
  const change =
    task === 'multiclass' ? 'Raise classes' : value === 255 ? 'Divide the mask by 255' : 'Map it to 0 or 1';
  throw new DataError(
    `${where}: yTrue holds the label ${value} at ${locate(counted, index)}, but ${describeLabels(counted)}. ` +
      `${change}, or ${ignore} if such pixels are not to count.`,
  );
}

function refuseDecision(counted: CountedImage, index: number): never {
  const { where, decisions } = counted;
  const value = decisions[index];
  const what =
    value === undecided
      ? `yPred is NaN at ${locate(counted, index)}, a valid pixel. The model has diverged: lower the learning rate and look for NaN in its inputs.`
      : `yPred holds the label ${value} at ${locate(counted, index)}, but ${describeLabels(counted)}. Predict class indices of the same classes.`;
  throw new DataError(`${where}: ${what}`);
}

function describeLabels({ task, classes }: CountedImage): string {
  if (task === 'multiclass') return `there are ${classes} classes, 0 … ${classes - 1}`;
  return `the labels of a ${task} task are 0 and 1`;
}

function locate({ task, classes, image, imageSize, rowSize }: CountedImage, index: number): string {
  const inImage = index - image * imageSize;
  const perPixel = task === 'multilabel' ? classes : 1;
  const row = Math.floor(inImage / rowSize);
  const column = Math.floor((inImage % rowSize) / perPixel);
  const channel = task === 'multilabel' ? `, channel ${inImage % classes}` : '';
  return `image ${image}, row ${row}, column ${column}${channel}`;
}
