import type { Border } from '../border.js';
import type { Raster } from '../raster.js';
import { filterBytes } from './blurBytes.js';

/** The greatest window whose sum fits into 16 bits. */
const largest = 15;

/** The mean of square windows of an 8-bit picture by WebAssembly; `undefined` where that cannot be. */
export function boxBytes(raster: Raster, size: number, border: Border): Raster | undefined {
  if (size > largest || !(raster.data instanceof Uint8Array)) return undefined;
  const { width, height, channels } = raster;
  return filterBytes(raster, size >> 1, border, new Int16Array(0), (kernels, { source, to, rows, columns, row }) =>
    kernels.box8(source, to, rows, columns, row, width, height, channels, size),
  );
}
