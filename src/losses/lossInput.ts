import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '../core/task.js';
import { isSoft } from './checkInput.js';
import { handGradient } from './handGradient.js';
import type { CommonOptions } from './lossOptions.js';

/**
 * What a loss computes with: checked, flat over the pixels of a picture, and harmless where pixels are ignored.
 *
 * What costs time is made when it is first asked for, once, so that losses that are combined share it.
 */
export interface LossInput {
  readonly task: Task;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `H·W`, the P of the shapes below. */
  readonly pixels: number;
  readonly channels: number;
  /** `yPred`, 0 where ignored, `[N,P,K]`. */
  readonly prediction: tf.Tensor3D;
  /** Sigmoid or softmax of the prediction, or the prediction itself, `[N,P,K]`. */
  readonly probabilities: tf.Tensor3D;
  /** The truth, one channel a class, all 0 where ignored, `[N,P,K]`; parts of classes where the labels are soft. */
  readonly truth: tf.Tensor3D;
  /** Whether all values of `truth` are 0 and 1. */
  readonly isHard: boolean;
  /** 1 where `yTrue` counts, else 0: `[N,P,1]`, or `[N,P,K]` for `multilabel`. Absent: everything counts. */
  readonly valid: tf.Tensor3D | undefined;
  /** How much every entry counts, validity times weight, in the shape of `valid`. Absent: 1. */
  readonly mass: tf.Tensor3D | undefined;
}

/** Flattens and cleans checked tensors. Call it within a tidy. */
export function makeLossInput(
  { task, fromLogits, ignoreIndex }: CommonOptions,
  yTrue: tf.Tensor,
  yPred: tf.Tensor,
  weight: tf.Tensor | undefined,
): LossInput {
  const [batch, height, width, channels] = yPred.shape;
  const pixels = height * width;
  const soft = isSoft({ task }, yTrue, yPred);
  const maskChannels = task === 'multilabel' ? channels : 1;
  const labels = tf.reshape(yTrue, [batch, pixels, soft ? channels : maskChannels]) as tf.Tensor3D;
  const isValid = once(() => {
    if (ignoreIndex === undefined) return undefined;
    // Soft labels are −1 in every channel of a pixel that does not count.
    if (soft) return tf.greaterEqual(tf.slice(labels, [0, 0, 0], [-1, -1, 1]), 0);
    return tf.notEqual(labels, tf.scalar(ignoreIndex, labels.dtype as 'int32'));
  });
  const valid = once(() => {
    const mask = isValid();
    return mask && (tf.cast(mask, 'float32') as tf.Tensor3D);
  });
  const weightMap = once(() => weight && (tf.reshape(tf.cast(weight, 'float32'), [batch, pixels, 1]) as tf.Tensor3D));
  const mass = once(() => {
    const mask = valid();
    const map = weightMap();
    if (!map) return mask;
    return mask ? tf.mul<tf.Tensor3D>(mask, map) : spread(map, maskChannels);
  });
  const prediction = once(() => {
    const flat = tf.reshape(tf.cast(yPred, 'float32'), [batch, pixels, channels]) as tf.Tensor3D;
    const mask = valid();
    return mask ? zeroWhereIgnored(flat, mask) : flat;
  });
  const probabilities = once(() => {
    if (!fromLogits) return prediction();
    return task === 'multiclass' ? tf.softmax(prediction()) : tf.sigmoid(prediction());
  });
  const truth = once(() => {
    const mask = isValid();
    if (soft) return mask ? tf.mul<tf.Tensor3D>(labels, spread(valid() as tf.Tensor3D, channels)) : labels;
    const filler = tf.fill(labels.shape, task === 'multiclass' ? -1 : 0, labels.dtype as 'int32');
    const safe = mask ? tf.where(mask, labels, filler) : labels;
    if (task !== 'multiclass') return tf.cast(safe, 'float32') as tf.Tensor3D;
    // The row of label −1 is all zeros. Not oneHot of dtype float32: on wasm that writes whole numbers.
    return tf.cast(tf.oneHot(tf.reshape(safe, [batch, pixels]), channels), 'float32') as tf.Tensor3D;
  });

  return {
    task,
    batch,
    height,
    width,
    pixels,
    channels,
    isHard: !soft && (task !== 'multilabel' || yTrue.dtype !== 'float32'),
    get prediction() {
      return prediction();
    },
    get probabilities() {
      return probabilities();
    },
    get truth() {
      return truth();
    },
    get valid() {
      return valid();
    },
    get mass() {
      return mass();
    },
  };
}

/** A selection and not a product: NaN · 0 is NaN. */
function zeroWhereIgnored(x: tf.Tensor3D, valid: tf.Tensor3D): tf.Tensor3D {
  return handGradient(x, {
    constants: [valid],
    forward: (values) => tf.where(tf.cast(spread(valid, x.shape[2]), 'bool'), values, tf.zeros(x.shape)),
    backward: (dy, _, mask) => tf.mul(dy, mask),
  });
}

/** Repeats `[N,P,1]` over channels. A product with ones: tiling is 40 times slower on wasm. */
export function spread(x: tf.Tensor3D, channels: number): tf.Tensor3D {
  if (x.shape[2] === channels) return x;
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, 1]), tf.ones([1, channels])), [x.shape[0], x.shape[1], channels]);
}

/** The probabilities, 0 where ignored, for losses that look at neighbours. */
export function validProbabilities({ probabilities, valid, channels }: LossInput): tf.Tensor3D {
  return valid ? tf.mul(probabilities, spread(valid, channels)) : probabilities;
}

/** A value that is made when first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
