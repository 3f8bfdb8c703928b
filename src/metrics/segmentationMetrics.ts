import { checkOneOf } from '../core/options.js';
import { countImages } from './countPixels.js';
import type { CountTable } from './counts.js';
import type { MetricInput } from './metricInput.js';
import { checkShapes, type DecidedBatch, readDecisions } from './readBatch.js';
import type { Report } from './report.js';
import { checkSameOptions } from './sameOptions.js';
import {
  readSegmentationOptions,
  type SegmentationMetricsOptions,
  type SegmentationSettings,
} from './segmentationOptions.js';
import {
  namedScores,
  reportSegmentation,
  type ScoreName,
  type SegmentationResult,
  summarize,
} from './segmentationResult.js';
import { makeUpdates } from './updates.js';

const where = 'segmentationMetrics';
const cellNames = ['tp', 'fp', 'fn', 'tn'] as const;

/** What {@link segmentationMetrics} has counted, as plain JSON. */
export interface SegmentationMetricsState {
  readonly task: SegmentationSettings['task'];
  readonly classes: number;
  readonly ignoreIndex: number | null;
  /** Null for `multiclass`. */
  readonly threshold: number | null;
  readonly counts: CountTable;
  /** `[truth][prediction]`; null for `multilabel`. */
  readonly confusionMatrix: readonly (readonly number[])[] | null;
}

/** Counts over a whole data set, and the scores that they give. */
export interface SegmentationMetrics {
  /**
   * Counts a batch. Arrays and label maps are counted when it returns; tensors when its promise is fulfilled, and they
   * may be disposed of as soon as it has returned.
   */
  update(yTrue: MetricInput, yPred: MetricInput): Promise<void>;
  /** All scores of what was counted so far. */
  result(): SegmentationResult;
  /** A table of the classes and means: their true pixels and some scores, by default IoU, Dice, precision and recall. */
  report(scores?: readonly ScoreName[]): Report;
  /** The counts themselves, for `reduceScore` and `scoreTable`. */
  counts(): CountTable;
  /** Forgets what was counted. */
  reset(): void;
  /** Adds what another one has counted, here or in a worker; its images come after those of this one. */
  merge(other: SegmentationMetrics | SegmentationMetricsState): void;
  /** What was counted, as plain JSON that `merge` takes. `JSON.stringify(metrics)` calls it. */
  toJSON(): SegmentationMetricsState;
}

/**
 * Counts true and false positives and negatives over a whole data set and makes every usual score of them.
 *
 * - `yTrue`: int32 `[N,H,W]` for `binary` (0, 1) and `multiclass`; `[N,H,W,K]` of 0 and 1 for `multilabel`
 * - `yPred`: float32 `[N,H,W,C]`, logits if `fromLogits`, else probabilities; or decisions of a whole-number type and of
 *   the shape of `yTrue`
 *
 * Both may be tensors on any backend, arrays with a shape, label maps, or lists of label maps. A class is predicted
 * where its score is largest (`multiclass`) or where its probability is at least the threshold; logits are compared
 * with `ln(threshold / (1 − threshold))`. Counts are whole numbers in float64, exact to 2⁵³ pixels, and kept for every
 * image (four numbers a class), so that results are those of the data set and not means of batches.
 *
 * @throws OptionError for unknown or impossible options. `update` rejects with ShapeError where shapes differ, and with
 * DataError for labels out of range, float masks, and NaN at a valid pixel; then nothing of that batch is counted.
 *
 * @example
 * ```ts
 * import { segmentationMetrics } from 'segkit';
 *
 * const metrics = segmentationMetrics({ task: 'multiclass', labels: ['road', 'car'], ignoreIndex: 255 });
 * await metrics.update(
 *   { data: Uint8Array.from([0, 0, 1, 255]), width: 2, height: 2 },
 *   { data: Uint8Array.from([0, 1, 1, 1]), width: 2, height: 2 },
 * );
 * const { iou, dice } = metrics.result();
 * console.log(iou.macro, iou.perClass.car, dice.micro); // 0.5 0.5 0.666…
 * console.log(String(metrics.report()));
 * ```
 */
export function segmentationMetrics(options: SegmentationMetricsOptions): SegmentationMetrics {
  const settings = readSegmentationOptions(where, options);
  const { task, classes } = settings;
  const matrixSize = task === 'multilabel' ? 0 : task === 'binary' ? 2 : classes;
  let counts: Record<(typeof cellNames)[number], number[][]>;
  let confusion: Float64Array;
  const count = (batch: DecidedBatch) => countImages(batch, settings);

  const clear = (): void => {
    counts = { tp: [], fp: [], fn: [], tn: [] };
    confusion = new Float64Array(matrixSize * matrixSize);
  };
  clear();

  const { update, checkSettled } = makeUpdates(where, {
    check: (truth, prediction) => checkShapes(truth, prediction, settings),
    measure: (truth, prediction) => {
      const batch = readDecisions(truth, prediction, settings);
      return batch instanceof Promise ? batch.then(count) : count(batch);
    },
    add: (images) => {
      for (const { cells, matrix } of images) {
        for (const name of cellNames) counts[name].push(cells.map((cell) => cell[name]));
        matrix?.forEach((pixels, i) => {
          confusion[i] += pixels;
        });
      }
    },
  });

  const confusionRows = (): number[][] | undefined =>
    matrixSize === 0
      ? undefined
      : Array.from({ length: matrixSize }, (_, row) =>
          Array.from(confusion.subarray(row * matrixSize, (row + 1) * matrixSize)),
        );

  const toJSON = (): SegmentationMetricsState => {
    checkSettled();
    return { ...identity(settings), counts: structuredClone(counts), confusionMatrix: confusionRows() ?? null };
  };

  return {
    update,
    result() {
      checkSettled();
      return summarize(counts, confusionRows(), settings);
    },
    report(scores = ['iou', 'dice', 'precision', 'recall']) {
      checkSettled();
      for (const name of scores) checkOneOf(`${where}.report`, 'scores', name, Object.keys(namedScores) as ScoreName[]);
      return reportSegmentation(summarize(counts, confusionRows(), settings), scores);
    },
    counts() {
      checkSettled();
      return structuredClone(counts);
    },
    reset() {
      checkSettled();
      clear();
    },
    merge(other) {
      checkSettled();
      const state = 'toJSON' in other ? other.toJSON() : other;
      checkSameOptions(where, identity(settings), state);
      for (const name of cellNames) for (const row of state.counts[name]) counts[name].push([...row]);
      state.confusionMatrix?.flat().forEach((count, i) => {
        confusion[i] += count;
      });
    },
    toJSON,
  };
}

/** What two accumulators must have in common to be merged. */
function identity({ task, classes, ignoreIndex, threshold }: SegmentationSettings) {
  return { task, classes, ignoreIndex: ignoreIndex ?? null, threshold: task === 'multiclass' ? null : threshold };
}
