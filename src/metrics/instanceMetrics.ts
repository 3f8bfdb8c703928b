import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type InstanceResult, reportInstances, summarizeInstances } from './instanceResult.js';
import type { InstanceMatches } from './matchInstances.js';
import type { MetricInput } from './metricInput.js';
import { checkIouThreshold } from './panopticQuality.js';
import { type InstanceDetails, matchBatch, readInstances } from './readInstances.js';
import type { Report } from './report.js';
import { checkSameOptions } from './sameOptions.js';
import { makeIntake } from './updates.js';

const where = 'instanceMetrics';

/** Options of {@link instanceMetrics}. */
export interface InstanceMetricsOptions {
  /** The names of the classes; with them, every update needs the maps of the classes. Left out, there is one class. */
  readonly labels?: readonly string[];
  /** The IoU above which instances match for panoptic quality, from 0.5 (the default) to 1. */
  readonly iouThreshold?: number;
  /** The IoUs above which they match for average precision; by default 0.5, 0.55, …, 0.95. */
  readonly thresholds?: readonly number[];
  /** Whether every update comes with scores, for ranked average precision; by default false. */
  readonly ranked?: boolean;
  /** An id in `yTrue` whose pixels do not count, whatever is predicted there. */
  readonly ignoreIndex?: number;
}

/** What {@link instanceMetrics} has matched, as plain JSON. */
export interface InstanceMetricsState {
  readonly labels: readonly string[];
  readonly ranked: boolean;
  readonly ignoreIndex: number | null;
  /** `[image][class]`. */
  readonly matches: readonly (readonly InstanceMatches[])[];
}

/** Instances matched over a whole data set. */
export interface InstanceMetrics {
  /** Matches the instances of a batch: whole-number maps of ids, `[N,H,W]`, 0 for the background. */
  update(yTrue: MetricInput, yPred: MetricInput, details?: InstanceDetails): Promise<void>;
  /** All scores of what was matched so far. */
  result(): InstanceResult;
  /** A table of the classes: counts, panoptic quality and average precision. */
  report(): Report;
  /** Forgets what was matched. */
  reset(): void;
  /** Adds what another one has matched; its images come after those of this one. */
  merge(other: InstanceMetrics | InstanceMetricsState): void;
  /** What was matched, as plain JSON that `merge` takes. */
  toJSON(): InstanceMetricsState;
}

/**
 * Panoptic quality and average precision of instance maps over a whole data set.
 *
 * Panoptic quality sums its counts over the images first, average precision is the mean over images; both are taken for
 * each class, then averaged over the classes in which they are defined. With `ranked`, the average precision of COCO
 * comes on top. Instances of different classes never match; an instance whose pixels have several classes is one
 * instance in each.
 *
 * @throws OptionError for unknown or impossible options; `update` rejects with ShapeError where shapes differ, and with
 * DataError for float maps, classes out of range, and missing scores or classes.
 *
 * @example
 * ```ts
 * import { instanceMetrics } from 'segkit';
 *
 * const metrics = instanceMetrics({});
 * await metrics.update(
 *   { data: Uint8Array.from([1, 1, 1, 0, 2]), width: 5, height: 1 },
 *   { data: Uint8Array.from([7, 7, 0, 0, 9]), width: 5, height: 1 },
 * );
 * const { pq, averagePrecision50 } = metrics.result();
 * console.log(pq, averagePrecision50); // 0.833… 1
 * ```
 */
export function instanceMetrics(options: InstanceMetricsOptions = {}): InstanceMetrics {
  const settings = readInstanceOptions(options);
  const { labels, ranked, ignoreIndex } = settings;
  const identity = { labels, ranked, ignoreIndex: ignoreIndex ?? null };
  let matches: InstanceMatches[][] = [];
  const { take, checkSettled } = makeIntake<InstanceMatches[][]>(where, (images) => matches.push(...images));

  return {
    async update(yTrue, yPred, details = {}) {
      return take(readInstances(yTrue, yPred, details, settings).map((batch) => matchBatch(batch, settings)));
    },
    result() {
      checkSettled();
      return summarizeInstances(matches, settings);
    },
    report() {
      checkSettled();
      return reportInstances(summarizeInstances(matches, settings));
    },
    reset() {
      checkSettled();
      matches = [];
    },
    merge(other) {
      checkSettled();
      const state = 'toJSON' in other ? other.toJSON() : other;
      checkSameOptions(where, identity, state);
      matches.push(...structuredClone(state.matches as InstanceMatches[][]));
    },
    toJSON() {
      checkSettled();
      return { ...identity, matches: structuredClone(matches) };
    },
  };
}

/** {@link InstanceMetricsOptions}, checked and complete. */
export type InstanceSettings = ReturnType<typeof readInstanceOptions>;

function readInstanceOptions(options: InstanceMetricsOptions) {
  checkOptionNames(where, options, ['labels', 'iouThreshold', 'thresholds', 'ranked', 'ignoreIndex']);
  const { labels, iouThreshold = 0.5, ranked = false, ignoreIndex } = options;
  const { thresholds = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100) } = options;
  checkIouThreshold(where, iouThreshold);
  for (const threshold of thresholds) checkNumber(where, 'thresholds', threshold, { min: 0.5, max: 1 });
  checkOneOf(where, 'ranked', ranked, [true, false]);
  if (ignoreIndex !== undefined) checkNumber(where, 'ignoreIndex', ignoreIndex, { min: -Infinity, integer: true });
  if (labels && new Set(labels).size !== Math.max(labels.length, 1)) {
    throw new OptionError(`${where}: labels are ${JSON.stringify(labels)}. Give every class one name of its own.`, {
      option: 'labels',
      value: labels,
    });
  }
  return {
    labels: labels ?? ['instance'],
    hasClasses: labels !== undefined,
    iouThreshold,
    thresholds,
    ranked,
    ignoreIndex,
  };
}
