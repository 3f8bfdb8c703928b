import type { Border } from '../border.js';
import type { PixelData } from '../pixelGrid.js';

/** Displacements in pixels of every output pixel, row by row. */
export interface Field {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** What a warp works on, checked and prepared. */
export interface WarpJob {
  readonly source: PixelData;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly output: PixelData;
  readonly toWidth: number;
  readonly toHeight: number;
  /** Nine numbers: the matrix from output to input, its first two rows in the unit of the method. */
  readonly map: Float64Array;
  /** The binary digits to drop of an affine map of whole numbers; 0 for any other map. */
  readonly shift: number;
  /** Units of a place in a pixel, for projective maps. */
  readonly scale: number;
  /** Applied before the matrix. */
  readonly field?: Field;
  readonly border: Border;
  /** A pixel outside under a constant border, of the type of the source. */
  readonly fill: PixelData;
}
