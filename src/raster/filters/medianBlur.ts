import { newData } from '../pixelGrid.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { framePlaces } from './frame.js';
import { medianByKernel } from './medianByKernel.js';
import { medianOfBytes } from './medianOfBytes.js';

/**
 * The median of a square window of an odd size around each pixel, each channel alone; edge pixels are repeated outside.
 * For pictures of 8 bits the time does not depend on the size; 16-bit and float32 windows are sorted one by one.
 */
export function medianBlur(raster: Raster, size: number): Raster {
  if (size <= 1) return raster;
  const output = roomOf(raster.data, raster.data.length);
  if (raster.data instanceof Uint8Array && output instanceof Uint8Array) {
    if (!medianByKernel(output, raster.data, raster, size)) medianOfBytes(output, raster.data, raster, size);
    return { ...raster, data: output };
  }
  const { data, width, height, channels } = raster;
  const radius = size >> 1;
  const window = newData(data, size * size);
  const middle = window.length >> 1;
  const columns = framePlaces(width, radius, 'replicate');
  const rows = framePlaces(height, radius, 'replicate');
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++, o++) {
        for (let i = 0, n = 0; i < size; i++) {
          const row = rows[y + i] * width;
          for (let j = 0; j < size; j++) window[n++] = data[(row + columns[x + j]) * channels + c];
        }
        output[o] = window.sort()[middle];
      }
    }
  }
  return { ...raster, data: output };
}
