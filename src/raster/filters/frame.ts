import { type Border, borderIndex } from '../border.js';

/** The pixel that stands at each position of a frame, from `radius` before a side to `radius` after it. */
export const framePlaces = (size: number, radius: number, border: Border): Int32Array =>
  Int32Array.from({ length: size + 2 * radius }, (_, i) => borderIndex(i - radius, size, border));
