import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { addScores, type CalibrationSums, emptySums } from './calibrationSums.js';
import type { MetricInput } from './metricInput.js';
import { fromPlain, type PlainNumber, toPlain } from './plainNumbers.js';
import { checkScoreShapes, readScores, type ScoredBatch } from './readScores.js';
import { checkSameOptions } from './sameOptions.js';
import { type PixelOptions, pixelOptionNames, readPixelOptions } from './segmentationOptions.js';
import { makeUpdates } from './updates.js';

const where = 'calibrationMetrics';

/** Options of {@link calibrationMetrics}. */
export interface CalibrationMetricsOptions extends PixelOptions {
  /** How many bins of equal width there are between 0 and 1; by default 15. */
  readonly bins?: number;
  /**
   * What is sorted into the bins. `topLabel` (the default): the probability of the predicted label, against whether it
   * is right. `positive`, not for `multiclass`: the probability of the class, against whether it is there.
   */
  readonly confidence?: 'topLabel' | 'positive';
}

/** What {@link calibrationMetrics} gives. */
export interface CalibrationResult {
  /** Expected calibration error: the mean of `|accuracy − confidence|` over the bins, each weighed by its decisions. */
  readonly ece: number;
  /** Maximum calibration error: the largest `|accuracy − confidence|` of a bin. */
  readonly mce: number;
  /** The Brier score: the mean squared error of the probabilities, summed over the classes of `multiclass`. */
  readonly brier: number;
  /** The mean negative log-likelihood of the truth, in nats. */
  readonly nll: number;
  /** The reliability diagram: how many decisions a bin holds, how sure they are and how often right; NaN where empty. */
  readonly bins: readonly {
    readonly count: number;
    readonly confidence: number;
    readonly accuracy: number;
  }[];
}

/** What {@link calibrationMetrics} has added up, as plain JSON. */
export interface CalibrationMetricsState {
  readonly task: PixelOptions['task'];
  readonly classes: number;
  readonly ignoreIndex: number | null;
  readonly confidence: 'topLabel' | 'positive';
  readonly sums: {
    readonly count: readonly number[];
    readonly confidence: readonly number[];
    readonly right: readonly number[];
    readonly squares: number;
    readonly logs: PlainNumber;
  };
}

/** How well probabilities agree with frequencies, over a whole data set. */
export interface CalibrationMetrics {
  /** Adds a batch; like that of `segmentationMetrics`, but `yPred` must be scores. */
  update(yTrue: MetricInput, yPred: MetricInput): Promise<void>;
  /** The errors over all that was added so far. */
  result(): CalibrationResult;
  /** Forgets what was added. */
  reset(): void;
  /** Adds what another one has added up. */
  merge(other: CalibrationMetrics | CalibrationMetricsState): void;
  /** What was added up, as plain JSON that `merge` takes. */
  toJSON(): CalibrationMetricsState;
}

/**
 * Expected and maximum calibration error, Brier score and negative log-likelihood over all valid pixels of a data set:
 * whether a model that says 0.8 is right in eight cases of ten.
 *
 * `ECE = Σ_b n_b/N · |accuracy_b − confidence_b|`, where bin i of n holds `i/n < confidence ≤ (i+1)/n`, and the first
 * one 0 too. A `multilabel` task counts every class of a pixel as a decision of its own, like a `binary` one.
 * Everything is NaN without a valid pixel; `nll` is `Infinity` once the truth had probability 0.
 * (Guo et al., "On Calibration of Modern Neural Networks", 2017.)
 *
 * @throws OptionError for unknown or impossible options; `update` rejects as that of `segmentationMetrics` does, and with
 * DataError if `yPred` holds labels.
 *
 * @example
 * ```ts
 * import { calibrationMetrics } from 'segkit';
 *
 * const metrics = calibrationMetrics({ task: 'binary', fromLogits: false, bins: 10 });
 * await metrics.update(
 *   { data: Uint8Array.from([1, 1, 0, 0]), shape: [1, 2, 2] },
 *   { data: Float32Array.from([0.75, 0.75, 0.75, 0.25]), shape: [1, 2, 2, 1] },
 * );
 * console.log(metrics.result().ece, metrics.result().brier); // 0 0.1875
 * ```
 */
