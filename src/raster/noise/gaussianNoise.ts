import { runKernel } from '../kernels/kernels.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { normalNoise } from './normalNoise.js';
import { normalQuantiles } from './normalValues.js';
import { randomWords, wordsState } from './randomWords.js';

/** How much noise, and which. */
export interface NoiseOptions {
  /** The standard deviation in units of the picture. */
  readonly sigma: number;
  /** Values that get the same noise: 1, or the count of channels for noise of whole pixels. */
  readonly share: number;
  readonly seed: number;
}

/** Random words that are made at a time. */
const block = 4096;

/**
 * Adds normally distributed noise, rounded for whole numbers and clipped to 0 … maximum. The noise depends on the seed
 * alone. For pictures of 8 bits it comes in sixteenths of a level, at most 1024 levels.
 */
export function addGaussianNoise(raster: Raster, options: NoiseOptions): Raster {
  if (raster.data instanceof Uint8Array) return addToBytes(raster, raster.data, options);
  const { data } = raster;
  const { sigma, share, seed } = options;
  const output = roomOf(data, data.length);
  const settle = settleFor(data);
  const next = normalNoise(sigma, 'gaussian', seed);
  const noise = new Float32Array(2 * block);
  for (let start = 0; start < data.length; start += noise.length * share) {
    next(noise);
    const end = Math.min(data.length, start + noise.length * share);
    for (let i = start, n = 0; i < end; n++) {
      for (let c = 0; c < share; c++, i++) output[i] = settle(data[i] + noise[n]);
    }
  }
  return { ...raster, data: output };
}

function addToBytes(raster: Raster, data: Uint8Array, { sigma, share, seed }: NoiseOptions): Raster {
  const table = sixteenths(sigma);
  const output = roomOf(data, data.length);
  if (addByKernel(output, data, table, share, wordsState('gaussian', seed))) return { ...raster, data: output };
  const next = randomWords('gaussian', seed);
  const words = new Uint32Array(block);
  const indexes = new Uint16Array(words.buffer);
  for (let start = 0; start < data.length; start += indexes.length * share) {
    next(words);
    const end = Math.min(data.length, start + indexes.length * share);
    for (let i = start, n = 0; i < end; n++) {
      const noise = table[indexes[n]];
      for (let c = 0; c < share; c++, i++) {
        const value = (data[i] * 16 + noise + 8) >> 4;
        output[i] = value < 0 ? 0 : Math.min(value, 255);
      }
    }
  }
  return { ...raster, data: output };
}

function addByKernel(
  output: Uint8Array,
  data: Uint8Array,
  table: Int16Array,
  share: number,
  state: Int32Array,
): boolean {
  const { length } = data;
  const done = runKernel([data, output, table.byteLength, state.byteLength], (kernels, [from, to, values, words]) => {
    kernels.write(from, data);
    kernels.write(values, table);
    kernels.write(words, state);
    kernels.noise8(from, to, length, share, values, words);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}

/** The quantiles of the noise in sixteenths of a level, such that they can be added to a level in 16 bits. */
export function sixteenths(sigma: number): Int16Array {
  const table = new Int16Array(65536);
  const quantiles = normalQuantiles();
  for (let i = 0; i < table.length; i++) {
    table[i] = Math.max(-16384, Math.min(16384, Math.round(quantiles[i] * sigma * 16)));
  }
  return table;
}
