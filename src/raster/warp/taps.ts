import { borderIndex } from '../border.js';
import type { WarpJob } from './warpJob.js';

/** The four pixels around a place: above left, above right, below left, below right. */
export type Taps = [number, number, number, number];

/**
 * Finds where in the source the pixels from (x0, y0) to (x0 + 1, y0 + 1) start, each of them where the border leads.
 * −1 stands for the fill.
 */
export function findTaps(job: WarpJob, x0: number, y0: number, taps: Taps): void {
  const { width, height, channels, border } = job;
  const left = borderIndex(x0, width, border);
  const right = borderIndex(x0 + 1, width, border);
  const top = borderIndex(y0, height, border);
  const bottom = borderIndex(y0 + 1, height, border);
  taps[0] = left < 0 || top < 0 ? -1 : (top * width + left) * channels;
  taps[1] = right < 0 || top < 0 ? -1 : (top * width + right) * channels;
  taps[2] = left < 0 || bottom < 0 ? -1 : (bottom * width + left) * channels;
  taps[3] = right < 0 || bottom < 0 ? -1 : (bottom * width + right) * channels;
}
