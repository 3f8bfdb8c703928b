import { definedMean } from './definedMean.js';
import { makeReport, type Report, type ReportRow } from './report.js';

/** The scores of outlines, by name. */
export const surfaceScoreNames = ['hausdorff', 'hausdorff95', 'averageSurfaceDistance', 'surfaceDice'] as const;

/** The name of a score in a {@link SurfaceResult}. */
export type SurfaceScoreName = (typeof surfaceScoreNames)[number];

/** One number for every image and class, and what they come to. NaN, where both masks are empty, is left out. */
export interface SurfaceScore {
  /** The mean over images for each class, then over classes. One `Infinity` makes it infinite. */
  readonly mean: number;
  /** The middle one of all images and classes; the mean of the two middle ones of an even count. */
  readonly median: number;
  /** The mean over images of each class by its name. */
  readonly perClass: Readonly<Record<string, number>>;
  /** `[image][class]`. */
  readonly perImage: readonly (readonly number[])[];
}

/** What `surfaceMetrics` gives. */
export type SurfaceResult = Readonly<Record<SurfaceScoreName, SurfaceScore>> & {
  readonly labels: readonly string[];
  /** The number of images. */
  readonly images: number;
  /** How many pairs of image and class have exactly one empty mask: missed altogether, or made up. */
  readonly missed: number;
};

/** Makes every score of what was measured, `[image][class]` for each name. */
export function summarizeSurfaces(
  tables: Readonly<Record<SurfaceScoreName, readonly number[][]>>,
  labels: readonly string[],
  missedDistance: number,
): SurfaceResult {
  const scores = surfaceScoreNames.map((name) => {
    const table = name === 'surfaceDice' ? tables[name] : replaceInfinity(tables[name], missedDistance);
    return [name, summarizeTable(table, labels)];
  });
  return {
    labels,
    images: tables.hausdorff.length,
    missed: tables.hausdorff.flat().filter((distance) => distance === Infinity).length,
    ...(Object.fromEntries(scores) as Record<SurfaceScoreName, SurfaceScore>),
  };
}

/** A table of the classes and, below, of the mean and the median. */
export function reportSurfaces(result: SurfaceResult): Report {
  const row = (name: string, pick: (score: SurfaceScore) => number): ReportRow => [
    name,
    ...surfaceScoreNames.map((score) => pick(result[score])),
  ];
  const classes = result.labels.map((label) => row(label, ({ perClass }) => perClass[label]));
  const summary = [row('mean', ({ mean }) => mean), row('median', (score) => score.median)];
  return makeReport(['class', ...surfaceScoreNames], [classes, summary]);
}

const replaceInfinity = (table: readonly number[][], value: number): number[][] =>
  table.map((row) => row.map((distance) => (distance === Infinity ? value : distance)));

function summarizeTable(table: readonly (readonly number[])[], labels: readonly string[]): SurfaceScore {
  const perClass = labels.map((_, c) => definedMean(table.map((row) => row[c])));
  return {
    mean: definedMean(perClass),
    median: median(table.flat().filter((value) => !Number.isNaN(value))),
    perClass: Object.fromEntries(perClass.map((value, c) => [labels[c], value])),
    perImage: table.map((row) => [...row]),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
