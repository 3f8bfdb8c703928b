import { averagePrecision } from './averagePrecision.js';
import { definedMean } from './definedMean.js';
import type { InstanceMatches } from './matchInstances.js';
import { type PanopticQuality, panopticQuality } from './panopticQuality.js';
import { type RankedAveragePrecision, rankedAveragePrecision } from './rankedAveragePrecision.js';
import { makeReport, type Report, type ReportRow } from './report.js';

/** The scores of one class of instances. */
export interface InstanceScores extends PanopticQuality {
  /** `TP / (TP + FP + FN)` at each of the thresholds, the mean over images. */
  readonly averagePrecision: readonly number[];
  /** Average precision at an IoU above 0.5. */
  readonly averagePrecision50: number;
  /** The mean of `averagePrecision` over the thresholds. */
  readonly meanAveragePrecision: number;
  /** At each of the thresholds, for ranked metrics. */
  readonly ranked?: readonly RankedAveragePrecision[];
}

/** What `instanceMetrics` gives: sums of the counts and means of the scores over the classes, and those of each class. */
export interface InstanceResult extends InstanceScores {
  readonly labels: readonly string[];
  /** The number of images. */
  readonly images: number;
  /** The IoUs of `averagePrecision` and `ranked`. */
  readonly thresholds: readonly number[];
  /** The scores of each class by its name. */
  readonly perClass: Readonly<Record<string, InstanceScores>>;
}

/** Makes every score of matches, `[image][class]`. */
export function summarizeInstances(
  matches: readonly (readonly InstanceMatches[])[],
  settings: {
    readonly labels: readonly string[];
    readonly iouThreshold: number;
    readonly thresholds: readonly number[];
    readonly ranked: boolean;
  },
): InstanceResult {
  const { labels, thresholds, ranked } = settings;
  const classes = labels.map((_, c) =>
    scoreClass(
      matches.map((row) => row[c]),
      settings,
    ),
  );
  const total = (pick: (scores: InstanceScores) => number): number =>
    classes.reduce((sum, scores) => sum + pick(scores), 0);
  const average = (pick: (scores: InstanceScores) => number): number => definedMean(classes.map(pick));
  return {
    labels,
    images: matches.length,
    thresholds,
    tp: total(({ tp }) => tp),
    fp: total(({ fp }) => fp),
    fn: total(({ fn }) => fn),
    sumIou: total(({ sumIou }) => sumIou),
    sq: average(({ sq }) => sq),
    rq: average(({ rq }) => rq),
    pq: average(({ pq }) => pq),
    averagePrecision: thresholds.map((_, i) => average((scores) => scores.averagePrecision[i])),
    averagePrecision50: average((scores) => scores.averagePrecision50),
    meanAveragePrecision: average((scores) => scores.meanAveragePrecision),
    ...(ranked && {
      ranked: thresholds.map((_, i) => ({
        area: average((scores) => scores.ranked![i].area),
        points101: average((scores) => scores.ranked![i].points101),
      })),
    }),
    perClass: Object.fromEntries(classes.map((scores, c) => [labels[c], scores])),
  };
}

function scoreClass(
  images: readonly InstanceMatches[],
  { iouThreshold, thresholds, ranked }: Parameters<typeof summarizeInstances>[1],
): InstanceScores {
  const precisions = thresholds.map((threshold) => averagePrecision(images, threshold));
  return {
    ...panopticQuality(images, iouThreshold),
    averagePrecision: precisions,
    averagePrecision50: averagePrecision(images, 0.5),
    meanAveragePrecision: definedMean(precisions),
    ...(ranked && { ranked: thresholds.map((threshold) => rankedAveragePrecision(images, threshold)) }),
  };
}

/** A table of the classes and, where there are several, of all. */
export function reportInstances(result: InstanceResult): Report {
  const names = ['tp', 'fp', 'fn', 'pq', 'sq', 'rq', 'averagePrecision50', 'meanAveragePrecision'] as const;
  const row = (name: string, scores: InstanceScores): ReportRow => [name, ...names.map((key) => scores[key])];
  const classes = result.labels.map((label) => row(label, result.perClass[label]));
  return makeReport(['class', ...names], [classes, classes.length > 1 ? [row('all', result)] : []], ['tp', 'fp', 'fn']);
}
