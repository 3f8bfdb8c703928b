import { DataError, ShapeError } from '../core/errors.js';
import { countConfusion, countMultilabel, countsOfConfusion } from './countPixels.js';
import type { Counts } from './counts.js';
import { decide } from './decide.js';
import type { MetricData, Pixels } from './metricInput.js';
import type { PixelSettings, SegmentationSettings } from './segmentationOptions.js';

/** What one image adds: the counts of each class, and the confusion matrix unless the task is multilabel. */
export interface CountedPicture {
  readonly cells: readonly Counts[];
  readonly matrix?: Float64Array;
}

/** Counts one pair of inputs: at once where both are in main memory, else when the backend has given the numbers. */
export function countBatch(
  truth: Pixels,
  prediction: Pixels,
  settings: SegmentationSettings,
): CountedPicture[] | Promise<CountedPicture[]> {
  const { task, threshold } = settings;
  const cut = settings.fromLogits ? Math.log(threshold / (1 - threshold)) : threshold;
  const labels = truth.read();
  const decisions = prediction.isLabels ? prediction.read() : decide(prediction, { task, cut });
  if (labels instanceof Promise || decisions instanceof Promise) {
    return Promise.all([labels, decisions]).then(([a, b]) => countImages(truth.shape, a, b, settings));
  }
  return countImages(truth.shape, labels, decisions, settings);
}

/** Refuses inputs that do not go together, before any is read. */
export function checkShapes(
  truth: Pixels,
  prediction: Pixels,
  { where, task, classes }: Pick<PixelSettings, 'where' | 'task' | 'classes'>,
): void {
  const multilabel = task === 'multilabel';
  const wanted = multilabel ? `[N,H,W,${classes}]` : '[N,H,W]';
  if (truth.shape.length !== (multilabel ? 4 : 3) || (multilabel && truth.shape[3] !== classes)) {
    throw new ShapeError(
      `${where}: yTrue is ${show(truth.shape)}. A ${task} task needs ${wanted}${cureOf(truth, task)}`,
      {
        actual: truth.shape,
      },
    );
  }
  if (!multilabel && !truth.isLabels) {
    throw new DataError(
      `${where}: yTrue holds floats, but a ${task} task has whole-number labels. Cast it, for a tensor with tf.cast(yTrue, 'int32').`,
    );
  }
  const [images, height, width] = truth.shape;
  const expected = multilabel || !prediction.isLabels ? [images, height, width, classes] : [images, height, width];
  const fits = expected.length === prediction.shape.length && expected.every((size, i) => size === prediction.shape[i]);
  if (fits) return;
  const kind = prediction.isLabels ? 'labels' : 'scores';
  throw new ShapeError(
    `${where}: yPred is ${show(prediction.shape)} where yTrue is ${show(truth.shape)}. ` +
      `Give ${kind} ${show(expected)}${prediction.isLabels || multilabel ? '' : `, or whole-number labels ${show(truth.shape)}`}.`,
    { expected, actual: prediction.shape },
  );
}

function cureOf({ shape }: Pixels, task: string): string {
  if (task !== 'multilabel' && shape.length === 4 && shape[3] === 1) return '; tf.squeeze(yTrue, [3]) makes it so.';
  if (task === 'multiclass' && shape.length === 4)
    return ' of class indices; tf.argMax(yTrue, -1) makes them of one-hot masks.';
  return task === 'multilabel' ? ' of 0 and 1.' : ' of class indices.';
}

function countImages(
  shape: readonly number[],
  truth: MetricData,
  decisions: MetricData,
  { where, task, classes, ignoreIndex }: SegmentationSettings,
): CountedPicture[] {
  const [images, height, width, channels = 1] = shape;
  const rowSize = width * channels;
  return Array.from({ length: images }, (_, image) => {
    const common = { where, task, truth, decisions, image, imageSize: height * rowSize, rowSize, ignoreIndex };
    if (task === 'multilabel') return { cells: countMultilabel({ ...common, classes }) };
    const size = task === 'binary' ? 2 : classes;
    const matrix = countConfusion({ ...common, classes: size });
    const cells = countsOfConfusion(matrix, size);
    return { cells: task === 'binary' ? cells.slice(1) : cells, matrix };
  });
}

const show = (shape: readonly number[]): string => `[${shape.join(',')}]`;
