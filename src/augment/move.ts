import type { Border } from '../raster/border.js';
import type { Matrix } from '../raster/matrix.js';
import type { Size } from '../raster/resize.js';

/** How new pixels are made of old ones, and what lies outside the picture. */
export interface Sampling {
  /** How the picture is read between its pixels. */
  readonly interpolation: 'nearest' | 'bilinear' | 'bicubic';
  /** How the mask is read: the nearest label, or the label that weighs most among the four around (`labelLinear`). */
  readonly maskInterpolation: 'nearest' | 'labelLinear';
  /** What lies outside the picture, the mask and the weights. */
  readonly border: Border;
  /** The picture's values outside under a `constant` border. */
  readonly fill: number | readonly number[];
  /** The label outside under a `constant` border. */
  readonly maskFill: number;
}

/** How a geometric transform moves the pixels: what neighbouring transforms are fused by, and inverses made of. */
export interface Move {
  /** The size afterwards. */
  readonly size: Size;
  /** Where pixels go: from places before to places afterwards. */
  readonly matrix: Matrix;
  /** Absent where every new pixel is one old pixel, and none comes from outside: flips, quarter turns and crops. */
  readonly sampling?: Sampling;
}
