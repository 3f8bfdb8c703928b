import { OptionError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Counts } from './counts.js';
import { cutOf, isProbability, lookForProbabilities } from './decide.js';
import { diceScore } from './diceScore.js';
import { iouScore } from './iouScore.js';
import type { MetricInput } from './metricInput.js';
import { precisionScore } from './precisionScore.js';
import { checkScoreShapes, readScores, type ScoredBatch } from './readScores.js';
import { recallScore } from './recallScore.js';
import { refuseLabel, refuseScore } from './refusals.js';
import { checkSameOptions } from './sameOptions.js';
import { readPixelOptions } from './segmentationOptions.js';
import { makeUpdates } from './updates.js';

const where = 'thresholdSweep';

/** Options of {@link thresholdSweep}. */
export interface ThresholdSweepOptions {
  /** The probabilities that are tried, rising, from 0 to 1; by default 0.01, 0.02, …, 0.99. */
  readonly thresholds?: readonly number[];
  /** A label in `yTrue` that does not count. */
  readonly ignoreIndex?: number;
  /** Whether `yPred` is logits (the default) or probabilities. */
  readonly fromLogits?: boolean;
}

/** What one threshold comes to over a data set. A score is NaN where it is undefined. */
export interface ThresholdPoint {
  /** Pixels whose probability is at least this are foreground. */
  readonly threshold: number;
  readonly counts: Counts;
  readonly dice: number;
  readonly iou: number;
  readonly precision: number;
  readonly recall: number;
}

/** What {@link thresholdSweep} gives. */
export interface ThresholdSweepResult {
  /** The precision-recall curve, by rising threshold. */
  readonly points: readonly ThresholdPoint[];
  /** The point of the greatest Dice, and so of the greatest IoU; of equals the one nearest to 0.5. */
  readonly best: ThresholdPoint;
  /**
   * The area under the curve: `Σ (Rᵢ − Rᵢ₊₁)·Pᵢ` over the thresholds, R being 0 beyond the last. Recall that no
   * threshold reaches adds nothing. NaN without a foreground pixel.
   */
  readonly averagePrecision: number;
}

/** What {@link thresholdSweep} has counted, as plain JSON. */
export interface ThresholdSweepState {
  readonly thresholds: readonly number[];
  readonly ignoreIndex: number | null;
  /** How many background and foreground pixels reach exactly the first 0, 1, 2, … thresholds. */
  readonly negatives: readonly number[];
  readonly positives: readonly number[];
}

/** Every threshold of a binary model at once, over a whole data set. */
export interface ThresholdSweep {
  /** Counts a batch: labels `[N,H,W]` of 0 and 1, scores `[N,H,W,1]`. */
  update(yTrue: MetricInput, yPred: MetricInput): Promise<void>;
  /** The scores at every threshold. */
  result(): ThresholdSweepResult;
  /** Forgets what was counted. */
  reset(): void;
  /** Adds what another one has counted. */
  merge(other: ThresholdSweep | ThresholdSweepState): void;
  /** What was counted, as plain JSON that `merge` takes. */
  toJSON(): ThresholdSweepState;
}

/**
 * Counts a binary model at many thresholds in one pass: the best Dice, and the precision-recall curve.
 *
 * Counts are summed over all pixels of the data set (`micro`). A threshold that was chosen on a data set flatters the
 * model on the same one: choose it on the validation set, report on the test set.
 *
 * @throws OptionError for unknown options and for thresholds that do not rise from 0 to 1; `update` rejects as that of
 * `segmentationMetrics` does, and with DataError if `yPred` holds labels.
 *
 * @example
 * ```ts
 * import { thresholdSweep } from 'segkit';
 *
 * const sweep = thresholdSweep({ fromLogits: false });
 * await sweep.update(
 *   { data: Uint8Array.from([1, 1, 0, 0]), shape: [1, 2, 2] },
 *   { data: Float32Array.from([0.9, 0.3, 0.2, 0.1]), shape: [1, 2, 2, 1] },
 * );
 * const { best, averagePrecision } = sweep.result();
 * console.log(best.threshold, best.dice, averagePrecision); // 0.3 1 1
 * ```
 */
