import type { Raster } from '../raster.js';
import { framePlaces } from './frame.js';

/**
 * The constant-time median of Perreault and Hébert (2007): a histogram for every column of the window, each of 16 coarse
 * bins of 16 levels and 256 fine ones. Sliding on by a pixel adds one column's bins and takes one away, first of the
 * coarse ones and then of the sixteenth that has the median in it.
 */
export function medianOfBytes(output: Uint8Array, input: Uint8Array, raster: Raster, size: number): void {
  for (let c = 0; c < raster.channels; c++) medianOfChannel(output, input, raster, size, c);
}

function medianOfChannel(
  output: Uint8Array,
  input: Uint8Array,
  { width, height, channels }: Raster,
  size: number,
  channel: number,
): void {
  const radius = size >> 1;
  const rank = (size * size + 1) / 2;
  const columnOf = framePlaces(width, radius, 'replicate');
  const rowOf = framePlaces(height, radius, 'replicate');
  const fine = new Uint16Array(width * 256);
  const coarse = new Uint16Array(width * 16);
  const count = (row: number, sign: number): void => {
    for (let x = 0, i = row * width * channels + channel; x < width; x++, i += channels) {
      fine[x * 256 + input[i]] += sign;
      coarse[x * 16 + (input[i] >> 4)] += sign;
    }
  };
  const coarseSum = new Int32Array(16);
  const fineSum = new Int32Array(256);
  /** The first column of the window for which the fine bins of a sixteenth hold. */
  const heldFor = new Int32Array(16);

  for (let i = 0; i < size - 1; i++) count(rowOf[i], 1);
  for (let y = 0; y < height; y++) {
    count(rowOf[y + size - 1], 1);
    coarseSum.fill(0);
    heldFor.fill(-size); // none is
    for (let i = 0; i < size - 1; i++) addBins(coarseSum, 0, coarse, columnOf[i] * 16, 1);
    for (let x = 0; x < width; x++) {
      addBins(coarseSum, 0, coarse, columnOf[x + size - 1] * 16, 1);
      let before = 0;
      let part = 0;
      while (before + coarseSum[part] < rank) before += coarseSum[part++];
      bringUp(fineSum, fine, columnOf, part, x, heldFor[part], size);
      heldFor[part] = x;
      let level = part * 16;
      while (before + fineSum[level] < rank) before += fineSum[level++];
      output[(y * width + x) * channels + channel] = level;
      addBins(coarseSum, 0, coarse, columnOf[x] * 16, -1);
    }
    count(rowOf[y], -1);
  }
}

/** Makes the fine bins of a sixteenth hold for the window at x, from those that hold for an earlier one. */
function bringUp(
  sum: Int32Array,
  fine: Uint16Array,
  columnOf: Int32Array,
  part: number,
  x: number,
  held: number,
  size: number,
): void {
  const first = part * 16;
  const isFar = x - held >= size;
  if (isFar) sum.fill(0, first, first + 16);
  for (let i = isFar ? x : held + size; i < x + size; i++) addBins(sum, first, fine, columnOf[i] * 256 + first, 1);
  if (!isFar) for (let i = held; i < x; i++) addBins(sum, first, fine, columnOf[i] * 256 + first, -1);
}

function addBins(sum: Int32Array, at: number, bins: Uint16Array, from: number, sign: number): void {
  for (let i = 0; i < 16; i++) sum[at + i] += sign * bins[from + i];
}
