import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { checkPair } from '../convolution/padding.js';
import { adaptivePool } from '../pooling/adaptivePool.js';
import { resizeBilinear, resizeNearest } from './resize.js';
import { resizeBicubic } from './resizeBicubic.js';
import { upsample } from './upsample.js';

/**
 * How a picture is resized, as PyTorch's `F.interpolate` names it: `nearest` takes the pixel at `floor(i·in/out)`,
 * `nearestExact` that under the centre, `bilinear` and `bicubic` blend two and four on each axis, `area` averages those that
 * an output covers.
 */
export type InterpolateMethod = 'nearest' | 'nearestExact' | 'bilinear' | 'bicubic' | 'area';

/** All methods, for validation. */
export const interpolateMethods: readonly InterpolateMethod[] = [
  'nearest',
  'nearestExact',
  'bilinear',
  'bicubic',
  'area',
];

/** Options of {@link interpolate}. */
export interface InterpolateOptions {
  /** `bilinear` by default. */
  readonly method?: InterpolateMethod;
  /**
   * Where the samples of `bilinear` lie: `halfPixel`, the default, is PyTorch's `align_corners=False`, `alignCorners` its
   * `True`. The other methods have half-pixel centres alone.
   */
  readonly coordinates?: 'halfPixel' | 'alignCorners';
}

/**
 * Resizes feature maps with the right gradient, as PyTorch's `F.interpolate` does, without antialiasing.
 *
 * `x` is `[N,H,W,C]`, `size` is `[height, width]`.
 *
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { interpolate } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const x = tf.tensor4d([0, 6], [1, 1, 2, 1]);
 * console.log(interpolate(x, [1, 4], { coordinates: 'alignCorners' }).dataSync()); // 0, 2, 4, 6
 * ```
 */
export function interpolate(
  x: tf.Tensor4D,
  size: readonly [height: number, width: number],
  options: InterpolateOptions = {},
): tf.Tensor4D {
  checkInterpolateOptions('interpolate', options);
  checkPair('interpolate', 'size', size);
  const { method = 'bilinear', coordinates = 'halfPixel' } = options;
  const scales = [size[0] / x.shape[1], size[1] / x.shape[2]];
  if (scales[0] === 1 && scales[1] === 1) return tf.clone(x);
  const scale = scales[0] === scales[1] && Number.isInteger(scales[0]) ? scales[0] : undefined;
  if (scale !== undefined && blocksOnly.includes(method)) return upsample(x, { scale });
  switch (method) {
    case 'nearest':
      return resizeNearest(x, size);
    case 'nearestExact':
      return resizeNearest(x, size, { coordinates: 'halfPixel' });
    case 'bicubic':
      return resizeBicubic(x, size);
    case 'area':
      return adaptivePool(x, { kind: 'average', size });
    case 'bilinear':
      return scale === 2 && coordinates === 'halfPixel'
        ? upsample(x, { method: 'bilinear' })
        : resizeBilinear(x, size, { coordinates });
  }
}

/** What repeats each pixel where the scale is a whole number. */
const blocksOnly: readonly InterpolateMethod[] = ['nearest', 'nearestExact', 'area'];

/** Refuses options that cannot be. */
export function checkInterpolateOptions(where: string, options: InterpolateOptions): void {
  checkOptionNames(where, options, ['method', 'coordinates']);
  const { method = 'bilinear', coordinates = 'halfPixel' } = options;
  checkOneOf(where, 'method', method, interpolateMethods);
  checkOneOf(where, 'coordinates', coordinates, ['halfPixel', 'alignCorners']);
  if (coordinates === 'halfPixel' || method === 'bilinear') return;
  throw new OptionError(
    `${where}: coordinates "alignCorners" is for method "bilinear" alone, got "${method}". Leave it out.`,
    { option: 'coordinates', value: coordinates },
  );
}
