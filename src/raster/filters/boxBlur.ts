import { type Border, borderIndex } from '../border.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { boxBytes } from './boxBytes.js';
import { framePlaces } from './frame.js';

/**
 * The mean of a square window of an odd size around each pixel, each channel alone. Sums run along: the time does not
 * depend on the size.
 */
export function boxBlur(raster: Raster, size: number, border: Border = 'reflect101'): Raster {
  if (size <= 1) return raster;
  const fast = boxBytes(raster, size, border);
  if (fast) return fast;
  const { data, width, height, channels } = raster;
  const radius = size >> 1;
  const rowLength = width * channels;
  const output = roomOf(data, data.length);
  const half = data instanceof Float32Array ? 0 : 0.5;
  const share = 1 / (size * size);
  const columns = new Float64Array(rowLength); // the sum of the window's rows, for every column
  const columnOf = framePlaces(width, radius, border).map((column) => column * channels);
  const addRow = (y: number, sign: number): void => {
    const start = borderIndex(y, height, border) * rowLength;
    for (let i = 0; i < rowLength; i++) columns[i] += sign * data[start + i];
  };
  for (let y = -radius; y < radius; y++) addRow(y, 1);
  for (let y = 0; y < height; y++) {
    addRow(y + radius, 1);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let i = 0; i < size - 1; i++) sum += columns[columnOf[i] + c];
      for (let x = 0, o = y * rowLength + c; x < width; x++, o += channels) {
        sum += columns[columnOf[x + size - 1] + c];
        output[o] = sum * share + half;
        sum -= columns[columnOf[x] + c];
      }
    }
    addRow(y - radius, -1);
  }
  return { ...raster, data: output };
}
