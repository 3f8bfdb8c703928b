import type { Border } from '../../raster/border.js';
import { isIdentity, type Matrix } from '../../raster/matrix.js';
import type { Size } from '../../raster/resize.js';
import type { Field } from '../../raster/warp/warpJob.js';

/** How a mask is read between its pixels, see {@link SamplingOptions}. */
export type MaskInterpolation = 'nearest' | 'labelLinear' | 'linear';

/** How new pixels are made of old ones. */
export interface Reading {
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic' | 'area';
  readonly maskInterpolation: MaskInterpolation;
}

/** What lies outside the picture, the mask and the weights. */
export interface Outside {
  readonly border: Border;
  /** The picture's values under a `constant` border. */
  readonly fill: number | readonly number[];
  /** The label under a `constant` border. Weights are 0 there. */
  readonly maskFill: number;
}

/**
 * How a geometric transform moves the pixels: what neighbouring transforms are fused by, and inverses are made of.
 *
 * - Neither `reading` nor `outside`: every new pixel is one old pixel, as in flips, quarter turns and crops.
 * - `outside` alone: some new pixels come from outside, as in padding.
 * - `reading` alone: a change of size that repeats the pixels of the edge.
 * - Both: a warp.
 */
export interface Move {
  /** The size afterwards. */
  readonly size: Size;
  /** Where pixels go: from places before to places afterwards. */
  readonly matrix: Matrix;
  /** What is added to each place afterwards, in pixels, before it is looked up through the matrix; worked out when needed. */
  readonly field?: () => Field;
  readonly reading?: Reading;
  readonly outside?: Outside;
}

/** Whether a move leaves everything in a picture of this size where it is. */
export const staysPut = ({ matrix, field, size }: Move, { width, height }: Size): boolean =>
  !field && size.width === width && size.height === height && isIdentity(matrix);
