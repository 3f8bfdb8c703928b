import * as tf from '@tensorflow/tfjs-core';
import { OptionError, ShapeError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import type { Task } from '../core/task.js';
import { describeLoss } from './defineLoss.js';
import type { Loss } from './loss.js';
import { checkNumbers } from './lossOptions.js';

/** A loss of several outputs of a model, the finest first, or of the finest alone. */
export interface DeepSupervisionLoss {
  (yTrue: tf.Tensor, yPred: tf.Tensor | readonly tf.Tensor[], weight?: tf.Tensor): tf.Scalar;
  readonly lossName: string;
  readonly task: Task;
  readonly fromLogits: boolean;
  readonly severalOutputs: true;
  atEpoch(epoch: number): DeepSupervisionLoss;
}

/**
 * A loss on every resolution at which a model puts out a prediction: `Σ wᵢ·loss(yTrueᵢ, yPredᵢ)`.
 *
 * `yPred` is a list, the finest output first; truth and pixel weights are brought to the size of each by taking the
 * pixel nearest to the centre. Without `weights`, each output counts half as much as the one before, and together they
 * count 1, as in nnU-Net; weights that you give are taken as they are. A single tensor is taken as the finest output
 * and gives the plain loss, so that a model can be judged by what it will be used for.
 *
 * @throws {@link OptionError} if the weights are not numbers of at least 0, or not one an output; {@link ShapeError} if
 *   an output is larger than the truth.
 * @see Lee et al., "Deeply-Supervised Nets", AISTATS 2015.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { deepSupervision, diceLoss } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const loss = deepSupervision(diceLoss(), [1, 0.5]);
 * const yTrue = tf.ones([1, 8, 8], 'int32');
 * const outputs = [tf.zeros([1, 8, 8, 1]), tf.zeros([1, 4, 4, 1])];
 * console.log(loss(yTrue, outputs).shape); // []
 * ```
 */
export function deepSupervision(loss: Loss, weights?: readonly number[]): DeepSupervisionLoss {
  if (weights !== undefined) checkNumbers('deepSupervision', 'weights', weights);
  const run = (yTrue: tf.Tensor, yPred: tf.Tensor | readonly tf.Tensor[], weight?: tf.Tensor): tf.Scalar => {
    if (!isList(yPred)) return loss(yTrue, yPred, weight);
    const shares = weights ?? halvingWeights(yPred.length);
    if (shares.length !== yPred.length) {
      throw new OptionError(
        `deepSupervision: there are ${shares.length} weights for ${yPred.length} outputs. Give one an output, the finest first.`,
        { option: 'weights', value: weights },
      );
    }
    return tf.tidy(() => {
      const values = yPred.flatMap((output, i) => {
        if (shares[i] === 0) return [];
        const truth = sampleTo(yTrue, output);
        return [tf.mul<tf.Scalar>(loss(truth, output, weight && sampleTo(weight, output)), shares[i])];
      });
      return tf.addN(values);
    });
  };
  Object.defineProperty(run, 'name', { value: 'deepSupervision' });
  const { task, fromLogits } = loss;
  const atEpoch = (epoch: number): DeepSupervisionLoss => deepSupervision(loss.atEpoch?.(epoch) ?? loss, weights);
  const settings = { loss: describeLoss(loss), weights };
  return Object.assign(run, {
    lossName: 'deepSupervision',
    task,
    fromLogits,
    settings,
    severalOutputs: true as const,
    atEpoch,
  });
}

function isList(yPred: tf.Tensor | readonly tf.Tensor[]): yPred is readonly tf.Tensor[] {
  return Array.isArray(yPred);
}

/** 1, ½, ¼ …, scaled to sum to 1. */
export function halvingWeights(count: number): number[] {
  const halves = Array.from({ length: count }, (_, i) => 0.5 ** i);
  const total = halves.reduce((sum, half) => sum + half, 0);
  return halves.map((half) => half / total);
}

/** Rows and columns of `x` `[N,H,W,…]` nearest to the centres of the pixels of `output`. */
function sampleTo(x: tf.Tensor, output: tf.Tensor): tf.Tensor {
  return [1, 2].reduce((sampled, axis) => {
    const [from, to] = [x.shape[axis], output.shape[axis]];
    if (from === to) return sampled;
    if (!(to < from)) {
      throw new ShapeError(
        `deepSupervision: an output is ${describeShape(output.shape)}, larger than the truth ${describeShape(x.shape)}. ` +
          `Outputs may be as large as the truth or smaller.`,
        { expected: x.shape, actual: output.shape },
      );
    }
    const places = Int32Array.from({ length: to }, (_, i) => Math.floor(((i + 0.5) * from) / to));
    return tf.gather(sampled, tf.tensor1d(places, 'int32'), axis);
  }, x);
}
