import { lumaWeights } from '../color/colorMatrix.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { normalNoise } from './normalNoise.js';

/** How much noise, in units of the picture. */
export interface IsoNoiseOptions {
  /** The standard deviation of brightness where the picture is white; it falls off with the root of brightness. */
  readonly brightness: number;
  /** The standard deviation of each channel's colour, everywhere alike. */
  readonly color: number;
  readonly seed: number;
}

/** Pixels that are worked on at a time. */
const block = 4096;

/**
 * The noise of a camera at high sensitivity: brightness noise of photons that are counted, and colour noise that leaves
 * the mean of the channels as it is. Colour noise needs three channels, and is for the first three.
 */
export function addIsoNoise(raster: Raster, { brightness, color, seed }: IsoNoiseOptions): Raster {
  const { data, channels } = raster;
  const output = roomOf(data, data.length);
  output.set(data);
  const colors = Math.min(channels, 3);
  const maximum = data instanceof Uint8Array ? 255 : data instanceof Uint16Array ? 65535 : 1;
  const settle = settleFor(data);
  const next = normalNoise(1, 'iso', seed);
  const noise = new Float32Array(4 * block);
  for (let i = 0, n = 0; i < data.length; i += channels, n = (n + 4) % noise.length) {
    if (n === 0) next(noise);
    const light =
      colors === 3 ? lumaWeights[0] * data[i] + lumaWeights[1] * data[i + 1] + lumaWeights[2] * data[i + 2] : data[i];
    const shot = noise[n] * brightness * Math.sqrt(Math.max(0, light) / maximum);
    const mean = colors === 3 ? (noise[n + 1] + noise[n + 2] + noise[n + 3]) / 3 : 0;
    for (let c = 0; c < colors; c++) {
      const tint = colors === 3 ? color * (noise[n + 1 + c] - mean) : 0;
      output[i + c] = settle(data[i + c] + shot + tint);
    }
  }
  return { ...raster, data: output };
}
