import type { Raster } from '../../raster/raster.js';
import { knownClasses } from '../countClasses.js';
import { countValues } from '../countValues.js';
import type { DatasetInfo } from '../dataset.js';
import type { Sample } from '../sample.js';
import type { ClassBalance } from './inspection.js';

/** What a mask is made of. */
export interface MaskCounts {
  /** Pixels of each class. */
  readonly classes: ReadonlyMap<number, number>;
  /** Pixels of labels that are no class. */
  readonly unknown: ReadonlyMap<number, number>;
  readonly ignored: number;
  /** Pixels of the mask; those that are ignored too. */
  readonly pixels: number;
  /** Whether no pixel has another label than 0 or the ignored one. */
  readonly isEmpty: boolean;
}

/** Counts a mask by class. */
export function countMask(mask: NonNullable<Sample['mask']>, info: DatasetInfo): MaskCounts {
  if ('channels' in mask) {
    const classes = countChannels(mask);
    const isEmpty = [...classes.values()].every((count) => count === 0);
    return { classes, unknown: new Map(), ignored: 0, pixels: mask.width * mask.height, isEmpty };
  }
  const counts = countValues(mask.data);
  const ignored = (info.ignoreIndex !== undefined && counts.get(info.ignoreIndex)) || 0;
  if (info.ignoreIndex !== undefined) counts.delete(info.ignoreIndex);
  const limit = knownClasses(info) ?? Number.POSITIVE_INFINITY;
  const isClass = ([label]: readonly [number, number]): boolean => label >= 0 && label < limit;
  return {
    classes: new Map([...counts].filter(isClass)),
    unknown: new Map([...counts].filter((entry) => !isClass(entry))),
    ignored,
    pixels: mask.data.length,
    isEmpty: [...counts.keys()].every((label) => label === 0),
  };
}

/** Soft masks count by their parts. */
function countChannels({ data, channels }: Raster): Map<number, number> {
  const sums = new Array<number>(channels).fill(0);
  const isSoft = data instanceof Float32Array;
  for (let i = 0; i < data.length; i++) sums[i % channels] += isSoft ? data[i] : data[i] === 0 ? 0 : 1;
  return new Map(sums.entries());
}

/** Adds up the classes of many masks. */
export function classTotals(info: DatasetInfo): {
  add(counts: MaskCounts): void;
  result(): { classes: ClassBalance[]; ignoredShare: number };
} {
  const totals = new Map<number, { pixels: number; samples: number }>();
  let pixels = 0;
  let ignored = 0;
  return {
    add: (counts) => {
      pixels += counts.pixels;
      ignored += counts.ignored;
      for (const [index, count] of counts.classes) {
        const total = totals.get(index) ?? { pixels: 0, samples: 0 };
        totals.set(index, { pixels: total.pixels + count, samples: total.samples + (count > 0 ? 1 : 0) });
      }
    },
    result: () => {
      const known = knownClasses(info);
      // Where the data set does not say its classes, those that come are listed.
      const found =
        known === undefined ? [...totals.keys()].sort((a, b) => a - b) : Array.from({ length: known }).keys();
      const classes = Array.from(pixels === 0 ? [] : found, (index) => {
        const { pixels: own, samples } = totals.get(index) ?? { pixels: 0, samples: 0 };
        const share = pixels > ignored ? own / (pixels - ignored) : 0;
        return { index, name: nameOf(index, info), pixels: own, share, samples };
      });
      return { classes, ignoredShare: pixels === 0 ? 0 : ignored / pixels };
    },
  };
}

function nameOf(index: number, { task, labels }: DatasetInfo): string {
  if (task === 'binary') return index === 0 ? 'background' : (labels?.at(-1) ?? 'foreground');
  return labels?.[index] ?? `class ${index}`;
}
