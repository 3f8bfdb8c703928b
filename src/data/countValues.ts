import type { LabelData } from '../raster/labelMap.js';
import { countBytes } from '../raster/mapBytes.js';

/** How many pixels have each value. */
export function countValues(data: LabelData): Map<number, number> {
  const counts = new Map<number, number>();
  if (data instanceof Int32Array) {
    for (const value of data) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  }
  const table = data instanceof Uint8Array ? countBytes(data) : new Uint32Array(65536);
  if (data instanceof Uint16Array) for (let i = 0; i < data.length; i++) table[data[i]]++;
  table.forEach((count, value) => {
    if (count > 0) counts.set(value, count);
  });
  return counts;
}
