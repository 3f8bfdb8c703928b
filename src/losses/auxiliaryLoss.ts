import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import type { Task } from '../core/task.js';
import { describeLoss } from './defineLoss.js';
import type { Loss } from './loss.js';

/**
 * A function of masks, as a {@link Loss} takes them, and of the scores `[N,K]` that a model gives whole pictures.
 *
 * What it takes is not disposed; the scalar is the caller's.
 */
export interface ClassificationLoss {
  (yTrue: tf.Tensor, scores: tf.Tensor): tf.Scalar;
  /** The name of the function that made it. */
  readonly lossName?: string;
  /** The options that it was made with: a run that is resumed needs the same. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A loss of predictions and scores of a model, or of its first prediction alone. */
export interface AuxiliaryLoss {
  (yTrue: tf.Tensor, yPred: tf.Tensor | readonly tf.Tensor[], weight?: tf.Tensor): tf.Scalar;
  readonly lossName: string;
  readonly task: Task;
  readonly fromLogits: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly severalOutputs: boolean;
  readonly readsScores: true;
  atEpoch(epoch: number): AuxiliaryLoss;
}

/** Options of {@link auxiliaryLoss}. */
export interface AuxiliaryLossOptions {
  /** How much the classification counts, next to the segmentation's 1; 1 by default. */
  readonly weight?: number;
}

/**
 * A loss for a model that puts out predictions and, after them, scores of the whole picture `[N,K]`:
 * `loss(predictions) + weight · classification(scores)`.
 *
 * A model of several predictions needs a loss of several, `auxiliaryLoss(deepSupervision(…), …)`. A single tensor is
 * taken as the prediction and gives the plain loss, so that a model can be judged by what it will be used for.
 *
 * @throws {@link OptionError} for unknown options and a weight below 0; {@link ShapeError} for outputs that are neither.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { auxiliaryLoss, diceLoss, presenceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = auxiliaryLoss(diceLoss(), presenceLoss(), { weight: 0.1 });
 * const yTrue = tf.ones([1, 8, 8], 'int32');
 * console.log(loss(yTrue, [tf.zeros([1, 8, 8, 1]), tf.zeros([1, 1])]).shape); // []
 * ```
 */
export function auxiliaryLoss(
  loss: Loss,
  classification: ClassificationLoss,
  options: AuxiliaryLossOptions = {},
): AuxiliaryLoss {
  checkOptionNames('auxiliaryLoss', options, ['weight']);
  const { weight: share = 1 } = options;
  checkNumber('auxiliaryLoss', 'weight', share, { min: 0 });
  const run = (yTrue: tf.Tensor, yPred: tf.Tensor | readonly tf.Tensor[], weight?: tf.Tensor): tf.Scalar => {
    if (!isList(yPred)) return loss(yTrue, yPred, weight);
    const { predictions, scores } = sortOutputs(yPred);
    return tf.tidy(() => {
      // A loss of several outputs takes the list.
      const prediction = predictions.length === 1 ? predictions[0] : (predictions as unknown as tf.Tensor);
      const terms = scores.map((each) => tf.mul<tf.Scalar>(classification(yTrue, each), share));
      return tf.addN([loss(yTrue, prediction, weight), ...terms]);
    });
  };
  Object.defineProperty(run, 'name', { value: 'auxiliaryLoss' });
  const { task, fromLogits, severalOutputs = false } = loss;
  const { lossName = 'a function', settings } = classification;
  return Object.assign(run, {
    lossName: 'auxiliaryLoss',
    task,
    fromLogits,
    settings: { loss: describeLoss(loss), classification: { lossName, ...settings }, weight: share },
    severalOutputs,
    readsScores: true as const,
    atEpoch: (epoch: number) => auxiliaryLoss(loss.atEpoch?.(epoch) ?? loss, classification, options),
  });
}

function isList(yPred: tf.Tensor | readonly tf.Tensor[]): yPred is readonly tf.Tensor[] {
  return Array.isArray(yPred);
}

function sortOutputs(outputs: readonly tf.Tensor[]): { predictions: tf.Tensor[]; scores: tf.Tensor[] } {
  const ofRank = (rank: number): tf.Tensor[] => outputs.filter((output) => output.rank === rank);
  const [predictions, scores] = [ofRank(4), ofRank(2)];
  if (predictions.length > 0 && predictions.length + scores.length === outputs.length) return { predictions, scores };
  const shapes = outputs.map(({ shape }) => describeShape(shape)).join(', ');
  throw new ShapeError(`auxiliaryLoss: the outputs are ${shapes}. Give predictions [N,H,W,C] and then scores [N,K].`, {
    expected: [null, null, null, null],
    actual: outputs[0].shape,
  });
}
