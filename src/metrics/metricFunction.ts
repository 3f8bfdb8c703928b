import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import { type Task, tasks } from '../core/task.js';

/** Options of {@link metricFunction}. */
export interface MetricFunctionOptions {
  readonly task: Task;
  /** A label in `yTrue` that does not count. */
  readonly ignoreIndex?: number;
  /** The least probability that is positive, for `binary` and `multilabel`; by default 0.5. */
  readonly threshold?: number;
  /** Whether `yPred` is logits (the default) or probabilities. */
  readonly fromLogits?: boolean;
  /** `macro` (the default): the mean of the scores of the classes. `micro`: one score of all their counts. */
  readonly reduction?: 'macro' | 'micro';
  /** What an undefined score counts as, before the mean; NaN leaves it out. By default NaN for `multiclass`, else 1. */
  readonly zeroDivision?: number;
  /** What tfjs calls it in logs and histories; by default the name of the score. */
  readonly name?: string;
}

/** The weights of TP, FP, FN and TN in the numerator and in the denominator. */
const ratios = {
  dice: [
    [2, 0, 0, 0],
    [2, 1, 1, 0],
  ],
  iou: [
    [1, 0, 0, 0],
    [1, 1, 1, 0],
  ],
  precision: [
    [1, 0, 0, 0],
    [1, 1, 0, 0],
  ],
  recall: [
    [1, 0, 0, 0],
    [1, 0, 1, 0],
  ],
  specificity: [
    [0, 0, 0, 1],
    [0, 1, 0, 1],
  ],
  accuracy: [
    [1, 0, 0, 1],
    [1, 1, 1, 1],
  ],
} as const satisfies Record<string, readonly [readonly number[], readonly number[]]>;

/** The scores that {@link metricFunction} makes. */
export type MetricFunctionScore = keyof typeof ratios;

/**
 * A score as a function of one batch, `(yTrue, yPred) => Scalar`, for the `metrics` of `model.compile` in tfjs-layers.
 *
 * - `yTrue`: `[N,H,W]` or `[N,H,W,1]` for `binary` and `multiclass`, `[N,H,W,K]` for `multilabel`; int32 or float32,
 *   since `model.fit` refuses integers
 * - `yPred`: float32 `[N,H,W,C]`
 *
 * tfjs averages it over batches, which is not the score of the data set: use it to watch a training, and
 * `segmentationMetrics` to report. As one NaN would make the average of an epoch NaN, a class of a `binary` or
 * `multilabel` task that is neither there nor found scores 1. Labels are not checked; counts are exact to 2²⁴ pixels.
 *
 * @throws OptionError for unknown or impossible options; the function throws ShapeError where shapes differ.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { metricFunction } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('cpu');
 * const model = layers.sequential({
 *   layers: [layers.layers.conv2d({ inputShape: [8, 8, 3], filters: 1, kernelSize: 1 })],
 * });
 * const metrics = [metricFunction('dice', { task: 'binary' }), metricFunction('iou', { task: 'binary' })];
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics });
 * ```
 */
export function metricFunction(
  score: MetricFunctionScore,
  options: MetricFunctionOptions,
): (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Scalar {
  const settings = readOptions(score, options);
  const { task, reduction, zeroDivision, name } = settings;
  const [numerator, denominator] = ratios[score];
  const metric = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      checkBatch(score, task, yTrue, yPred);
      const perClass =
        task === 'multilabel' ? countMultilabel(yTrue, yPred, settings) : countClasses(yTrue, yPred, settings);
      const counts = reduction === 'micro' ? tf.sum(perClass, 1, true) : perClass; // [4,C] or [4,1]
      const weigh = (weights: readonly number[]): tf.Tensor =>
        tf.sum(tf.mul(counts, tf.tensor2d(weights as number[], [4, 1])), 0);
      const below = weigh(denominator);
      const isDefined = tf.greater(below, 0);
      const value = tf.div(weigh(numerator), tf.maximum(below, 1));
      if (!Number.isNaN(zeroDivision)) return tf.mean(tf.where(isDefined, value, tf.fill(value.shape, zeroDivision)));
      return tf.div<tf.Scalar>(tf.sum(value), tf.sum(tf.cast(isDefined, 'float32'))); // undefined ones are 0 / 1
    });
  return Object.defineProperty(metric, 'name', { value: name });
}

interface Settings extends Required<Omit<MetricFunctionOptions, 'ignoreIndex'>> {
  readonly ignoreIndex: number | undefined;
}

