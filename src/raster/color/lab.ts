import type { Raster } from '../raster.js';
import { mapColors } from './hsv.js';
import { encodedOf, linearOf, linearOfLevel, whitenedRgb, whitenedXyz } from './srgb.js';

/** The cube root of CIELAB, straight near zero. */
export const labRoot = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

/** The inverse of {@link labRoot}. */
export const labCube = (f: number): number => (f > 0.2068966 ? f * f * f : (f - 16 / 116) / 7.787);

const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = whitenedXyz;
const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = whitenedRgb;

/** Writes L (0 … 100), a and b of linear red, green and blue. */
export function labOfLinear(out: Float64Array, r: number, g: number, b: number): void {
  const fx = labRoot(xr * r + xg * g + xb * b);
  const fy = labRoot(yr * r + yg * g + yb * b);
  const fz = labRoot(zr * r + zg * g + zb * b);
  out[0] = 116 * fy - 16;
  out[1] = 500 * (fx - fy);
  out[2] = 200 * (fy - fz);
}

/** Writes linear red, green and blue of L (0 … 100), a and b; they may lie outside 0 … 1. */
export function linearOfLab(out: Float64Array, l: number, a: number, b: number): void {
  const f = (l + 16) / 116;
  const x = labCube(f + a / 500);
  const y = labCube(f);
  const z = labCube(f - b / 200);
  out[0] = rx * x + ry * y + rz * z;
  out[1] = gx * x + gy * y + gz * z;
  out[2] = bx * x + by * y + bz * z;
}

/** Writes L, a and b of an sRGB color whose channels run from 0 to `maximum`. */
export function labOfRgb(out: Float64Array, r: number, g: number, b: number, maximum: number): void {
  if (maximum === 255) labOfLinear(out, linearOfLevel[r], linearOfLevel[g], linearOfLevel[b]);
  else labOfLinear(out, linearOf(r / maximum), linearOf(g / maximum), linearOf(b / maximum));
}

/** Writes an sRGB color whose channels run from 0 to `maximum`, of L, a and b. */
export function rgbOfLab(out: Float64Array, l: number, a: number, b: number, maximum: number): void {
  linearOfLab(out, l, a, b);
  for (let c = 0; c < 3; c++) out[c] = maximum * encodedOf(Math.min(1, Math.max(0, out[c])));
}

/** An 8-bit picture in 8-bit CIELAB, as OpenCV keeps it: L · 255 / 100, a + 128, b + 128. */
export const rgbToLab = (raster: Raster): Raster =>
  mapColors(raster, (out, red, green, blue) => {
    labOfRgb(out, red, green, blue, 255);
    out[0] *= 2.55;
    out[1] += 128;
    out[2] += 128;
  });

/** An 8-bit picture of 8-bit CIELAB. */
export const labToRgb = (raster: Raster): Raster =>
  mapColors(raster, (out, l, a, b) => rgbOfLab(out, l / 2.55, a - 128, b - 128, 255));