export function calibrationMetrics(options: CalibrationMetricsOptions): CalibrationMetrics {
  const settings = readCalibrationOptions(options);
  const { task, classes, ignoreIndex, confidence, bins } = settings;
  const identity = { task, classes, ignoreIndex: ignoreIndex ?? null, confidence };
  let sums = emptySums(bins);
  const measure = (batch: ScoredBatch): CalibrationSums => addScores(batch, settings);
  const addSums = (more: CalibrationSums): void => {
    for (let bin = 0; bin < bins; bin++) {
      sums.count[bin] += more.count[bin];
      sums.confidence[bin] += more.confidence[bin];
      sums.right[bin] += more.right[bin];
    }
    sums.squares += more.squares;
    sums.logs += more.logs;
  };

  const { update, checkSettled } = makeUpdates(where, {
    check: (truth, prediction) => checkScoreShapes(truth, prediction, settings),
    measure: (truth, prediction) => {
      const batch = readScores(truth, prediction, settings);
      return batch instanceof Promise ? batch.then(measure) : measure(batch);
    },
    add: addSums,
  });

  return {
    update,
    result() {
      checkSettled();
      return summarize(sums);
    },
    reset() {
      checkSettled();
      sums = emptySums(bins);
    },
    merge(other) {
      checkSettled();
      const state = 'toJSON' in other ? other.toJSON() : other;
      checkSameOptions(where, { ...identity, bins }, { ...state, bins: state.sums?.count.length });
      const { squares, logs } = state.sums;
      const [count, confidence, right] = [state.sums.count, state.sums.confidence, state.sums.right].map((values) =>
        Float64Array.from(values),
      );
      addSums({ count, confidence, right, squares, logs: fromPlain(logs) });
    },
    toJSON() {
      checkSettled();
      const [count, confidence, right] = [sums.count, sums.confidence, sums.right].map((values) => Array.from(values));
      return { ...identity, sums: { count, confidence, right, squares: sums.squares, logs: toPlain(sums.logs) } };
    },
  };
}

function readCalibrationOptions(options: CalibrationMetricsOptions) {
  checkOptionNames(where, options, [...pixelOptionNames, 'bins', 'confidence']);
  const pixel = readPixelOptions(where, options);
  const { bins = 15, confidence = 'topLabel' } = options;
  checkNumber(where, 'bins', bins, { min: 1, integer: true });
  checkOneOf(where, 'confidence', confidence, ['topLabel', 'positive']);
  if (pixel.task === 'multiclass' && confidence === 'positive') {
    throw new OptionError(`${where}: confidence "positive" needs one class at a time. Use "topLabel" for multiclass.`, {
      option: 'confidence',
      value: confidence,
    });
  }
  return { ...pixel, bins, confidence };
}

function summarize({ count, confidence, right, squares, logs }: CalibrationSums): CalibrationResult {
  const total = count.reduce((sum, n) => sum + n, 0);
  const bins = Array.from(count, (n, bin) => ({ count: n, confidence: confidence[bin] / n, accuracy: right[bin] / n }));
  const gaps = bins.map((bin) => Math.abs(bin.accuracy - bin.confidence));
  const filled = gaps.filter((gap) => !Number.isNaN(gap));
  return {
    ece: gaps.reduce((sum, gap, bin) => (count[bin] > 0 ? sum + gap * count[bin] : sum), 0) / total,
    mce: filled.length > 0 ? Math.max(...filled) : Number.NaN,
    brier: squares / total,
    nll: logs / total,
    bins,
  };
}
