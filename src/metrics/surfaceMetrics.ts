import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { averageSurfaceDistance } from './averageSurfaceDistance.js';
import { classMaps } from './classMaps.js';
import { hausdorffDistance } from './hausdorffDistance.js';
import type { MetricInput } from './metricInput.js';
import { fromPlain, type PlainNumber, toPlain } from './plainNumbers.js';
import { checkShapes, type DecidedBatch, readDecisions } from './readBatch.js';
import type { Report } from './report.js';
import { checkSameOptions } from './sameOptions.js';
import { type PixelOptions, pixelOptionNames, readPixelOptions } from './segmentationOptions.js';
import { surfaceDice } from './surfaceDice.js';
import { surfaceDistances } from './surfaceDistances.js';
import {
  reportSurfaces,
  type SurfaceResult,
  type SurfaceScoreName,
  summarizeSurfaces,
  surfaceScoreNames,
} from './surfaceResult.js';
import { makeUpdates } from './updates.js';

const where = 'surfaceMetrics';

/** Options of {@link surfaceMetrics}. */
export interface SurfaceMetricsOptions extends PixelOptions {
  /** The size of a pixel as `[row, column]`, in the unit that distances shall have. Left out, both are 1. */
  readonly spacing?: readonly [number, number];
  /** How far apart outlines may be for surface Dice, in that unit; by default 1. */
  readonly tolerance?: number;
  /** The indices of the classes that are measured; by default all, a background among them. */
  readonly only?: readonly number[];
  /** The distance that a missed or invented object counts as; by default `Infinity`. The picture's diagonal is usual. */
  readonly missedDistance?: number;
  /** The least probability that is positive, for `binary` and `multilabel`; by default 0.5. */
  readonly threshold?: number;
}

/** What {@link surfaceMetrics} has measured, as plain JSON. */
export interface SurfaceMetricsState {
  readonly task: PixelOptions['task'];
  readonly labels: readonly string[];
  readonly spacing: readonly number[];
  readonly tolerance: number;
  /** `[image][class]` for each score. */
  readonly scores: Readonly<Record<SurfaceScoreName, readonly (readonly PlainNumber[])[]>>;
}

/** Distances between outlines over a whole data set. */
export interface SurfaceMetrics {
  /** Measures a batch, in the same forms as `segmentationMetrics` takes it. */
  update(yTrue: MetricInput, yPred: MetricInput): Promise<void>;
  /** All scores of what was measured so far. */
  result(): SurfaceResult;
  /** A table of the classes, with the mean and the median over all. */
  report(): Report;
  /** Forgets what was measured. */
  reset(): void;
  /** Adds what another one has measured; its images come after those of this one. */
  merge(other: SurfaceMetrics | SurfaceMetricsState): void;
  /** What was measured, as plain JSON that `merge` takes. */
  toJSON(): SurfaceMetricsState;
}

/**
 * Hausdorff distance, its 95th percentile, average symmetric surface distance and surface Dice of every image and class,
 * and their means over a data set. They see what overlap scores hardly do: how far an outline is off.
 *
 * Inputs are those of `segmentationMetrics`. Ignored pixels are outside in the truth as in the prediction. Where both
 * masks of a class are empty its scores are NaN and left out; where one is, distances are `missedDistance` and surface
 * Dice is 0. An image takes time linear in its pixels, and memory for four numbers a class.
 *
 * @throws OptionError for unknown or impossible options; `update` rejects as that of `segmentationMetrics` does.
 *
 * @example
 * ```ts
 * import { surfaceMetrics } from 'segkit';
 *
 * const metrics = surfaceMetrics({ task: 'binary', spacing: [0.5, 0.5] }); // millimetres a pixel
 * await metrics.update(
 *   { data: Uint8Array.from([0, 1, 1, 0]), width: 4, height: 1 },
 *   { data: Uint8Array.from([0, 1, 1, 1]), width: 4, height: 1 },
 * );
 * console.log(metrics.result().hausdorff.mean); // 0.5
 * ```
 */
