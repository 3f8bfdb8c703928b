import { DataError, ShapeError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import { decide } from './decide.js';
import type { MetricData, Pixels } from './metricInput.js';
import type { BatchPlace } from './refusals.js';
import type { PixelSettings } from './segmentationOptions.js';

/** Truth and decisions in main memory: labels for `binary` and `multiclass`, 0 and 1 a class for `multilabel`. */
export interface DecidedBatch extends BatchPlace {
  readonly truth: MetricData;
  readonly decisions: MetricData;
}

/** Reads one pair of inputs, at once where both are in main memory, and decides where scores were given. */
export function readDecisions(
  truth: Pixels,
  prediction: Pixels,
  settings: PixelSettings & { readonly threshold: number },
): DecidedBatch | Promise<DecidedBatch> {
  const place = placeOf(truth, settings);
  const labels = truth.read();
  const decisions = prediction.isLabels ? prediction.read() : decide(prediction, settings);
  if (labels instanceof Promise || decisions instanceof Promise) {
    return Promise.all([labels, decisions]).then(([a, b]) => ({ ...place, truth: a, decisions: b }));
  }
  return { ...place, truth: labels, decisions };
}

/** The sizes of a batch of truth, which may have a last axis of 1. */
export function placeOf({ shape }: Pixels, { task }: Pick<PixelSettings, 'task'>): BatchPlace {
  const [images, height, width, channels = 1] = shape;
  return { images, height, width, channels: task === 'multilabel' ? channels : 1 };
}

/** Refuses inputs that do not go together, before any is read. */
export function checkShapes(
  truth: Pixels,
  prediction: Pixels,
  { where, task, classes }: Pick<PixelSettings, 'where' | 'task' | 'classes'>,
): void {
  const isMultilabel = task === 'multilabel';
  const pixels = truth.shape.slice(0, 3);
  const hasPixels = truth.shape.length === 3 || (truth.shape.length === 4 && (isMultilabel || truth.shape[3] === 1));
  if (!hasPixels || (isMultilabel && truth.shape[3] !== classes)) {
    const wanted = isMultilabel ? `[N,H,W,${classes}] of 0 and 1` : '[N,H,W] of class indices';
    const cure =
      task === 'multiclass' && truth.shape[3] === classes ? '; tf.argMax(yTrue, -1) makes it of one-hot masks' : '';
    throw new ShapeError(`${where}: yTrue is ${describeShape(truth.shape)}. Give a ${task} task ${wanted}${cure}.`, {
      actual: truth.shape,
    });
  }
  if (!isMultilabel && !truth.isLabels) {
    throw new DataError(
      `${where}: yTrue holds floats, but a ${task} task has whole-number labels. Convert a tensor with ` +
        `tf.cast(yTrue, 'int32'), an array with Int32Array.from(…).`,
    );
  }
  const scores = [...pixels, classes];
  const fits = (expected: readonly number[]): boolean => expected.join() === prediction.shape.join();
  if (fits(scores) && (!prediction.isLabels || isMultilabel || classes === 1)) return;
  if (prediction.isLabels && !isMultilabel && (fits(pixels) || fits([...pixels, 1]))) return;
  const labels = isMultilabel ? '' : `, or whole-number labels ${describeShape(pixels)}`;
  throw new ShapeError(
    `${where}: yPred is ${prediction.isLabels ? 'labels' : 'scores'} ${describeShape(prediction.shape)}, but yTrue ` +
      `${describeShape(truth.shape)} with ${classes} ${classes === 1 ? 'class' : 'classes'} needs scores ` +
      `${describeShape(scores)}${labels}.`,
    { expected: prediction.isLabels && !isMultilabel ? pixels : scores, actual: prediction.shape },
  );
}
