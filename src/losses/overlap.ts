import * as tf from '@tensorflow/tfjs-core';
import { handGradient } from './handGradient.js';
import type { LossInput } from './lossInput.js';

/** Soft counts of every class, `[N,K]` for every picture or `[1,K]` for the batch. */
export interface Overlap {
  /** `Σ p·t`, or `Σ min(p, t)` */
  readonly intersection: tf.Tensor2D;
  /** `Σ p`, or `Σ p²` */
  readonly predicted: tf.Tensor2D;
  /** `Σ t`, or `Σ t²` */
  readonly present: tf.Tensor2D;
}

export interface OverlapOptions {
  /** Sums of squares in place of sums. */
  readonly squared?: boolean;
  /** How truth between 0 and 1 meets the prediction: `product` p·t, `minimum` min(p, t). The same for 0 and 1. */
  readonly softTarget?: 'product' | 'minimum';
  /** One row of counts a picture, in place of one for the batch. */
  readonly perImage?: boolean;
}

/**
 * The soft counts that Dice and its kin are made of. Ignored pixels are in none of them; weights multiply each term.
 *
 * The gradient is written by hand: `∂/∂p = m·(t·∂I + ∂S)` needs three passes over the pixels, where automatic
 * differentiation takes a dozen.
 */
export function overlap(input: LossInput, options: OverlapOptions = {}): Overlap {
  const { squared = false, softTarget = 'product', perImage = false } = options;
  const { probabilities, truth, mass, batch, channels, isHard } = input;
  // Of 0 and 1 both are the same, and tfjs takes ten times as long for a minimum as for a product.
  const isProduct = softTarget === 'product' || isHard;
  const own = <T extends tf.Tensor>(x: T): T => (squared ? tf.square(x) : x);
  const sums = handGradient(probabilities, {
    constants: mass ? [truth, mass] : [truth],
    forward: (p) => {
      const common: tf.Tensor3D = isProduct ? tf.mul(p, truth) : tf.minimum(p, truth);
      return tf.stack([sumPictures(common, input, mass), sumPictures(own(p), input, mass)]); // [2,N,K]
    },
    backward: (dy, p, t, m) => {
      const [dIntersection, dPredicted] = tf.split(tf.reshape(dy, [2 * batch, 1, channels]), 2);
      const dSize = squared ? tf.mul(p, tf.mul(dPredicted, 2)) : dPredicted;
      const slope = isProduct ? t : tf.cast(tf.less(p, t), 'float32');
      const gradient = tf.add(tf.mul(slope, dIntersection), dSize);
      return m ? tf.mul(gradient, m) : gradient;
    },
  });
  const [intersection, predicted] = tf.unstack(sums) as tf.Tensor2D[];
  return {
    intersection: sumRows(intersection, perImage),
    predicted: sumRows(predicted, perImage),
    present: sumRows(sumPictures(own(truth), input, mass), perImage),
  };
}

/** Sums over pictures, `[1,K]`, unless every picture stands for itself. */
export function sumRows(counts: tf.Tensor2D, perImage: boolean): tf.Tensor2D {
  return perImage ? counts : tf.sum(counts, 0, true);
}

/** `Σ m·x` over the pixels of every picture, `[N,K]`. Row by row: partial sums keep their digits in large pictures. */
export function sumPictures(
  x: tf.Tensor3D,
  { batch, height, width }: Pick<LossInput, 'batch' | 'height' | 'width'>,
  mass?: tf.Tensor3D,
): tf.Tensor2D {
  const channels = x.shape[2];
  const isShared = mass !== undefined && mass.shape[2] < channels;
  const terms: tf.Tensor3D = mass && !isShared ? tf.mul(x, mass) : x;
  const pixels: tf.Tensor3D = tf.reshape(terms, [batch * height, width, channels]);
  const rows = isShared ? weightedRows(mass, pixels) : tf.sum(pixels, 1);
  return tf.sum(tf.reshape(rows, [batch, height, channels]), 1);
}

/** The sum of each row of pixels, all of whose channels have one mass, as a product of matrices. */
function weightedRows(mass: tf.Tensor3D, pixels: tf.Tensor3D): tf.Tensor {
  const [rows, width] = pixels.shape;
  return tf.matMul(tf.reshape(mass, [rows, 1, width]), pixels);
}
