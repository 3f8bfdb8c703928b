import * as tf from '@tensorflow/tfjs-core';
import { ShapeError } from '../../core/errors.js';

/**
 * How the channels of a block are ordered: `torch` has the output channel first (`c·r² + row·r + column`), `tensorflow`
 * has it last (`(row·r + column)·C + c`).
 */
export type ShuffleOrder = 'torch' | 'tensorflow';

/** Options of {@link pixelShuffle} and {@link pixelUnshuffle}. */
export interface PixelShuffleOptions {
  /** Height and width of a block; 2 by default. */
  readonly blockSize?: number;
  /** `torch` by default. */
  readonly order?: ShuffleOrder;
}

/**
 * Lays channels out as blocks of pixels: `[N,H,W,C·r²]` to `[N,H·r,W·r,C]`. (tfjs's `depthToSpace` has no gradient.)
 *
 * @throws ShapeError if r² does not divide the channels.
 * @see Shi et al., Real-Time Single Image and Video Super-Resolution, 2016
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pixelShuffle } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(pixelShuffle(tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4])).shape); // [1, 2, 2, 1]
 * ```
 */
export function pixelShuffle(
  x: tf.Tensor4D,
  { blockSize: r = 2, order = 'torch' }: PixelShuffleOptions = {},
): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  const out = channels / (r * r);
  if (!Number.isInteger(out)) {
    const message = `pixelShuffle: ${channels} channels are not divisible by ${r * r} (blockSize²). Use a multiple of it.`;
    throw new ShapeError(message, { actual: x.shape });
  }
  return tf.tidy(() => {
    const blocks =
      order === 'torch'
        ? tf.transpose(tf.reshape(x, [count, height, width, out, r, r]), [0, 1, 4, 2, 5, 3])
        : tf.transpose(tf.reshape(x, [count, height, width, r, r, out]), [0, 1, 3, 2, 4, 5]);
    return tf.reshape(blocks, [count, height * r, width * r, out]);
  });
}

/**
 * Undoes {@link pixelShuffle}: `[N,H·r,W·r,C]` to `[N,H,W,C·r²]`.
 *
 * @throws ShapeError if r does not divide height and width.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { pixelUnshuffle } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(pixelUnshuffle(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])).shape); // [1, 1, 1, 4]
 * ```
 */
export function pixelUnshuffle(
  x: tf.Tensor4D,
  { blockSize: r = 2, order = 'torch' }: PixelShuffleOptions = {},
): tf.Tensor4D {
  const [count, height, width, channels] = x.shape;
  if (height % r !== 0 || width % r !== 0) {
    const message = `pixelUnshuffle: height ${height} and width ${width} are not both divisible by ${r}. Pad first.`;
    throw new ShapeError(message, { actual: x.shape });
  }
  return tf.tidy(() => {
    const blocks = tf.reshape(x, [count, height / r, r, width / r, r, channels]);
    const gathered = tf.transpose(blocks, order === 'torch' ? [0, 1, 3, 5, 2, 4] : [0, 1, 3, 2, 4, 5]);
    return tf.reshape(gathered, [count, height / r, width / r, channels * r * r]);
  });
}
