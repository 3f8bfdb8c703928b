import type { Kernel } from './weights.js';

/** Points that are put on a line for each pixel of its length. */
const density = 8;

/**
 * The kernel of a picture that moves along a line while it is taken: as long as `size` pixels, at an angle in degrees
 * against the clock, and through the middle pixel. `direction` from −1 to 1 says whether light comes evenly (0), or most
 * of it at one end.
 */
export function lineKernel(size: number, angle: number, direction: number): Kernel {
  const weights = new Float64Array(size * size);
  const middle = (size - 1) / 2;
  const turn = (angle * Math.PI) / 180;
  const [right, down] = [Math.cos(turn), -Math.sin(turn)];
  const count = Math.max(1, (size - 1) * density);
  for (let i = 0; i <= count; i++) {
    const along = i / count - 0.5; // −0.5 … 0.5
    const light = 1 + 2 * direction * along;
    const end = i === 0 || i === count ? 0.5 : 1;
    splat(weights, size, middle + along * (size - 1) * right, middle + along * (size - 1) * down, light * end);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { width: size, height: size, weights: weights.map((weight) => weight / sum) };
}

/** Shares a weight out among the four pixels around a point. */
function splat(weights: Float64Array, size: number, x: number, y: number, weight: number): void {
  const [column, row] = [Math.floor(x + 1e-9), Math.floor(y + 1e-9)];
  const [right, below] = [Math.max(0, x - column), Math.max(0, y - row)];
  for (const [i, down] of [
    [row, 1 - below],
    [row + 1, below],
  ]) {
    for (const [j, across] of [
      [column, 1 - right],
      [column + 1, right],
    ]) {
      if (i >= 0 && i < size && j >= 0 && j < size && down * across > 1e-6)
        weights[i * size + j] += weight * down * across;
    }
  }
}
