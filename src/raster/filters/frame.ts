import { type Border, borderIndex } from '../border.js';

/** The pixel that stands at each position of a frame, from `radius` before a side to `radius` after it. */
export function framePlaces(size: number, radius: number, border: Border): Int32Array {
  const places = new Int32Array(size + 2 * radius);
  for (let i = 0; i < places.length; i++) places[i] = borderIndex(i - radius, size, border);
  return places;
}
