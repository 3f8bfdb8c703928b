import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';

/**
 * Red, green and blue as hue, saturation and value. `units` says how fine: hue goes round once in `units.hue`, and
 * saturation and value run to `units.full`. Whole numbers in, whole numbers out: rounded to the nearest.
 */
export interface HsvUnits {
  readonly hue: number;
  readonly full: number;
  readonly round: boolean;
}

/** OpenCV's units for pictures of 8 bits: 0 … 179 for hue, one for 2°, and 0 … 255. */
export const byteUnits: HsvUnits = { hue: 180, full: 255, round: true };

/** Writes hue, saturation and value of a colour, whose channels run to `units.full`. */
export function hsvOfRgb(out: Float64Array, r: number, g: number, b: number, { hue, full, round }: HsvUnits): void {
  const value = r > g ? Math.max(r, b) : Math.max(g, b);
  const low = r < g ? Math.min(r, b) : Math.min(g, b);
  const spread = value - low;
  let angle = 0;
  let saturation = 0;
  if (spread > 0) {
    saturation = (full * spread) / value;
    const sector = hue / 6;
    if (value === r) angle = (sector * (g - b)) / spread;
    else if (value === g) angle = 2 * sector + (sector * (b - r)) / spread;
    else angle = 4 * sector + (sector * (r - g)) / spread;
    if (angle < 0) angle += hue;
  }
  if (round) {
    angle = Math.floor(angle + 0.5);
    saturation = Math.floor(saturation + 0.5);
  }
  out[0] = angle >= hue ? angle - hue : angle;
  out[1] = saturation;
  out[2] = value;
}

/** Writes red, green and blue of a colour in hue, saturation and value. */
export function rgbOfHsv(out: Float64Array, h: number, s: number, v: number, { hue, full }: HsvUnits): void {
  const sector = hue / 6;
  const whole = full * sector;
  const index = Math.floor(h / sector);
  const part = h - index * sector;
  const low = (v * (full - s)) / full;
  const falling = (v * (whole - s * part)) / whole;
  const rising = (v * (whole - s * (sector - part))) / whole;
  if (index === 0) write(out, v, rising, low);
  else if (index === 1) write(out, falling, v, low);
  else if (index === 2) write(out, low, v, rising);
  else if (index === 3) write(out, low, falling, v);
  else if (index === 4) write(out, rising, low, v);
  else write(out, v, low, falling);
}

function write(out: Float64Array, r: number, g: number, b: number): void {
  out[0] = r;
  out[1] = g;
  out[2] = b;
}

/** An 8-bit picture in OpenCV's 8-bit hue, saturation and value. */
export const rgbToHsv = (raster: Raster): Raster =>
  mapColors(raster, (out, r, g, b) => hsvOfRgb(out, r, g, b, byteUnits));

/** An 8-bit picture of OpenCV's 8-bit hue, saturation and value. */
export const hsvToRgb = (raster: Raster): Raster =>
  mapColors(raster, (out, h, s, v) => rgbOfHsv(out, h, s, v, byteUnits));

/** Changes the first three channels of each pixel together; whole numbers are rounded, further channels kept. */
export function mapColors(
  raster: Raster,
  change: (out: Float64Array, a: number, b: number, c: number) => void,
): Raster {
  const { data, channels } = raster;
  const output = roomOf(data, data.length);
  if (channels > 3) output.set(data);
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  const half = data instanceof Float32Array ? 0 : 0.5;
  const out = new Float64Array(3);
  for (let i = 0; i < data.length; i += channels) {
    change(out, data[i], data[i + 1], data[i + 2]);
    for (let c = 0; c < 3; c++) {
      const value = out[c] + half;
      output[i + c] = value < 0 ? 0 : Math.min(value, maximum);
    }
  }
  return { ...raster, data: output };
}
