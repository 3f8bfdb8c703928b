import { lookUp } from '../../raster/lookUp.js';
import { settleFor } from '../../raster/mapValues.js';
import { newData } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';
import { roomOf } from '../../raster/room.js';
import type { LevelFormat, LevelMap } from '../transform.js';

/** The value that stands for full brightness: 255, 65535, or 1 for float32. */
export function maximumOf({ data }: Raster): number {
  return data instanceof Float32Array ? 1 : data instanceof Uint16Array ? 65535 : 255;
}

/** What a change of levels may look at in a picture. */
export const formatOf = (image: Raster): LevelFormat => ({ maximum: maximumOf(image), channels: image.channels });

/**
 * Changes every value by functions of the value and its channel alone, one after the other; after each, results are
 * rounded for whole-number pictures and clipped to 0 … maximum. Whole numbers go through one table for each channel, or
 * through one for all: several changes take no longer than one, and give what they give one by one.
 */
export function mapLevels(image: Raster, ...levels: readonly LevelMap[]): Raster {
  const { data, channels } = image;
  const settle = settleFor(data);
  const change = (value: number, channel: number): number => {
    let state = value;
    for (const level of levels) state = settle(level(state, channel));
    return state;
  };
  if (data instanceof Float32Array) {
    const output = new Float32Array(data.length);
    for (let i = 0, c = 0; i < data.length; i++) {
      output[i] = change(data[i], c);
      if (++c === channels) c = 0;
    }
    return { ...image, data: output };
  }
  const tables = Array.from({ length: channels }, (_, channel) => {
    const table = newData(data, maximumOf(image) + 1);
    for (let value = 0; value < table.length; value++) table[value] = change(value, channel);
    return table;
  });
  const output = roomOf(data, data.length);
  lookUp(output, data, tables);
  return { ...image, data: output };
}
