import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BackendError, ShapeError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { fittingSize } from '../core/shapes.js';
import { collate } from '../data/collate.js';
import { getMetadata, type ModelMetadata } from '../models/metadata.js';
import { crop } from '../raster/crop.js';
import type { LabelMap } from '../raster/labelMap.js';
import { pad } from '../raster/pad.js';
import type { Raster } from '../raster/raster.js';
import { resize, type Size } from '../raster/resize.js';

import { decodeProbabilities } from './decodeProbabilities.js';

/** Options of {@link segment}. */
export interface SegmentOptions {
  /**
   * Width and height that the picture is resized to before a model of any input size reads it; one number for a square.
   * Give the size that it was trained at, unless pictures are alike in scale. Default: the picture's own size.
   */
  readonly size?: number | Size;
  /** From this probability on, 0 … 1, a pixel belongs to its class (`binary` and `multilabel`). Default 0.5. */
  readonly threshold?: number;
}

/** What a model makes of a picture, at the picture's own size. */
export interface Segmentation {
  /**
   * `binary`: 1 where the foreground's probability reaches the threshold. `multiclass`: the likeliest class.
   * `multilabel`: the likeliest of the classes that reach the threshold, plus one; 0 where there is none.
   */
  readonly labels: LabelMap;
  /** float32 `[H,W,C]`, one channel a class (one alone for `binary`), 0 … 1. */
  readonly probabilities: Raster;
}

/**
 * Segments a picture of any size.
 *
 * A model of fixed input size gets the picture resized to it, and its probabilities are resized back bilinearly before
 * they become labels. A model of any input size gets the picture as it is, or resized to `size`, padded to a multiple of
 * the model's divisor with repeated edge pixels, and its output is cropped back.
 *
 * @throws {@link ShapeError} if the picture has another number of channels than the model reads.
 * @throws {@link BackendError} if the memory of the wasm backend, 4 GiB, does not hold the picture in every layer.
 *
 * @example
 * ```ts
 * import { segment, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [null, null, 3], depth: 2, filters: 4 });
 * const image = { data: new Uint8Array(50 * 70 * 3), width: 70, height: 50, channels: 3 };
 * const { labels, probabilities } = await segment(model, image);
 * console.log(labels.width, labels.height, probabilities.channels); // 70 50 1
 * ```
 */
export async function segment(model: LayersModel, image: Raster, options: SegmentOptions = {}): Promise<Segmentation> {
  checkOptionNames('segment', options, ['size', 'threshold']);
  const { size, threshold = 0.5 } = options;
  checkNumber('segment', 'threshold', threshold, { min: 0, max: 1 });
  const metadata = getMetadata(model);
  const { task } = metadata;
  const [, , channels] = metadata.inputShape;
  if (channels !== null && channels !== image.channels) {
    throw new ShapeError(
      `segment: the picture has ${image.channels} channels, the model reads ${channels}. Read it with { channels: ${channels} }.`,
      { expected: metadata.inputShape, actual: [image.height, image.width, image.channels] },
    );
  }
  const sized = resize(image, sizeToPredictAt(image, metadata, size));
  const whole = await predict(model, metadata, padToDivisor(sized, metadata)).catch((error: unknown) => {
    throw error instanceof BackendError ? tooLarge(sized, metadata, error) : error;
  });
  const fitting = crop(whole, { x: 0, y: 0, width: sized.width, height: sized.height });
  const probabilities = resize(fitting, { width: image.width, height: image.height });
  return { labels: decodeProbabilities(probabilities, task, threshold), probabilities };
}

/** What the model demands of width and height, else what the caller wants, else the picture's own. */
function sizeToPredictAt(image: Raster, { inputShape }: ModelMetadata, size: number | Size | undefined): Size {
  const wanted = typeof size === 'number' ? { width: size, height: size } : size;
  const [height, width] = inputShape;
  return { width: width ?? wanted?.width ?? image.width, height: height ?? wanted?.height ?? image.height };
}

/** Repeats the right and bottom edge up to the next multiple; a model that pads inside needs nothing. */
function padToDivisor(image: Raster, { divisor, minimum, pad: padding }: ModelMetadata): Raster {
  if (padding === 'auto') return image;
  const right = fittingSize(image.width, { divisor, minimum }) - image.width;
  const bottom = fittingSize(image.height, { divisor, minimum }) - image.height;
  return right + bottom === 0 ? image : pad(image, { right, bottom, border: 'replicate' });
}

/** What to do about a picture that the backend has no memory for. */
function tooLarge({ width, height }: Size, { inputShape }: ModelMetadata, cause: BackendError): BackendError {
  const cure =
    inputShape[0] === null || inputShape[1] === null ? 'Give a smaller size, cut the picture into parts' : '';
  return new BackendError(
    `segment: ${width}×${height} pixels are too many for the memory of the ${tf.getBackend()} backend. ` +
      `${cure ? `${cure}, or use` : 'Use'} a backend without its limit, such as tfjs-node. (${cause.message})`,
    { cause },
  );
}

/** Probabilities of a picture that fits the model. */
async function predict(model: LayersModel, metadata: ModelMetadata, image: Raster): Promise<Raster> {
  const { x } = collate([{ id: 'picture', image, meta: {} }], { preprocessing: metadata.preprocessing });
  const output = tf.tidy(() => {
    const [prediction] = [model.predict(tf.tensor(x.data, x.shape as number[]))].flat(); // [1,H,W,C], the finest of several
    if (metadata.activation !== 'linear') return prediction;
    return metadata.task === 'multiclass' ? tf.softmax(prediction) : tf.sigmoid(prediction);
  });
  const [, height, width, channels] = output.shape as [number, number, number, number];
  const data = (await output.data()) as Float32Array;
  output.dispose();
  return { data, width, height, channels };
}
