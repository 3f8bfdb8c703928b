import { checkGrid } from './pixelGrid.js';
import type { Raster } from './raster.js';

/**
 * The 8-bit version of a picture: 16-bit values are divided by 257 and rounded; float32 ones are taken as 0 … 1,
 * clamped and rounded, and NaN becomes 0. An 8-bit picture comes back itself.
 *
 * @param raster `[H,W,C]`.
 * @example
 * ```ts
 * import { toUint8 } from 'segkit';
 *
 * const image = { data: Float32Array.of(0, 0.5, 1.2), width: 3, height: 1, channels: 1 };
 * console.log(toUint8(image).data); // 0 128 255
 * ```
 */
export function toUint8(raster: Raster): Raster {
  checkGrid('toUint8', raster);
  const { data } = raster;
  if (data instanceof Uint8Array) return raster;
  const [factor, maximum] = data instanceof Uint16Array ? [1 / 257, 65535] : [255, 1];
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = Math.min(maximum, Math.max(0, data[i])) * factor + 0.5;
  return { ...raster, data: output };
}
