import { convertChannels } from '../raster/convertChannels.js';
import type { Raster } from '../raster/raster.js';
import { toUint8 } from '../raster/toUint8.js';

/**
 * Makes image data for a canvas (`putImageData`) of a picture; 16-bit and float32 values are taken as by `toUint8`.
 *
 * @param raster `[H,W,C]` of 1 to 4 channels.
 * @example
 * ```ts
 * import { overlay } from 'segkit';
 * import { rasterToImageData } from 'segkit/browser';
 *
 * const image = { data: new Uint8Array(64 * 64), width: 64, height: 64, channels: 1 };
 * const mask = { data: new Uint8Array(64 * 64), width: 64, height: 64 };
 * const canvas = document.querySelector('canvas') as HTMLCanvasElement;
 * canvas.getContext('2d')?.putImageData(rasterToImageData(overlay(image, mask)), 0, 0);
 * ```
 */
export function rasterToImageData(raster: Raster): ImageData {
  const { data, width, height } = convertChannels(toUint8(raster), 4);
  return new ImageData(new Uint8ClampedArray(data), width, height);
}
