import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { gaussianBlur } from './gaussianBlur.js';

/** What is sharpened, and how much. */
export interface UnsharpOptions {
  /** The size of the Gaussian window, odd. */
  readonly size: number;
  readonly sigma: number;
  /** How much of the difference to the blurred picture is added. */
  readonly alpha: number;
  /** Differences up to this many values are left alone. */
  readonly threshold: number;
}

/**
 * Adds what a blur takes away: `r = x − blur(x)`, `s = clip(x + α · r)`, and `out = x + m · (s − x)` with
 * `m = blur(|r| > threshold)`, so that even areas keep their noise as it is.
 */
export function unsharpMask(raster: Raster, { size, sigma, alpha, threshold }: UnsharpOptions): Raster {
  const { data } = raster;
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  // Blurred without rounding: a difference near the threshold is told from rounding only so.
  const blurred = gaussianBlur({ ...raster, data: new Float32Array(data) }, size, sigma).data;
  const edges = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) edges[i] = Math.abs(data[i] - blurred[i]) > threshold ? 255 : 0;
  const mask = gaussianBlur({ ...raster, data: edges }, size, sigma).data;
  const output = roomOf(data, data.length);
  const half = data instanceof Float32Array ? 0 : 0.5;
  for (let i = 0; i < data.length; i++) {
    const sharp = Math.min(maximum, Math.max(0, data[i] + alpha * (data[i] - blurred[i])));
    output[i] = data[i] + (mask[i] / 255) * (sharp - data[i]) + half;
  }
  return { ...raster, data: output };
}
