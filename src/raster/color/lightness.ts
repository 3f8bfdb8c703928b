import type { LevelPlane } from '../histogram/clahe.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { mapColors } from './hsv.js';
import { labOfRgb, rgbOfLab } from './lab.js';
import { labCubeOf, lightnessTables, rootUnit, stepOf, steps } from './lightnessTables.js';

const { fround } = Math;

/** The lightness of CIELAB, L · 255 / 100: whole levels for pictures of 8 bits, exact ones for others. */
export function lightnessPlane(raster: Raster): LevelPlane {
  const { data, width, height, channels } = raster;
  if (data instanceof Uint8Array) return { data: lightnessOfBytes(data, channels), width, height };
  const plane = new Float32Array(width * height);
  const maximum = data instanceof Uint16Array ? 65535 : 1;
  const out = new Float64Array(3);
  for (let p = 0, i = 0; p < plane.length; p++, i += channels) {
    labOfRgb(out, data[i], data[i + 1], data[i + 2], maximum);
    plane[p] = Math.min(255, Math.max(0, out[0] * 2.55));
  }
  return { data: plane, width, height };
}

function lightnessOfBytes(data: Uint8Array, channels: number): Uint8Array {
  const { light, lightness, matrices } = lightnessTables();
  const [red, green, blue] = matrices.subarray(3, 6);
  const plane = new Uint8Array(data.length / channels);
  for (let p = 0, i = 0; p < plane.length; p++, i += channels) {
    const [r, g, b] = [light[data[i]], light[data[i + 1]], light[data[i + 2]]];
    plane[p] = lightness[stepOf(fround(fround(fround(red * r) + fround(green * g)) + fround(blue * b)))];
  }
  return plane;
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

/** In single precision throughout, as the kernel does it. */
function shiftBytes(raster: Raster, data: Uint8Array, before: LevelPlane['data'], after: LevelPlane['data']): Raster {
  const { channels } = raster;
  const { light, root, level, matrices: m } = lightnessTables();
  const output = roomOf(data, data.length);
  output.set(data);
  const row = (at: number, a: number, b: number, c: number): number =>
    fround(fround(fround(m[at] * a) + fround(m[at + 1] * b)) + fround(m[at + 2] * c));
  const levelOf = (value: number): number => level[stepOf(fround(fround(Math.min(1, Math.max(0, value))) * steps))];
  for (let p = 0, i = 0; p < before.length; p++, i += channels) {
    const change = after[p] - before[p];
    if (change === 0) continue;
    const [r, g, b] = [light[data[i]], light[data[i + 1]], light[data[i + 2]]];
    const shift = fround(change * rootUnit);
    const x = labCubeOf(fround(root[stepOf(row(0, r, g, b))] + shift));
    const y = labCubeOf(fround(root[stepOf(row(3, r, g, b))] + shift));
    const z = labCubeOf(fround(root[stepOf(row(6, r, g, b))] + shift));
    output[i] = levelOf(row(9, x, y, z));
    output[i + 1] = levelOf(row(12, x, y, z));
    output[i + 2] = levelOf(row(15, x, y, z));
  }
  return { ...raster, data: output };
}
