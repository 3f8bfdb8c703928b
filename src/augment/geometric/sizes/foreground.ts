import type { Random } from '../../../core/random.js';
import type { Sample } from '../../../data/sample.js';
import type { Box } from '../../../raster/crop.js';
import type { LabelMap } from '../../../raster/labelMap.js';
import type { Place } from '../../../raster/place.js';
import type { Raster } from '../../../raster/raster.js';

/** The foreground of a mask. */
export interface Foreground {
  /** One of its pixels: of a class that is drawn first, all equally likely, or else any with the same chance. */
  drawPixel(draw: Random, balanced?: boolean): Place;
  /** How much of a box it covers, 0 … 1. */
  shareOf(box: Box): number;
}

/**
 * Finds the foreground of a mask: the given labels or channels, else all labels but 0 and the ignore index, or all
 * channels; `undefined` if there is none.
 */
export function findForeground(
  mask: NonNullable<Sample['mask']>,
  classes: readonly number[] | undefined,
  ignoreIndex: number | undefined,
): Foreground | undefined {
  const isWanted = (label: number): boolean => label !== ignoreIndex && (classes?.includes(label) ?? label !== 0);
  const counts = 'channels' in mask ? countChannels(mask) : countLabels(mask);
  const present = [...counts]
    .filter(
      ([label, count]) => count > 0 && ('channels' in mask ? (classes?.includes(label) ?? true) : isWanted(label)),
    )
    .sort((a, b) => a[0] - b[0]);
  if (present.length === 0) return undefined;
  const wanted = new Set(present.map(([label]) => label));
  return {
    drawPixel: (draw, balanced = true) => {
      const [label, n] = balanced ? drawBalanced(present, draw) : drawEvenly(present, draw);
      const position = nthPixel(mask, label, n);
      return { x: position % mask.width, y: Math.floor(position / mask.width) };
    },
    shareOf: (box) => countInBox(mask, wanted, box) / (box.width * box.height),
  };
}

type Counts = readonly (readonly [label: number, count: number])[];

function drawBalanced(present: Counts, draw: Random): readonly [label: number, n: number] {
  const [label, count] = draw.choice(present);
  return [label, draw.integer(0, count)];
}

function drawEvenly(present: Counts, draw: Random): readonly [label: number, n: number] {
  let n = draw.integer(
    0,
    present.reduce((sum, [, count]) => sum + count, 0),
  );
  for (const [label, count] of present) {
    if (n < count) return [label, n];
    n -= count;
  }
  throw new Error('the counts add up to their sum');
}

function countInBox(mask: LabelMap | Raster, wanted: ReadonlySet<number>, box: Box): number {
  const channels = 'channels' in mask ? mask.channels : 1;
  let count = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      const first = (y * mask.width + x) * channels;
      if ('channels' in mask ? hasChannel(mask, first, wanted) : wanted.has(mask.data[first])) count++;
    }
  }
  return count;
}

function hasChannel({ data }: Raster, first: number, wanted: ReadonlySet<number>): boolean {
  for (const channel of wanted) if (data[first + channel] !== 0) return true;
  return false;
}

function countLabels({ data }: LabelMap): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; ) {
    // Labels come in runs, which cost one look-up each.
    const label = data[i];
    const start = i;
    while (i < data.length && data[i] === label) i++;
    counts.set(label, (counts.get(label) ?? 0) + i - start);
  }
  return counts;
}

function countChannels({ data, channels }: Raster): Map<number, number> {
  const counts = new Array<number>(channels).fill(0);
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) counts[i % channels]++;
  return new Map(counts.entries());
}

/** The position of the n-th pixel of a label, or of a channel that is set, counted from 0. */
function nthPixel(mask: LabelMap | Raster, label: number, n: number): number {
  const channels = 'channels' in mask ? mask.channels : 1;
  const offset = 'channels' in mask ? label : 0;
  let left = n;
  for (let i = 0; ; i++) {
    const value = mask.data[i * channels + offset];
    if ('channels' in mask ? value === 0 : value !== label) continue;
    if (left-- === 0) return i;
  }
}
