import { borderIndex } from '../border.js';
import { exactPlaces, wholePlaces } from './places.js';
import { findTaps, type Taps } from './taps.js';
import type { WarpJob } from './warpJob.js';

/** Places of {@link plainBilinear8} and {@link plainLabels} are whole numbers of 1/16384 pixel. */
export const placeBits = 14;

const one = 1 << placeBits;
const half = one >> 1;

/** Places of {@link plainLinear} are kept within whole numbers of 32 bits. */
const farthest = 1e9;

/** The nearest pixel. */
export function plainNearest(job: WarpJob): void {
  const { source, output, fill, width, height, channels, toWidth, toHeight, border } = job;
  const xs = new Int32Array(toWidth);
  const ys = new Int32Array(toWidth);
  for (let y = 0, to = 0; y < toHeight; y++) {
    wholePlaces(job, y, xs, ys);
    for (let x = 0; x < toWidth; x++) {
      const column = borderIndex(xs[x], width, border);
      const row = borderIndex(ys[x], height, border);
      const isInside = column >= 0 && row >= 0;
      const from = isInside ? (row * width + column) * channels : 0;
      for (let c = 0; c < channels; c++) output[to++] = isInside ? source[from + c] : fill[c];
    }
  }
}

/** Bilinear for 8 bits, by whole-number weights that sum to 16384. */
export function plainBilinear8(job: WarpJob): void {
  const { source, output, fill, channels } = job;
  eachPlace(job, (to, taps, w00, w01, w10, w11) => {
    for (let c = 0; c < channels; c++) {
      const sum =
        w00 * (taps[0] < 0 ? fill[c] : source[taps[0] + c]) +
        w01 * (taps[1] < 0 ? fill[c] : source[taps[1] + c]) +
        w10 * (taps[2] < 0 ? fill[c] : source[taps[2] + c]) +
        w11 * (taps[3] < 0 ? fill[c] : source[taps[3] + c]);
      output[to + c] = (sum + half) >> placeBits;
    }
  });
}

/** Each label is weighed by what its pixels weigh together; the first of the heaviest wins. */
export function plainLabels(job: WarpJob): void {
  const { source, output, fill } = job;
  const labels: Taps = [0, 0, 0, 0];
  eachPlace(job, (to, taps, ...weights) => {
    for (let k = 0; k < 4; k++) labels[k] = taps[k] < 0 ? fill[0] : source[taps[k]];
    let best = -1;
    for (let k = 0; k < 4; k++) {
      if (labels.indexOf(labels[k]) < k) continue;
      let sum = 0;
      for (let other = k; other < 4; other++) if (labels[other] === labels[k]) sum += weights[other];
      if (sum <= best) continue;
      best = sum;
      output[to] = labels[k];
    }
  });
}

/** Bilinear for 16 bits and float32, in double precision. */
export function plainLinear(job: WarpJob): void {
  const { source, output, fill, channels, toWidth, toHeight } = job;
  const rounding = output instanceof Float32Array ? 0 : 0.5; // whole numbers are stored by truncation
  const xs = new Float64Array(toWidth);
  const ys = new Float64Array(toWidth);
  const taps: Taps = [0, 0, 0, 0];
  const value = (k: number, c: number): number => (taps[k] < 0 ? fill[c] : source[taps[k] + c]);
  for (let y = 0, to = 0; y < toHeight; y++) {
    exactPlaces(job, y, xs, ys);
    for (let x = 0; x < toWidth; x++) {
      const placeX = Math.min(farthest, Math.max(-farthest, xs[x]));
      const placeY = Math.min(farthest, Math.max(-farthest, ys[x]));
      const x0 = Math.floor(placeX);
      const y0 = Math.floor(placeY);
      findTaps(job, x0 | 0, y0 | 0, taps);
      for (let c = 0; c < channels; c++) {
        const top = between(value(0, c), value(1, c), placeX - x0);
        const bottom = between(value(2, c), value(3, c), placeX - x0);
        output[to++] = between(top, bottom, placeY - y0) + rounding;
      }
    }
  }
}

/** The value at a share of the way from one to the next; at its start exactly the first, whatever the second is. */
const between = (first: number, second: number, share: number): number =>
  share === 0 ? first : first + (second - first) * share;

type Visit = (to: number, taps: Taps, w00: number, w01: number, w10: number, w11: number) => void;

/** Finds the four pixels around each place, and their weights in whole numbers. */
function eachPlace(job: WarpJob, visit: Visit): void {
  const { channels, toWidth, toHeight } = job;
  const xs = new Int32Array(toWidth);
  const ys = new Int32Array(toWidth);
  const taps: Taps = [0, 0, 0, 0];
  for (let y = 0, to = 0; y < toHeight; y++) {
    wholePlaces(job, y, xs, ys);
    for (let x = 0; x < toWidth; x++, to += channels) {
      const right = xs[x] & (one - 1);
      const below = ys[x] & (one - 1);
      const w11 = (right * below + half) >> placeBits;
      const w10 = below - w11;
      findTaps(job, xs[x] >> placeBits, ys[x] >> placeBits, taps);
      visit(to, taps, one - right - w10, right - w11, w10, w11);
    }
  }
}