export function thresholdSweep(options: ThresholdSweepOptions = {}): ThresholdSweep {
  checkOptionNames(where, options, ['thresholds', 'ignoreIndex', 'fromLogits']);
  const { thresholds = Array.from({ length: 99 }, (_, i) => (i + 1) / 100), ...pixelOptions } = options;
  checkThresholds(thresholds);
  const settings = readPixelOptions(where, { task: 'binary', ...pixelOptions });
  const { ignoreIndex, fromLogits } = settings;
  const identity = { thresholds, ignoreIndex: ignoreIndex ?? null };
  let [negatives, positives] = emptyHistograms(thresholds);

  const measure = (batch: ScoredBatch): Histograms => {
    const { truth, scores } = batch;
    if (fromLogits) lookForProbabilities(scores, settings);
    const cuts = Float64Array.from(thresholds, (threshold) => cutOf(scores, threshold, fromLogits));
    const histograms = emptyHistograms(thresholds);
    for (let i = 0; i < truth.length; i++) {
      const label = truth[i];
      if (label === ignoreIndex) continue;
      const score = scores[i];
      if (label !== 0 && label !== 1) refuseLabel(settings, batch, i, label);
      if (Number.isNaN(score) || !(fromLogits || isProbability(score))) refuseScore(settings, batch, i, score);
      histograms[label][reached(cuts, score)]++;
    }
    return histograms;
  };

  const add = ([background, foreground]: readonly [ArrayLike<number>, ArrayLike<number>]): void => {
    for (let i = 0; i <= thresholds.length; i++) {
      negatives[i] += background[i];
      positives[i] += foreground[i];
    }
  };

  const { update, checkSettled } = makeUpdates<Histograms>(where, {
    check: (truth, prediction) => checkScoreShapes(truth, prediction, settings),
    measure: (truth, prediction) => {
      const batch = readScores(truth, prediction, settings);
      return batch instanceof Promise ? batch.then(measure) : measure(batch);
    },
    add,
  });

  return {
    update,
    result() {
      checkSettled();
      return summarize(thresholds, negatives, positives);
    },
    reset() {
      checkSettled();
      [negatives, positives] = emptyHistograms(thresholds);
    },
    merge(other) {
      checkSettled();
      const state = 'toJSON' in other ? other.toJSON() : other;
      checkSameOptions(where, identity, state);
      add([state.negatives, state.positives]);
    },
    toJSON() {
      checkSettled();
      return { ...identity, negatives: Array.from(negatives), positives: Array.from(positives) };
    },
  };
}

/** Of background and foreground, by how many thresholds a pixel reaches. */
type Histograms = [background: Float64Array, foreground: Float64Array];

const emptyHistograms = ({ length }: readonly number[]): Histograms => [
  new Float64Array(length + 1),
  new Float64Array(length + 1),
];

function checkThresholds(thresholds: readonly number[]): void {
  for (const threshold of thresholds) checkNumber(where, 'thresholds', threshold, { min: 0, max: 1 });
  if (thresholds.length > 0 && thresholds.every((threshold, i) => i === 0 || threshold > thresholds[i - 1])) return;
  throw new OptionError(`${where}: thresholds are ${JSON.stringify(thresholds)}. Give at least one, in rising order.`, {
    option: 'thresholds',
    value: thresholds,
  });
}

/** How many of the rising cuts a score reaches. */
function reached(cuts: Float64Array, score: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score >= cuts[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

function summarize(
  thresholds: readonly number[],
  negatives: Float64Array,
  positives: Float64Array,
): ThresholdSweepResult {
  const points: ThresholdPoint[] = [];
  const counts = { tp: 0, fp: 0, fn: sum(positives), tn: sum(negatives) };
  let averagePrecision = 0;
  for (let i = thresholds.length - 1; i >= 0; i--) {
    const before = recallScore(counts);
    counts.tp += positives[i + 1];
    counts.fn -= positives[i + 1];
    counts.fp += negatives[i + 1];
    counts.tn -= negatives[i + 1];
    const point = {
      threshold: thresholds[i],
      counts: { ...counts },
      dice: diceScore(counts),
      iou: iouScore(counts),
      precision: precisionScore(counts),
      recall: recallScore(counts),
    };
    points.unshift(point);
    if (point.recall !== before) averagePrecision += (point.recall - before) * point.precision;
  }
  return { points, best: points.reduce(better), averagePrecision };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function better(a: ThresholdPoint, b: ThresholdPoint): ThresholdPoint {
  const [left, right] = [a, b].map(({ dice }) => (Number.isNaN(dice) ? -1 : dice));
  if (left !== right) return left > right ? a : b;
  return Math.abs(a.threshold - 0.5) <= Math.abs(b.threshold - 0.5) ? a : b;
}
