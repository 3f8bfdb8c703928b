import type { Place } from './place.js';

/**
 * A projective map of the plane, row by row: `[a, b, c, d, e, f, g, h, i]` takes (x, y) to
 * `((a·x + b·y + c) / w, (d·x + e·y + f) / w)` with `w = g·x + h·y + i`. Pixel centres lie at whole numbers, x runs to
 * the right and y down. Affine maps end in `0, 0, 1`.
 */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Moves nothing. */
export const identityMatrix: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Moves to the right and down. */
export const translation = (x: number, y: number): Matrix => [1, 0, x, 0, 1, y, 0, 0, 1];

/** The map that does `first`, and then `second`: the product second · first. */
export function chain(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f, g, h, i] = second;
  const column = (k: 0 | 1 | 2): [number, number, number] => {
    const [x, y, z] = [first[k], first[k + 3], first[k + 6]];
    return [a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z];
  };
  const [left, middle, right] = [column(0), column(1), column(2)];
  return [left[0], middle[0], right[0], left[1], middle[1], right[1], left[2], middle[2], right[2]];
}

/** The map back, by the adjugate; `undefined` where several places become one. */
export function invert(matrix: Matrix): Matrix | undefined {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const adjugate = [
    ...[e * i - f * h, c * h - b * i, b * f - c * e],
    ...[f * g - d * i, a * i - c * g, c * d - a * f],
    ...[d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  if (determinant === 0 || !Number.isFinite(1 / determinant)) return undefined;
  return adjugate.map((value) => value / determinant + 0) as unknown as Matrix; // + 0: no negative zeros
}

/** Where a place goes. */
export function movePlace(matrix: Matrix, { x, y }: Place): Place {
  const w = matrix[6] * x + matrix[7] * y + matrix[8];
  return {
    x: (matrix[0] * x + matrix[1] * y + matrix[2]) / w,
    y: (matrix[3] * x + matrix[4] * y + matrix[5]) / w,
  };
}

/** Whether it is exactly the identity. */
export const isIdentity = (matrix: Matrix): boolean => matrix.every((value, i) => value === identityMatrix[i]);
