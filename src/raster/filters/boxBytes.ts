import type { Border } from '../border.js';
import type { Raster } from '../raster.js';
import { filterBytes } from './blurBytes.js';

/**
 * For each size a factor and the binary digits to drop, such that `⌊(sum + ⌊size² / 2⌋) · factor / 2^drop⌋` is the mean,
 * rounded, for every sum of bytes in the window. Larger sums do not fit into 16 bits.
 */
export const reciprocals: Readonly<Record<number, readonly [factor: number, drop: number]>> = {
  3: [7282, 16],
  5: [5243, 17],
  7: [2675, 17],
  9: [6473, 19],
  11: [4333, 19],
  13: [49637, 23],
  15: [37283, 23],
};

/** The mean of square windows of an 8-bit picture by WebAssembly; `undefined` where that cannot be. */
export function boxBytes(raster: Raster, size: number, border: Border): Raster | undefined {
  if (!Object.hasOwn(reciprocals, size) || !(raster.data instanceof Uint8Array)) return undefined;
  const [factor, drop] = reciprocals[size];
  const { width, height, channels } = raster;
  return filterBytes(raster, size >> 1, border, new Int16Array(0), (kernels, { source, to, rows, columns, row }) =>
    kernels.box8(source, to, rows, columns, row, width, height, channels, size, factor, drop),
  );
}