function readOptions(score: MetricFunctionScore, options: MetricFunctionOptions): Settings {
  const where = 'metricFunction';
  checkOneOf(where, 'score', score, Object.keys(ratios) as MetricFunctionScore[]);
  checkOptionNames(where, options, [
    'task',
    'ignoreIndex',
    'threshold',
    'fromLogits',
    'reduction',
    'zeroDivision',
    'name',
  ]);
  const { task, ignoreIndex, threshold = 0.5, fromLogits = true, reduction = 'macro', name = score } = options;
  const { zeroDivision = task === 'multiclass' ? Number.NaN : 1 } = options;
  checkOneOf(where, 'task', task, tasks);
  checkOneOf(where, 'reduction', reduction, ['macro', 'micro']);
  checkNumber(where, 'threshold', threshold, { min: 0, max: 1 });
  if (!Number.isNaN(zeroDivision)) checkNumber(where, 'zeroDivision', zeroDivision);
  return { task, ignoreIndex, threshold, fromLogits, reduction, zeroDivision, name };
}

function checkBatch(score: string, task: Task, yTrue: tf.Tensor, yPred: tf.Tensor): void {
  const pixels = yPred.shape.slice(0, 3);
  const actual = yTrue.shape.join();
  const channelsFit = task === 'binary' ? yPred.shape[3] === 1 : yPred.rank === 4;
  const fits = task === 'multilabel' ? [yPred.shape.join()] : [pixels.join(), [...pixels, 1].join()];
  if (yPred.rank === 4 && channelsFit && fits.includes(actual)) return;
  throw new ShapeError(
    `${score}: yTrue ${describeShape(yTrue.shape)} and yPred ${describeShape(yPred.shape)} do not fit a ${task} task. ` +
      `Give ${task === 'multilabel' ? '[N,H,W,K] and [N,H,W,K]' : `[N,H,W] and [N,H,W,${task === 'binary' ? 1 : 'C'}]`}.`,
    { actual: yTrue.shape },
  );
}

/** TP, FP, FN and TN of each class, `[4,C]`; for `binary` of the foreground. */
function countClasses(yTrue: tf.Tensor, yPred: tf.Tensor, settings: Settings): tf.Tensor2D {
  const { task } = settings;
  const classes = task === 'binary' ? 2 : yPred.shape[3]!;
  const decisions = task === 'binary' ? positive(yPred, settings) : tf.argMax(yPred, -1);
  const matrix = tf.reshape(countPairs(yTrue, decisions, tf.scalar(0, 'int32'), classes, 1, settings), [
    classes,
    classes,
  ]);
  const tp = tf.sum(tf.mul(matrix, tf.eye(classes)), 0);
  const rows = tf.sum(matrix, 1);
  const columns = tf.sum(matrix, 0);
  const fp = tf.sub(columns, tp);
  const fn = tf.sub(rows, tp);
  const tn = tf.sub(tf.sub(tf.sum(matrix), rows), fp);
  const counts = tf.stack([tp, fp, fn, tn]) as tf.Tensor2D; // [4,C]
  return task === 'binary' ? tf.slice(counts, [0, 1], [4, 1]) : counts;
}

function countMultilabel(yTrue: tf.Tensor, yPred: tf.Tensor, settings: Settings): tf.Tensor2D {
  const classes = yPred.shape[3]!;
  const offsets = tf.mul(tf.range(0, classes, 1, 'int32'), tf.scalar(4, 'int32')); // [K]
  const cells = countPairs(yTrue, positive(yPred, settings), offsets, 2, classes, settings);
  const [tn, fp, fn, tp] = tf.unstack(tf.reshape(cells, [classes, 4]), 1);
  return tf.stack([tp, fp, fn, tn]) as tf.Tensor2D;
}

/** How often each pair of label and decision comes up among valid pixels, for each offset. */
function countPairs(
  yTrue: tf.Tensor,
  decisions: tf.Tensor,
  offsets: tf.Tensor,
  labels: number,
  tables: number,
  { ignoreIndex }: Settings,
): tf.Tensor {
  const truth = tf.reshape(tf.cast(yTrue, 'int32'), decisions.shape);
  const valid =
    ignoreIndex === undefined
      ? tf.onesLike(truth)
      : tf.cast(tf.notEqual(truth, tf.scalar(ignoreIndex, 'int32')), 'int32');
  const pairs = tf.add(tf.mul(truth, tf.scalar(labels, 'int32')), decisions);
  const index = tf.mul(tf.add(pairs, offsets), valid); // an ignored pixel counts nothing, anywhere
  const flat = (tensor: tf.Tensor): tf.Tensor1D => tf.reshape(tensor, [tensor.size]);
  return tf.cast(tf.bincount(flat(index), flat(tf.cast(valid, 'float32')), labels * labels * tables), 'float32');
}

/** 1 where the probability is at least the threshold, else 0, of the shape of `yPred`. */
function positive(yPred: tf.Tensor, { threshold, fromLogits }: Settings): tf.Tensor {
  const cut = fromLogits ? Math.log(threshold / (1 - threshold)) : threshold;
  return tf.cast(tf.greaterEqual(yPred, tf.scalar(cut)), 'int32');
}
