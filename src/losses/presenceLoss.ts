import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import { type Task, tasks } from '../core/task.js';
import type { ClassificationLoss } from './auxiliaryLoss.js';

/** Options of {@link presenceLoss}. */
export interface PresenceLossOptions {
  /** What a pixel may be; `binary` by default. */
  readonly task?: Task;
  /** The label of pixels that count for nothing. */
  readonly ignoreIndex?: number;
}

/**
 * How well a model says which classes a picture shows: the mean binary cross-entropy of one logit a class, `[N,K]`. What
 * is there is read from the masks: a class is if one pixel is of it. Of soft labels, the largest part of a class is taken
 * for the probability that it is there.
 *
 * @throws {@link ShapeError} if there is not one logit a class (one alone for `binary`).
 * @see Huang et al., "UNet 3+", ICASSP 2020, whose classification-guided module is trained like this.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { presenceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const masks = tf.tensor3d([0, 0, 0, 1], [2, 1, 2], 'int32'); // of two pictures, the second shows the class
 * console.log(presenceLoss()(masks, tf.tensor2d([-9, 9], [2, 1])).dataSync()[0] < 0.001); // true
 * ```
 */
export function presenceLoss(options: PresenceLossOptions = {}): ClassificationLoss {
  checkOptionNames('presenceLoss', options, ['task', 'ignoreIndex']);
  const { task = 'binary', ignoreIndex } = options;
  checkOneOf('presenceLoss', 'task', task, tasks);
  const loss = (yTrue: tf.Tensor, scores: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      const truth = yTrue.rank === 4 ? largestParts(yTrue, ignoreIndex) : occurring(yTrue, task, scores.shape[1] ?? 0);
      if (scores.rank !== 2 || truth.shape[1] !== scores.shape[1]) {
        throw new ShapeError(
          `presenceLoss: scores are ${describeShape(scores.shape)}, but the masks have ${truth.shape[1]} ` +
            `${truth.shape[1] === 1 ? 'class' : 'classes'}. Give [N,K], one logit a class.`,
          { expected: truth.shape, actual: scores.shape },
        );
      }
      return tf.losses.sigmoidCrossEntropy(truth, scores) as tf.Scalar;
    });
  return Object.assign(loss, { lossName: 'presenceLoss', settings: { ...options } });
}

/** Of labels `[N,H,W]`, 1 for each class that a picture shows, `[N,K]`. */
function occurring(labels: tf.Tensor, task: Task, classes: number): tf.Tensor2D {
  const shown = task === 'binary' ? [1] : Array.from({ length: classes }, (_, label) => label);
  // A class at a time: all of them at once would take as much memory as the probabilities.
  const planes = shown.map((label) => tf.cast(tf.any(tf.equal(labels, tf.scalar(label, 'int32')), [1, 2]), 'float32'));
  return tf.stack(planes, 1) as tf.Tensor2D;
}

/** Of parts of classes `[N,H,W,K]`, the largest in the picture; −1, as soft labels have it, and `ignoreIndex` do not count. */
function largestParts(parts: tf.Tensor, ignoreIndex: number | undefined): tf.Tensor2D {
  const counting =
    ignoreIndex === undefined ? parts : tf.where(tf.equal(parts, tf.scalar(ignoreIndex)), tf.zerosLike(parts), parts);
  return tf.clipByValue(tf.max(counting, [1, 2]), 0, 1) as tf.Tensor2D;
}
