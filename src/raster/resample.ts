import type { Raster } from './raster.js';
import { roomOf } from './room.js';

/** How a resized picture takes its values from the original. */
export type Interpolation = 'bilinear' | 'bicubic' | 'area' | 'nearest';

/** For each output position, `count` source positions and their weights, which sum to 1. */
interface Taps {
  readonly count: number;
  readonly indexes: Int32Array;
  readonly weights: Float64Array;
}

/** Resizes by two passes, across and down, keeping just the rows that are in use. */
export function resample(raster: Raster, width: number, height: number, interpolation: 'bilinear' | 'bicubic'): Raster {
  const { data, channels } = raster;
  const across = tapsOf(raster.width, width, interpolation);
  const down = tapsOf(raster.height, height, interpolation);
  const output = roomOf(data, width * height * channels);
  const rowLength = width * channels;
  // Source row r is kept in slot r mod count: taps are neighbours, so those of one output row never share a slot.
  const slots = Array.from({ length: down.count }, () => new Float32Array(rowLength));
  const rowInSlot = new Int32Array(down.count).fill(-1);
  const rows: Float32Array[] = new Array(down.count);

  for (let y = 0; y < height; y++) {
    for (let k = 0; k < down.count; k++) {
      const sourceRow = down.indexes[y * down.count + k];
      const slot = sourceRow % down.count;
      if (rowInSlot[slot] !== sourceRow) {
        resampleRow(data, sourceRow * raster.width * channels, slots[slot], channels, across);
        rowInSlot[slot] = sourceRow;
      }
      rows[k] = slots[slot];
    }
    mixRows(rows, down.weights.subarray(y * down.count, (y + 1) * down.count), output, y * rowLength);
  }
  return { data: output, width, height, channels };
}

/** The taps of an axis, pixel centres at half positions: `source = (i + 1/2) · size / outputSize − 1/2`. */
function tapsOf(size: number, outputSize: number, interpolation: 'bilinear' | 'bicubic'): Taps {
  const scale = size / outputSize;
  const count = interpolation === 'bilinear' ? 2 : 4;
  const indexes = new Int32Array(outputSize * count);
  const weights = new Float64Array(outputSize * count);
  for (let i = 0; i < outputSize; i++) {
    const center = (i + 0.5) * scale - 0.5;
    const first = Math.floor(center) - (count / 2 - 1);
    for (let k = 0; k < count; k++) {
      const distance = Math.abs(center - first - k);
      indexes[i * count + k] = Math.min(size - 1, Math.max(0, first + k));
      weights[i * count + k] = count === 2 ? 1 - distance : cubic(distance);
    }
  }
  return { count, indexes, weights };
}

/** Keys' cubic convolution with a = −0.75, as OpenCV and PyTorch have it. */
function cubic(distance: number): number {
  const a = -0.75;
  const d = distance;
  if (d <= 1) return (a + 2) * d * d * d - (a + 3) * d * d + 1;
  return d < 2 ? a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a : 0;
}

function resampleRow(data: Raster['data'], start: number, row: Float32Array, channels: number, taps: Taps): void {
  const { count, indexes, weights } = taps;
  const width = row.length / channels;
  if (count === 2) {
    for (let x = 0, target = 0; x < width; x++) {
      const first = start + indexes[2 * x] * channels;
      const second = start + indexes[2 * x + 1] * channels;
      const w0 = weights[2 * x];
      const w1 = weights[2 * x + 1];
      for (let c = 0; c < channels; c++) row[target++] = w0 * data[first + c] + w1 * data[second + c];
    }
    return;
  }
  if (channels === 3) {
    for (let x = 0, target = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = x * count; k < (x + 1) * count; k++) {
        const source = start + indexes[k] * 3;
        red += weights[k] * data[source];
        green += weights[k] * data[source + 1];
        blue += weights[k] * data[source + 2];
      }
      row[target++] = red;
      row[target++] = green;
      row[target++] = blue;
    }
    return;
  }
  for (let x = 0, target = 0; x < width; x++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let k = x * count; k < (x + 1) * count; k++) sum += weights[k] * data[start + indexes[k] * channels + c];
      row[target++] = sum;
    }
  }
}

function mixRows(rows: readonly Float32Array[], weights: Float64Array, output: Raster['data'], start: number): void {
  const length = rows[0].length;
  const maximum = output instanceof Uint8Array ? 255 : 65535;
  const isFloat = output instanceof Float32Array;
  const half = isFloat ? 0 : 0.5; // whole numbers are stored by truncation
  if (rows.length === 2) {
    const [first, second] = rows;
    const [w0, w1] = weights;
    for (let i = 0; i < length; i++) output[start + i] = w0 * first[i] + w1 * second[i] + half;
    return;
  }
  const sums = new Float64Array(length).fill(half);
  for (let k = 0; k < rows.length; k++) {
    const weight = weights[k];
    const row = rows[k];
    if (weight !== 0) for (let i = 0; i < length; i++) sums[i] += weight * row[i];
  }
  if (isFloat) output.set(sums, start);
  else for (let i = 0; i < length; i++) output[start + i] = Math.min(maximum, Math.max(0, sums[i]));
}
