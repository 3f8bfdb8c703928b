import type { Raster, RasterData } from './raster.js';
import { roomOf } from './room.js';

/** A value as a picture of this number type can hold it: rounded for whole numbers, clipped to 0 … maximum. */
export type Settle = (value: number) => number;

const settleByte: Settle = (value) => (value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5));
const settleShort: Settle = (value) => (value <= 0 ? 0 : value >= 65535 ? 65535 : Math.floor(value + 0.5));
const settleFloat: Settle = (value) => (value < 0 ? 0 : Math.fround(Math.min(value, 1)));

/** How a picture of this number type holds values. */
export const settleFor = (data: RasterData): Settle =>
  data instanceof Uint8Array ? settleByte : data instanceof Uint16Array ? settleShort : settleFloat;

/** A picture made of another by a function of its values and their places. */
export function mapValues(raster: Raster, change: (value: number, index: number) => number): Raster {
  const { data } = raster;
  const output = roomOf(data, data.length);
  const settle = settleFor(data);
  for (let i = 0; i < data.length; i++) output[i] = settle(change(data[i], i));
  return { ...raster, data: output };
}
