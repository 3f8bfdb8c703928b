import type { Raster } from '../../raster/raster.js';
import type { ChannelStatistics } from './inspection.js';

/** What is known of one channel: Chan, Golub and LeVeque's sums, which may be added up without losing digits. */
interface Moments {
  count: number;
  mean: number;
  /** The sum of the squared distances from the mean. */
  squares: number;
  min: number;
  max: number;
}

const nothing = (): Moments => ({
  count: 0,
  mean: 0,
  squares: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
});

/** Means and deviations over many pictures, of which none is kept. */
export interface PixelStatistics {
  /** Adds a picture, whose values must be finite. */
  add(image: Raster): void;
  /** What was added, by the number of channels, the most frequent first. */
  result(): ChannelStatistics[];
}

export function pixelStatistics(): PixelStatistics {
  const groups = new Map<number, { pictures: number; moments: Moments[] }>();
  return {
    add: (image) => {
      const { channels } = image;
      const group = groups.get(channels) ?? { pictures: 0, moments: Array.from({ length: channels }, nothing) };
      groups.set(channels, group);
      group.pictures++;
      for (let c = 0; c < channels; c++) merge(group.moments[c], momentsOf(image, c));
    },
    result: () =>
      [...groups]
        .sort((a, b) => b[1].pictures - a[1].pictures)
        .map(([channels, { pictures, moments }]) => ({
          channels,
          pictures,
          mean: moments.map(({ mean }) => mean),
          std: moments.map(({ squares, count }) => Math.sqrt(squares / count)),
          min: moments.map(({ min }) => min),
          max: moments.map(({ max }) => max),
        })),
  };
}

/** Those of one channel of one picture, in units of 0 … 1. */
function momentsOf({ data, channels }: Raster, channel: number): Moments {
  if (data instanceof Float32Array) return momentsOfNumbers(data, channels, channel);
  // Whole numbers are counted first: what is summed up then are at most 65,536 exact products.
  const maximum = data instanceof Uint16Array ? 65535 : 255;
  const counts = new Float64Array(maximum + 1);
  for (let i = channel; i < data.length; i += channels) counts[data[i]]++;
  const moments = nothing();
  let sum = 0;
  for (let value = 0; value <= maximum; value++) {
    if (counts[value] === 0) continue;
    moments.count += counts[value];
    sum += counts[value] * value;
    moments.min = Math.min(moments.min, value / maximum);
    moments.max = value / maximum;
  }
  const mean = sum / moments.count;
  let squares = 0;
  for (let value = 0; value <= maximum; value++) squares += counts[value] * (value - mean) ** 2;
  return { ...moments, mean: mean / maximum, squares: squares / maximum ** 2 };
}

function momentsOfNumbers(data: Float32Array, channels: number, channel: number): Moments {
  const moments = nothing();
  let sum = 0;
  for (let i = channel; i < data.length; i += channels) {
    sum += data[i];
    moments.count++;
    if (data[i] < moments.min) moments.min = data[i];
    if (data[i] > moments.max) moments.max = data[i];
  }
  moments.mean = sum / moments.count;
  for (let i = channel; i < data.length; i += channels) moments.squares += (data[i] - moments.mean) ** 2;
  return moments;
}

function merge(all: Moments, more: Moments): void {
  const count = all.count + more.count;
  const distance = more.mean - all.mean;
  all.squares += more.squares + (distance ** 2 * all.count * more.count) / count;
  all.mean += (distance * more.count) / count;
  all.count = count;
  all.min = Math.min(all.min, more.min);
  all.max = Math.max(all.max, more.max);
}
