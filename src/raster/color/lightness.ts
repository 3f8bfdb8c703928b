import type { LevelPlane } from '../histogram/clahe.js';
import { newData } from '../pixelGrid.js';
import type { Raster } from '../raster.js';
import { mapColors } from './hsv.js';
import { labCube, labOfRgb, labRoot, rgbOfLab } from './lab.js';
import { encodedOf, linearOfLevel, whitenedRgb, whitenedXyz } from './srgb.js';

/** Light from 0 to 1 is looked up in so many steps. In the dark, a step is a seventh of a level. */
const steps = 16384;

/** `labRoot` of every step. */
const rootOf = Float32Array.from({ length: steps + 1 }, (_, i) => labRoot(i / steps));

/** The 8-bit lightness, L · 255 / 100, of every step of Y. */
const lightnessOf = Uint8Array.from(rootOf, (root) => Math.round((116 * root - 16) * 2.55));

/** The 8-bit level of every step of linear light. */
const levelOf = Uint8Array.from({ length: steps + 1 }, (_, i) => Math.round(255 * encodedOf(i / steps)));

/** X, Y and Z over white, in steps, of the 256 levels of red, green and blue. */
const shares = whitenedXyz.map((row) =>
  row.map((share) => Float32Array.from(linearOfLevel, (light) => light * share * steps)),
);

/** The lightness of CIELAB, L · 255 / 100: whole levels for pictures of 8 bits, exact ones for others. */
export function lightnessPlane(raster: Raster): LevelPlane {
  const { data, width, height, channels } = raster;
  if (data instanceof Uint8Array) {
    const plane = new Uint8Array(width * height);
    const [red, green, blue] = shares[1];
    for (let p = 0, i = 0; p < plane.length; p++, i += channels) {
      plane[p] = lightnessOf[(red[data[i]] + green[data[i + 1]] + blue[data[i + 2]] + 0.5) | 0];
    }
    return { data: plane, width, height };
  }
  const plane = new Float32Array(width * height);
  const maximum = data instanceof Uint16Array ? 65535 : 1;
  const out = new Float64Array(3);
  for (let p = 0, i = 0; p < plane.length; p++, i += channels) {
    labOfRgb(out, data[i], data[i + 1], data[i + 2], maximum);
    plane[p] = Math.min(255, Math.max(0, out[0] * 2.55));
  }
  return { data: plane, width, height };
}

/**
 * Changes the lightness of every pixel by the difference of two planes, and keeps a and b of CIELAB. Where the planes are
 * alike, pixels keep their values bit for bit.
 */
export function shiftLightness(raster: Raster, before: LevelPlane['data'], after: LevelPlane['data']): Raster {
  if (raster.data instanceof Uint8Array) return shiftBytes(raster, raster.data, before, after);
  const maximum = raster.data instanceof Uint16Array ? 65535 : 1;
  let p = 0;
  return mapColors(raster, (out, r, g, b) => {
    const shift = (after[p] - before[p]) / 2.55;
    p++;
    if (shift === 0) return void out.set([r, g, b]);
    labOfRgb(out, r, g, b, maximum);
    rgbOfLab(out, out[0] + shift, out[1], out[2], maximum);
  });
}

function shiftBytes(raster: Raster, data: Uint8Array, before: LevelPlane['data'], after: LevelPlane['data']): Raster {
  const { channels } = raster;
  const output = newData(data, data.length);
  output.set(data);
  const [xs, ys, zs] = shares;
  const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = whitenedRgb;
  for (let p = 0, i = 0; p < before.length; p++, i += channels) {
    const change = after[p] - before[p];
    if (change === 0) continue;
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    const shift = change / (2.55 * 116);
    const x = labCube(rootOf[(xs[0][r] + xs[1][g] + xs[2][b] + 0.5) | 0] + shift);
    const y = labCube(rootOf[(ys[0][r] + ys[1][g] + ys[2][b] + 0.5) | 0] + shift);
    const z = labCube(rootOf[(zs[0][r] + zs[1][g] + zs[2][b] + 0.5) | 0] + shift);
    output[i] = levelOfLight(rx * x + ry * y + rz * z);
    output[i + 1] = levelOfLight(gx * x + gy * y + gz * z);
    output[i + 2] = levelOfLight(bx * x + by * y + bz * z);
  }
  return { ...raster, data: output };
}

const levelOfLight = (light: number): number => levelOf[(Math.min(1, Math.max(0, light)) * steps + 0.5) | 0];
