import type { Raster } from '../../raster/raster.js';

/** Clips a float32 picture that was made just now to 0 … 1, in place; whole numbers are clipped already. */
export function clipFloats(image: Raster): Raster {
  const { data } = image;
  if (data instanceof Float32Array) {
    for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]));
  }
  return image;
}
