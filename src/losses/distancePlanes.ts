import * as tf from '@tensorflow/tfjs-core';
import { signedDistanceTransform } from '../raster/distanceTransform.js';
import type { LossInput } from './lossInput.js';

/**
 * The signed distances to the edge of what is above 0.5, for every picture and every channel with a weight,
 * `[N,P,K]`: positive outside, negative inside, 0 in planes that are empty or full.
 *
 * They are computed on the CPU from values that are read from the backend, and are constants.
 */
export function distancePlanes(
  planes: tf.Tensor3D,
  { batch, height, width, pixels, channels }: LossInput,
  weights: readonly number[],
  form: 'plain' | 'kervadec',
): tf.Tensor3D {
  const values = planes.dataSync();
  const distances = new Float32Array(values.length);
  const data = new Uint8Array(pixels);
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < channels; k++) {
      if (weights[k] === 0) continue;
      const start = n * pixels * channels + k;
      for (let i = 0; i < pixels; i++) data[i] = values[start + i * channels] > 0.5 ? 1 : 0;
      const plane = signedDistanceTransform({ data, width, height }, { form });
      for (let i = 0; i < pixels; i++) distances[start + i * channels] = plane[i];
    }
  }
  return tf.tensor3d(distances, [batch, pixels, channels]);
}

/** The mean of `x` over valid entries of channels with a weight, weighted by them; pixel weights multiply `x`. */
export function channelMean(x: tf.Tensor3D, input: LossInput, weights: readonly number[]): tf.Scalar {
  const { valid, mass, batch, pixels } = input;
  const row = tf.tensor1d([...weights]);
  const sum = tf.sum(tf.mul(mass ? tf.mul(x, mass) : x, row));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!valid) return tf.div(sum, batch * pixels * total);
  // The weights of all entries: those of [N,P,1] count for every channel.
  const counted = valid.shape[2] === 1 ? tf.mul(tf.sum(valid), total) : tf.sum(tf.mul(valid, row));
  return tf.div(sum, tf.maximum(counted, Math.min(...weights.filter((weight) => weight > 0))));
}
