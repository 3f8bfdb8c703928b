import { newData } from '../pixelGrid.js';
import type { Raster } from '../raster.js';

/** Nine weights, row by row: what red, green and blue of the result take from red, green and blue. */
export type ColorMatrix = readonly [number, number, number, number, number, number, number, number, number];

/** Rec. 601 luma of red, green and blue. */
export const lumaWeights = [0.299, 0.587, 0.114] as const;

/**
 * Mixes red, green and blue: `out = matrix · [r, g, b] + offset`, rounded for whole numbers and clipped to 0 … maximum.
 * Further channels are kept.
 */
export function mixColors(raster: Raster, matrix: ColorMatrix, offset = 0): Raster {
  const { data, channels } = raster;
  const output = newData(data, data.length);
  if (channels > 3) output.set(data);
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix;
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  const shift = offset + (data instanceof Float32Array ? 0 : 0.5);
  const clip = (value: number): number => (value < 0 ? 0 : Math.min(value, maximum));
  for (let i = 0; i < data.length; i += channels) {
    const r = data[i];
    const g = data[i + 1];
    const b = data[i + 2];
    output[i] = clip(rr * r + rg * g + rb * b + shift);
    output[i + 1] = clip(gr * r + gg * g + gb * b + shift);
    output[i + 2] = clip(br * r + bg * g + bb * b + shift);
  }
  return { ...raster, data: output };
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
