import type { Border } from '../border.js';
import { pad } from '../pad.js';
import type { Raster, RasterData } from '../raster.js';
import { roomOf } from '../room.js';
import { convolveBytes } from './convolveBytes.js';
import { integerWeights, type Kernel } from './weights.js';

/** The weights that are not zero, each with its place relative to the first value of the window. */
interface Taps {
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Filters a picture by a kernel, each channel alone: `out(y, x) = Σ weight(i, j) · in(y + i − h/2, x + j − w/2)`.
 * Whole-number pictures are rounded and clipped to what they can hold; float32 ones are left as they come.
 */
export function convolve(raster: Raster, kernel: Kernel, border: Border = 'reflect101'): Raster {
  const [right, bottom] = [kernel.width >> 1, kernel.height >> 1];
  const whole = raster.data instanceof Uint8Array ? integerWeights(kernel.weights) : undefined;
  const fast = whole && convolveBytes(raster, { ...kernel, weights: whole.weights }, whole.shift, border);
  if (fast) return fast;
  const output = roomOf(raster.data, raster.data.length);
  const padded = pad(raster, { top: bottom, bottom, left: right, right, border });
  const taps = tapsOf(padded, kernel, whole?.weights ?? kernel.weights);
  const rowLength = raster.width * raster.channels;
  const sums = whole ? new Int32Array(rowLength) : new Float64Array(rowLength);
  filterRows(output, padded, taps, raster, sums, whole ? 2 ** whole.shift : 1);
  return { ...raster, data: output };
}

function tapsOf({ width, channels }: Raster, kernel: Kernel, weights: ArrayLike<number>): Taps {
  const used = Array.from(weights, (_, i) => i).filter((i) => weights[i] !== 0);
  return {
    offsets: Int32Array.from(used, (i) => (Math.floor(i / kernel.width) * width + (i % kernel.width)) * channels),
    weights: Float64Array.from(used, (i) => weights[i]),
  };
}

function filterRows(
  output: RasterData,
  padded: Raster,
  { offsets, weights }: Taps,
  { height }: Raster,
  sums: Int32Array | Float64Array,
  divisor: number,
): void {
  const stride = padded.width * padded.channels;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let t = 0; t < offsets.length; t++) addRow(sums, padded.data, y * stride + offsets[t], weights[t]);
    storeRow(output, y * sums.length, sums, divisor);
  }
}

function addRow(sums: Int32Array | Float64Array, data: RasterData, start: number, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] += weight * data[start + i];
}

function storeRow(output: RasterData, start: number, sums: Int32Array | Float64Array, divisor: number): void {
  if (output instanceof Float32Array) {
    for (let i = 0; i < sums.length; i++) output[start + i] = sums[i] / divisor;
    return;
  }
  const maximum = output instanceof Uint16Array ? 65535 : 255;
  for (let i = 0; i < sums.length; i++) {
    const value = sums[i] / divisor + 0.5;
    output[start + i] = value < 0 ? 0 : Math.min(value, maximum);
  }
}
