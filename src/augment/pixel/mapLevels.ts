import type { Raster } from '../../raster/raster.js';

/** The value that stands for full brightness: 255, 65535, or 1 for float32. */
export function maximumOf({ data }: Raster): number {
  return data instanceof Float32Array ? 1 : data instanceof Uint16Array ? 65535 : 255;
}

/**
 * Changes every value by a function of the value alone; results are rounded for whole-number pictures, and clipped to
 * 0 … maximum. 8-bit pictures go through a table.
 */
export function mapLevels(image: Raster, level: (value: number) => number): Raster {
  const maximum = maximumOf(image);
  const clip = (value: number): number => Math.min(maximum, Math.max(0, value));
  const { data } = image;
  if (data instanceof Float32Array) return { ...image, data: data.map((value) => clip(level(value))) };
  const table = new (data instanceof Uint16Array ? Uint16Array : Uint8Array)(maximum + 1);
  for (let value = 0; value <= maximum; value++) table[value] = Math.round(clip(level(value)));
  const output = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) output[i] = table[data[i]];
  return { ...image, data: output };
}
