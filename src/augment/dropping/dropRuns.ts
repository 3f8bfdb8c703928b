import { random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import type { Box } from '../../raster/crop.js';
import { fillValues } from '../../raster/pad.js';
import { channelsOf, copyOf, newData, type PixelData, type PixelGrid } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';
import { maximumOf } from '../pixel/mapLevels.js';
import type { DropFill } from './dropOptions.js';

/** Pixels next to each other in a row: the position of the first, and how many. */
export interface Run {
  readonly start: number;
  readonly length: number;
}

/** What dropped pixels hold afterwards. */
export interface DropLook {
  /** For messages: the name of the transform. */
  readonly name: string;
  readonly fill: DropFill;
  /** The seed of noise. */
  readonly noise: number;
  /** The label of dropped pixels, or `null` to keep the mask. */
  readonly maskFill: number | null;
}

/** Fills runs of pixels. Weights stay as they are. */
export function dropRuns(sample: Sample, runs: readonly Run[], look: DropLook): Sample {
  if (runs.length === 0) return sample;
  const { mask } = sample;
  const { maskFill } = look;
  return {
    ...sample,
    image:
      look.fill === 'noise'
        ? withNoise(sample.image, runs, look)
        : filled(sample.image, runs, colorOf(sample.image, look)),
    ...(mask && maskFill !== null && { mask: filled(mask, runs, fillValues(`${look.name} (mask)`, mask, maskFill)) }),
  };
}

/** The runs of rectangles, which may reach out of the picture. */
export function runsOfBoxes(boxes: readonly Box[], { width, height }: PixelGrid): Run[] {
  return boxes.flatMap((box) => {
    const left = Math.max(0, box.x);
    const length = Math.min(width, box.x + box.width) - left;
    const top = Math.max(0, box.y);
    const rows = Math.min(height, box.y + box.height) - top;
    if (length <= 0 || rows <= 0) return [];
    return Array.from({ length: rows }, (_, row) => ({ start: (top + row) * width + left, length }));
  });
}

/** What is filled in where it is one value a channel. */
export function colorOf(image: Raster, { name, fill }: Pick<DropLook, 'name' | 'fill'>): number[] {
  return fill === 'mean' ? meanColor(image) : fillValues(name, image, fill as number | readonly number[]);
}

function filled<G extends PixelGrid>(grid: G, runs: readonly Run[], values: readonly number[]): G {
  const output = copyOf(grid);
  const channels = channelsOf(grid);
  const longest = runs.reduce((most, { length }) => Math.max(most, length), 0);
  const pattern = newData<PixelData>(grid.data, longest * channels);
  for (let i = 0; i < pattern.length; i++) pattern[i] = values[i % channels];
  for (const { start, length } of runs) output.data.set(pattern.subarray(0, length * channels), start * channels);
  return output;
}

function withNoise(image: Raster, runs: readonly Run[], { noise }: DropLook): Raster {
  const output = copyOf(image);
  const draw = random('noise', noise);
  const maximum = maximumOf(image);
  const isFloat = image.data instanceof Float32Array;
  for (const { start, length } of runs) {
    for (let i = start * image.channels; i < (start + length) * image.channels; i++) {
      output.data[i] = isFloat ? draw.uniform() : draw.integer(0, maximum + 1);
    }
  }
  return output;
}

function meanColor({ data, channels }: Raster): number[] {
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0; i < data.length; i++) sums[i % channels] += data[i];
  const pixels = data.length / channels;
  return sums.map((sum) => (data instanceof Float32Array ? sum / pixels : Math.round(sum / pixels)));
}
