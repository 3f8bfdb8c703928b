import { blockOf, runKernel } from '../kernels/kernels.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';

/** Nine weights, row by row: what red, green and blue of the result take from red, green and blue. */
export type ColorMatrix = readonly [number, number, number, number, number, number, number, number, number];

/** Rec. 601 luma of red, green and blue. */
export const lumaWeights = [0.299, 0.587, 0.114] as const;

/**
 * Mixes red, green and blue: `out = matrix · [r, g, b] + offset`, rounded for whole numbers and clipped to 0 … maximum.
 * Further channels are kept. Pictures of 8 bits are worked out in single precision, as SIMD has it.
 */
export function mixColors(raster: Raster, matrix: ColorMatrix, offset = 0): Raster {
  const { data, channels } = raster;
  const output = roomOf(data, data.length);
  if (data instanceof Uint8Array && output instanceof Uint8Array) {
    const weights = Float32Array.of(...matrix, offset + 0.5);
    if (!mixByKernel(output, data, channels, weights)) mixBytes(output, data, channels, weights);
    return { ...raster, data: output };
  }
  if (channels > 3) output.set(data);
  const settle = settleFor(data);
  for (let i = 0; i < data.length; i += channels) {
    for (let c = 0; c < 3; c++) {
      const sum = matrix[3 * c] * data[i] + matrix[3 * c + 1] * data[i + 1] + matrix[3 * c + 2] * data[i + 2];
      output[i + c] = settle(sum + offset);
    }
  }
  return { ...raster, data: output };
}

function mixBytes(output: Uint8Array, data: Uint8Array, channels: number, weights: Float32Array): void {
  const { fround } = Math;
  if (channels > 3) output.set(data);
  for (let i = 0; i < data.length; i += channels) {
    for (let c = 0; c < 3; c++) {
      const red = fround(weights[3 * c] * data[i]);
      const green = fround(weights[3 * c + 1] * data[i + 1]);
      const blue = fround(weights[3 * c + 2] * data[i + 2]);
      const sum = fround(fround(fround(red + green) + blue) + weights[9]);
      output[i + c] = Math.min(255, Math.max(0, Math.floor(sum)));
    }
  }
}

function mixByKernel(output: Uint8Array, data: Uint8Array, channels: number, weights: Float32Array): boolean {
  const room = data.length + 4 * channels; // four pixels are read at a time
  const done = runKernel(
    [blockOf(data, room), blockOf(output, room), weights.byteLength],
    (kernels, [source, to, weightsAt]) => {
      kernels.write(source, data);
      kernels.write(weightsAt, weights);
      if (channels > 3) kernels.write(to, data);
      kernels.mixColors8(source, to, data.length / channels, channels, weightsAt);
      kernels.read(to, output);
      return true;
    },
  );
  return done === true;
}

/** Colours drawn towards grey of the same luma (below 1), or away from it (above 1). */
export function saturationMatrix(factor: number): ColorMatrix {
  const [r, g, b] = lumaWeights.map((weight) => weight * (1 - factor));
  return [r + factor, g, b, r, g + factor, b, r, g, b + factor];
}

/** The mean of Rec. 601 luma. */
export function meanLuma({ data, channels }: Raster): number {
  const sums = [0, 0, 0];
  for (let i = 0; i < data.length; i += channels) {
    sums[0] += data[i];
    sums[1] += data[i + 1];
    sums[2] += data[i + 2];
  }
  return lumaWeights.reduce((total, weight, c) => total + weight * sums[c], 0) / (data.length / channels);
}
