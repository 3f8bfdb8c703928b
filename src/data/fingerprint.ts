import { DataError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { random } from '../core/random.js';
import type { Dataset } from './dataset.js';
import type { Sample } from './sample.js';

/** Options of {@link fingerprint}. */
export interface FingerprintOptions {
  /** Pictures that are looked at, at most; 200 by default. */
  readonly samples?: number;
  /** Which pictures those are; 0 by default. */
  readonly seed?: number | string;
}

/** What a plan of training goes by. */
export interface Fingerprint {
  /** Pictures in the data set. */
  readonly count: number;
  /** Pictures that were looked at. */
  readonly sampled: number;
  /** Medians, in pixels. */
  readonly width: number;
  /** Medians, in pixels. */
  readonly height: number;
  /** Channels of the pictures. */
  readonly channels: number;
  /** Of the pixels of masks, the share that is not background (label 0). */
  readonly foreground: number;
  /**
   * How much top and bottom of the masks differ, over what chance alone gives: about 1 where pictures have no upright
   * position, as under a microscope, and far above in streets.
   */
  readonly verticalAsymmetry: number;
  /** The same for left and right. */
  readonly horizontalAsymmetry: number;
}

/**
 * Looks at a part of a data set and says what matters for a plan: sizes, channels, the share of the foreground, and
 * whether masks have a top and a bottom.
 *
 * Asymmetry is `n·|mean a|² / mean |a|²`, where `a` is the foreground of a mask on a grid of 16×16 cells, minus that of
 * its mirror image, and n the number of masks. Its expectation is 1 where a picture is as likely as its mirror image.
 *
 * @throws DataError if the pictures have no masks, or not all the same number of channels.
 * @example
 * ```ts
 * import { arrayDataset, fingerprint } from 'segkit';
 *
 * const image = { data: new Uint8Array(32 * 32), width: 32, height: 32, channels: 1 };
 * const mask = { data: new Uint8Array(32 * 32).fill(1, 0, 512), width: 32, height: 32 };
 * const { width, foreground } = await fingerprint(arrayDataset([{ id: 'a', image, mask, meta: {} }]));
 * console.log(width, foreground); // 32 0.5
 * ```
 */
export async function fingerprint(dataset: Dataset, options: FingerprintOptions = {}): Promise<Fingerprint> {
  checkOptionNames('fingerprint', options, ['samples', 'seed']);
  const { samples = 200, seed = 0 } = options;
  checkNumber('fingerprint', 'samples', samples, { min: 1, integer: true });
  const chosen = random('fingerprint', seed).permutation(dataset.length).slice(0, samples);
  const widths: number[] = [];
  const heights: number[] = [];
  const channels = new Set<number>();
  const vertical = asymmetry((row, column) => [gridSide - 1 - row, column]);
  const horizontal = asymmetry((row, column) => [row, gridSide - 1 - column]);
  let foreground = 0;
  for (const index of chosen) {
    const sample = await dataset.sample(index);
    widths.push(sample.image.width);
    heights.push(sample.image.height);
    channels.add(sample.image.channels);
    const grid = foregroundGrid(sample, dataset.ignoreIndex);
    foreground += grid.reduce((sum, share) => sum + share, 0) / grid.length;
    vertical.add(grid);
    horizontal.add(grid);
  }
  if (channels.size > 1) {
    const found = [...channels].sort((a, b) => a - b).join(' and ');
    throw new DataError(`fingerprint: there are pictures of ${found} channels. Read all with the same number.`);
  }
  return {
    count: dataset.length,
    sampled: chosen.length,
    width: median(widths),
    height: median(heights),
    channels: [...channels][0],
    foreground: foreground / chosen.length,
    verticalAsymmetry: vertical.ratio(),
    horizontalAsymmetry: horizontal.ratio(),
  };
}

const gridSide = 16;

/** The share of foreground in each cell of a grid over the mask. */
function foregroundGrid({ id, mask }: Sample, ignoreIndex: number | undefined): Float64Array {
  if (!mask) throw new DataError(`fingerprint: sample ${JSON.stringify(id)} has no mask.`, { id });
  const { data, width, height } = mask;
  const channels = 'channels' in mask ? mask.channels : 1;
  const sums = new Float64Array(gridSide ** 2);
  const counts = new Float64Array(gridSide ** 2);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * gridSide) / height) * gridSide;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * gridSide) / width);
      const at = (y * width + x) * channels;
      let isForeground = 0;
      for (let channel = 0; channel < channels; channel++) {
        const value = data[at + channel];
        if (value !== 0 && value !== ignoreIndex) isForeground = 1;
      }
      sums[cell] += isForeground;
      counts[cell]++;
    }
  }
  return sums.map((sum, cell) => (counts[cell] > 0 ? sum / counts[cell] : 0));
}

/** Gathers how far grids are from their mirror images. */
function asymmetry(mirror: (row: number, column: number) => [row: number, column: number]): {
  add(grid: Float64Array): void;
  ratio(): number;
} {
  const sum = new Float64Array(gridSide ** 2);
  let squares = 0;
  return {
    add: (grid) => {
      for (let cell = 0; cell < grid.length; cell++) {
        const [row, column] = mirror(Math.floor(cell / gridSide), cell % gridSide);
        const difference = grid[cell] - grid[row * gridSide + column];
        sum[cell] += difference;
        squares += difference ** 2;
      }
    },
    ratio: () => (squares === 0 ? 1 : sum.reduce((total, value) => total + value ** 2, 0) / squares),
  };
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
