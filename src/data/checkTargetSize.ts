import { checkNumber } from '../core/options.js';
import type { Size } from '../raster/resize.js';

/** Reads a `size` option: one number stands for a square. */
export function checkTargetSize(where: string, size: number | Size | undefined): Size | undefined {
  if (size === undefined) return undefined;
  const { width, height } = typeof size === 'number' ? { width: size, height: size } : size;
  checkNumber(where, 'size', width, { min: 1, integer: true });
  checkNumber(where, 'size', height, { min: 1, integer: true });
  return { width, height };
}
