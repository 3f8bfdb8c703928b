import { runKernel } from '../kernels/kernels.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';

/** How the light falls off. */
export interface Shade {
  /** For each column. */
  readonly across: Float32Array;
  /** For each row. */
  readonly down: Float32Array;
  /** The light of a pixel is `1 − fall · (across + down)`, from 0 to 1. */
  readonly fall: number;
  /** The channels that are darkened: the first so many. */
  readonly colors: number;
}

/** Multiplies a picture with a light that falls off along columns and rows. Pictures of 8 bits: in single precision. */
export function shade(raster: Raster, { across, down, fall, colors }: Shade): Raster {
  const { data, width, height, channels } = raster;
  const output = roomOf(data, data.length);
  const isEight = data instanceof Uint8Array && output instanceof Uint8Array;
  if (isEight && channels === 3 && colors === 3 && shadeByKernel(output, raster, across, down, fall)) {
    return { ...raster, data: output };
  }
  const { fround } = Math;
  const round = isEight ? fround : (value: number): number => value;
  const strength = round(fall);
  const settle = settleFor(data);
  if (colors < channels) output.set(data);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += channels) {
      const light = round(1 - round(strength * round(across[x] + down[y])));
      // Rounded by adding one half and dropping digits, of numbers that are not below 0.
      if (isEight) for (let c = 0; c < colors; c++) output[i + c] = fround(fround(data[i + c] * light) + 0.5);
      else for (let c = 0; c < colors; c++) output[i + c] = settle(data[i + c] * light);
    }
  }
  return { ...raster, data: output };
}

function shadeByKernel(
  output: Uint8Array,
  { data, width, height }: Raster,
  across: Float32Array,
  down: Float32Array,
  fall: number,
): boolean {
  const done = runKernel([data, output, across, down], (kernels, [source, to, acrossAt, downAt]) => {
    kernels.write(source, data);
    kernels.write(acrossAt, across);
    kernels.write(downAt, down);
    kernels.shade8(source, to, acrossAt, downAt, width, height, fall);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}
