import { chain, type Matrix, movePlace, translation } from '../../../raster/matrix.js';
import type { Size } from '../../../raster/resize.js';

/** What an affine map of a picture is made of. */
export interface AffineShape {
  /** Factor of the width; below 0 it mirrors. */
  readonly scaleX: number;
  /** Factor of the height. */
  readonly scaleY: number;
  /** Degrees, counter-clockwise on screen. */
  readonly rotate: number;
  /** Degrees: `x′ = x − tan(shearX) · y`. */
  readonly shearX: number;
  /** Degrees: `y′ = y − tan(shearY) · x`. */
  readonly shearY: number;
  /** Pixels to the right. */
  readonly translateX: number;
  /** Pixels down. */
  readonly translateY: number;
}

/**
 * The matrix of scale, then rotate, then shear, then translate about the picture's centre ((W − 1)/2, (H − 1)/2):
 * `M = C · T · [[1, −tan sx], [−tan sy, 1]] · [[cos r, sin r], [−sin r, cos r]] · S · C⁻¹`. It is Albumentations' matrix.
 */
export function affineMatrix(shape: AffineShape, { width, height }: Size): Matrix {
  const [cos, sin] = cosineAndSine(shape.rotate);
  const shearX = -Math.tan((shape.shearX * Math.PI) / 180);
  const shearY = -Math.tan((shape.shearY * Math.PI) / 180);
  const a = (cos - shearX * sin) * shape.scaleX;
  const b = (sin + shearX * cos) * shape.scaleY;
  const d = (shearY * cos - sin) * shape.scaleX;
  const e = (shearY * sin + cos) * shape.scaleY;
  const x = (width - 1) / 2;
  const y = (height - 1) / 2;
  return [a, b, shape.translateX + x - (a * x + b * y), d, e, shape.translateY + y - (d * x + e * y), 0, 0, 1];
}

/** Moves what a matrix makes of a picture into a frame that holds just all of it. */
export function fitFrame(matrix: Matrix, { width, height }: Size): { readonly matrix: Matrix; readonly size: Size } {
  const corners = [-0.5, width - 0.5].flatMap((x) => [-0.5, height - 0.5].map((y) => movePlace(matrix, { x, y })));
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const size = { width: wholeSide(right - left), height: wholeSide(bottom - top) };
  const shiftX = (size.width - 1) / 2 - (left + right) / 2;
  const shiftY = (size.height - 1) / 2 - (top + bottom) / 2;
  return { matrix: chain(matrix, translation(shiftX, shiftY)), size };
}

/** Rounded up, but for what rounding errors add. */
const wholeSide = (side: number): number => Math.max(1, Math.ceil(side - 1e-6));

/** Exact for quarter turns. */
function cosineAndSine(degrees: number): readonly [number, number] {
  if (degrees % 90 !== 0) {
    const angle = (degrees * Math.PI) / 180;
    return [Math.cos(angle), Math.sin(angle)];
  }
  const turns = (((degrees / 90) % 4) + 4) % 4;
  return (
    [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const
  )[turns];
}
