import { countsOfConfusion } from './countPixels.js';
import { definedMean } from './definedMean.js';
import { iouScore } from './iouScore.js';
import { recallScore } from './recallScore.js';

/** What a confusion matrix as a whole says. NaN where it is undefined. */
export interface OverallScores {
  /** The share of pixels with the right label: `Σ nᵢᵢ / Σ nᵢⱼ`. */
  readonly pixelAccuracy: number;
  /** The mean recall of the classes that are there. */
  readonly meanAccuracy: number;
  /** The mean IoU of the classes that are there or were predicted. */
  readonly meanIou: number;
  /** The mean IoU, each class weighed by its true pixels. */
  readonly frequencyWeightedIou: number;
  /** Agreement beyond what the class frequencies alone would give (Cohen 1960). */
  readonly cohenKappa: number;
  /** The correlation of truth and prediction over all classes (Gorodkin 2004). */
  readonly mcc: number;
}

/**
 * Scores of a confusion matrix as a whole, `matrix[truth][prediction]`.
 *
 * With N pixels, the trace T, row sums tᵢ and column sums pᵢ: `κ = (N·T − Σtᵢpᵢ) / (N² − Σtᵢpᵢ)` and
 * `MCC = (N·T − Σtᵢpᵢ) / √((N² − Σpᵢ²)(N² − Σtᵢ²))`.
 *
 * @example
 * ```ts
 * import { overallScores } from 'segkit';
 *
 * console.log(overallScores([[40, 10], [10, 40]]).cohenKappa); // 0.6
 * ```
 */
export function overallScores(matrix: readonly (readonly number[])[]): OverallScores {
  const perClass = countsOfConfusion(matrix.flat(), matrix.length);
  const truth = perClass.map(({ tp, fn }) => tp + fn);
  const predicted = perClass.map(({ tp, fp }) => tp + fp);
  const total = sum(truth);
  const trace = sum(perClass.map(({ tp }) => tp));
  const ious = perClass.map(iouScore);
  const chance = dot(truth, predicted);
  const spread = Math.sqrt(total * total - dot(predicted, predicted)) * Math.sqrt(total * total - dot(truth, truth));
  return {
    pixelAccuracy: trace / total,
    meanAccuracy: definedMean(perClass.map(recallScore)),
    meanIou: definedMean(ious),
    frequencyWeightedIou: definedMean(ious, truth),
    cohenKappa: (total * trace - chance) / (total * total - chance),
    mcc: (total * trace - chance) / spread,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((value, i) => value * b[i]));
