import { runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { framePlaces } from './frame.js';
import { medianNetwork } from './medianNetwork.js';

/** The bytes of the histogram of a column, and of those of the window with what else is kept about it. */
const [columnBytes, windowBytes] = [544, 608];

/** The comparisons for 5×5, made when they are first asked for: offsets of slots of 16 bytes, two in a word. */
let network: { readonly pairs: Int32Array; readonly place: number } | undefined;

function networkOf5(): { readonly pairs: Int32Array; readonly place: number } {
  if (!network) {
    const { pairs, place } = medianNetwork();
    network = { pairs: Int32Array.from(pairs, ([lesser, greater]) => (lesser | (greater << 16)) << 4), place };
  }
  return network;
}

/** Writes the median of square windows of bytes by WebAssembly; `false` where there is none. */
export function medianByKernel(output: Uint8Array, input: Uint8Array, raster: Raster, size: number): boolean {
  const { width, height, channels } = raster;
  const rows = framePlaces(height, size >> 1, 'replicate');
  const columns = framePlaces(width, size >> 1, 'replicate');
  const { pairs, place } = networkOf5();
  // Sorted rows, or histograms of all columns.
  const room = size <= 5 ? size * ((width + size) * channels + 48) : width * columnBytes;
  const blocks = [input, output, rows.byteLength, columns.byteLength, room, windowBytes, pairs.byteLength];
  const done = runKernel(blocks, (kernels, [source, to, rowsAt, columnsAt, roomAt, window, pairsAt]) => {
    kernels.write(source, input);
    kernels.write(rowsAt, rows);
    kernels.write(columnsAt, columns);
    kernels.write(pairsAt, pairs);
    const shape = [width, height, channels] as const;
    if (size === 3) kernels.median3x8(source, to, rowsAt, roomAt, ...shape);
    else if (size === 5) kernels.median5x8(source, to, rowsAt, roomAt, pairsAt, pairs.length, window, place, ...shape);
    else kernels.medianBins8(source, to, rowsAt, columnsAt, roomAt, window, ...shape, size);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}