export function surfaceMetrics(options: SurfaceMetricsOptions): SurfaceMetrics {
  const settings = readSurfaceOptions(options);
  const { only, labels, missedDistance } = settings;
  const identity = { task: settings.task, labels, spacing: settings.spacing, tolerance: settings.tolerance };
  let tables: Record<SurfaceScoreName, number[][]>;
  const clear = (): void => {
    tables = { hausdorff: [], hausdorff95: [], averageSurfaceDistance: [], surfaceDice: [] };
  };
  clear();

  const measure = (batch: DecidedBatch): Record<SurfaceScoreName, number>[][] =>
    Array.from({ length: batch.images }, (_, image) => {
      const maps = classMaps(batch, image, settings);
      return only.map((index) => measureMaps(maps[index], settings));
    });

  const { update, checkSettled } = makeUpdates(where, {
    check: (truth, prediction) => checkShapes(truth, prediction, settings),
    measure: (truth, prediction) => {
      const batch = readDecisions(truth, prediction, settings);
      return batch instanceof Promise ? batch.then(measure) : measure(batch);
    },
    add: (images) => {
      for (const image of images)
        for (const name of surfaceScoreNames) tables[name].push(image.map((scores) => scores[name]));
    },
  });

  return {
    update,
    result() {
      checkSettled();
      return summarizeSurfaces(tables, labels, missedDistance);
    },
    report() {
      checkSettled();
      return reportSurfaces(summarizeSurfaces(tables, labels, missedDistance));
    },
    reset() {
      checkSettled();
      clear();
    },
    merge(other) {
      checkSettled();
      const state = 'toJSON' in other ? other.toJSON() : other;
      checkSameOptions(where, identity, state);
      for (const name of surfaceScoreNames) for (const row of state.scores[name]) tables[name].push(row.map(fromPlain));
    },
    toJSON() {
      checkSettled();
      const scores = surfaceScoreNames.map((name) => [name, tables[name].map((row) => row.map(toPlain))]);
      return { ...identity, scores: Object.fromEntries(scores) };
    },
  };
}

function readSurfaceOptions(options: SurfaceMetricsOptions) {
  checkOptionNames(where, options, [
    ...pixelOptionNames,
    'spacing',
    'tolerance',
    'only',
    'missedDistance',
    'threshold',
  ]);
  const pixel = readPixelOptions(where, options);
  const { spacing = [1, 1], tolerance = 1, missedDistance = Infinity, threshold = 0.5 } = options;
  const { only = Array.from({ length: pixel.classes }, (_, i) => i) } = options;
  for (const size of spacing) checkNumber(where, 'spacing', size, { min: Number.MIN_VALUE });
  checkNumber(where, 'tolerance', tolerance, { min: 0 });
  checkNumber(where, 'missedDistance', missedDistance, { min: 0 });
  checkNumber(where, 'threshold', threshold, { min: 0, max: 1 });
  if (only.length === 0) throw new OptionError(`${where}: only is empty. Name at least one class.`, { option: 'only' });
  for (const index of only) checkNumber(where, 'only', index, { min: 0, max: pixel.classes - 1, integer: true });
  const labels = only.map((index) => pixel.labels[index]);
  return { ...pixel, labels, spacing, tolerance, missedDistance, threshold, only };
}

function measureMaps(
  { yTrue, yPred, label }: ReturnType<typeof classMaps>[number],
  { spacing, tolerance }: ReturnType<typeof readSurfaceOptions>,
): Record<SurfaceScoreName, number> {
  const distances = surfaceDistances(yTrue, yPred, { label, spacing });
  return {
    hausdorff: hausdorffDistance(distances),
    hausdorff95: hausdorffDistance(distances, { percentile: 95 }),
    averageSurfaceDistance: averageSurfaceDistance(distances),
    surfaceDice: surfaceDice(distances, tolerance),
  };
}
