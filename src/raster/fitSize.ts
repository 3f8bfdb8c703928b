import { checkNumber } from '../core/options.js';
import type { Size } from './resize.js';

/**
 * The size with the same proportions whose longest side is `side`, the other rounded to the nearest.
 *
 * @example
 * ```ts
 * import { fitLongestSide } from 'segkit';
 *
 * console.log(fitLongestSide({ width: 1918, height: 1280 }, 512)); // { width: 512, height: 342 }
 * ```
 */
export const fitLongestSide = (size: Size, side: number): Size =>
  scaleSide('fitLongestSide', size, Math.max(size.width, size.height), side);

/**
 * The size with the same proportions whose shortest side is `side`, the other rounded to the nearest.
 *
 * @example
 * ```ts
 * import { fitShortestSide } from 'segkit';
 *
 * console.log(fitShortestSide({ width: 1918, height: 1280 }, 512)); // { width: 767, height: 512 }
 * ```
 */
export const fitShortestSide = (size: Size, side: number): Size =>
  scaleSide('fitShortestSide', size, Math.min(size.width, size.height), side);

function scaleSide(where: string, size: Size, from: number, to: number): Size {
  checkNumber(where, 'side', to, { min: 1, integer: true });
  const scaled = (side: number): number => Math.max(1, Math.round((side * to) / from));
  return { width: scaled(size.width), height: scaled(size.height) };
}
