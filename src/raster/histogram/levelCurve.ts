import { lookUp } from '../lookUp.js';
import { settleFor } from '../mapValues.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { histogramOf } from './equalize.js';

/** The value of full brightness over 255: what a level is worth in units of the picture. */
export const levelUnit = ({ data }: Raster): number =>
  data instanceof Uint8Array ? 1 : data instanceof Uint16Array ? 257 : 1 / 255;

/** The histogram of a channel in 256 levels, to which 16-bit and float32 values are rounded. */
export function channelHistogram(raster: Raster, channel: number): Int32Array {
  const { data, channels } = raster;
  if (data instanceof Uint8Array) return histogramOf(data, channel, channels);
  const unit = levelUnit(raster);
  const levels = new Uint8Array(data.length / channels);
  for (let p = 0; p < levels.length; p++)
    levels[p] = Math.min(255, Math.max(0, data[p * channels + channel] / unit)) + 0.5;
  return histogramOf(levels);
}

/** What a table of 256 levels makes of a value in levels; between two levels it is straight. */
export function curveAt(table: ArrayLike<number>, level: number): number {
  const place = Math.min(255, Math.max(0, level));
  const below = Math.floor(place);
  const above = Math.min(255, below + 1);
  return table[below] + (table[above] - table[below]) * (place - below);
}

/** Changes the values of each channel by a table of 256 levels. */
export function applyCurves(raster: Raster, tables: readonly ArrayLike<number>[]): Raster {
  const { data, channels } = raster;
  const output = roomOf(data, data.length);
  const unit = levelUnit(raster);
  const settle = settleFor(data);
  if (data instanceof Uint8Array && output instanceof Uint8Array) {
    const settled = tables.map((table) => Uint8Array.from({ length: 256 }, (_, level) => settle(table[level])));
    lookUp(output, data, settled);
    return { ...raster, data: output };
  }
  for (let c = 0; c < channels; c++) {
    for (let i = c; i < data.length; i += channels) {
      output[i] = settle(curveAt(tables[c], data[i] / unit) * unit);
    }
  }
  return { ...raster, data: output };
}
