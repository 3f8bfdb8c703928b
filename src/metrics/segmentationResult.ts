import type { Task } from '../core/task.js';
import { accuracyScore } from './accuracyScore.js';
import { balancedAccuracyScore } from './balancedAccuracyScore.js';
import { cohenKappaScore } from './cohenKappaScore.js';
import { type CountTable, countsPerClass, type Score } from './counts.js';
import { diceScore } from './diceScore.js';
import { falseNegativeRate } from './falseNegativeRate.js';
import { falsePositiveRate } from './falsePositiveRate.js';
import { iouScore } from './iouScore.js';
import { mccScore } from './mccScore.js';
import { negativePredictiveValue } from './negativePredictiveValue.js';
import { type OverallScores, overallScores } from './overallScores.js';
import { precisionScore } from './precisionScore.js';
import { recallScore } from './recallScore.js';
import { type Reduction, reduceScore, reductions } from './reduceScore.js';
import { makeReport, type Report, type ReportRow } from './report.js';
import type { SegmentationSettings } from './segmentationOptions.js';
import { specificityScore } from './specificityScore.js';

/** The scores in a {@link SegmentationResult}, by name. */
export const namedScores = {
  dice: diceScore,
  iou: iouScore,
  precision: precisionScore,
  recall: recallScore,
  specificity: specificityScore,
  accuracy: accuracyScore,
  balancedAccuracy: balancedAccuracyScore,
  mcc: mccScore,
  cohenKappa: cohenKappaScore,
  negativePredictiveValue,
  falsePositiveRate,
  falseNegativeRate,
} as const satisfies Record<string, Score>;

/** The name of a score in a {@link SegmentationResult}. */
export type ScoreName = keyof typeof namedScores;

/** One score in every reduction; the weighted ones are there if class weights were given. */
export type ReducedScore = Readonly<
  Record<Exclude<Reduction, 'weighted' | 'weightedImagewise'>, number> &
    Partial<Record<'weighted' | 'weightedImagewise', number>>
> & {
  /** The score of each class by its name, over all images. NaN where it is undefined, whatever `zeroDivision` says. */
  readonly perClass: Readonly<Record<string, number>>;
};

/** All scores of a data set. */
export type SegmentationResult = Readonly<Record<ScoreName, ReducedScore>> & {
  readonly task: Task;
  readonly labels: readonly string[];
  /** The number of images. */
  readonly images: number;
  /** The number of decisions: valid pixels, or for `multilabel` valid pixels of all classes. */
  readonly pixels: number;
  /** The true pixels of each class by its name. */
  readonly support: Readonly<Record<string, number>>;
  /** `[truth][prediction]`; for `binary` of background and foreground. `multilabel` has none. */
  readonly confusionMatrix?: readonly (readonly number[])[];
  /** What the confusion matrix as a whole says; `multilabel` has none. */
  readonly overall?: OverallScores;
};

/** Makes every score of the counts. */
export function summarize(
  counts: CountTable,
  confusionMatrix: readonly (readonly number[])[] | undefined,
  { task, labels, classes, zeroDivision, classWeights }: SegmentationSettings,
): SegmentationResult {
  const perClass = countsPerClass(counts, classes);
  const byName = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(values.map((value, i) => [labels[i], value]));
  const reduced = (score: Score): ReducedScore => {
    const numbers = reductions
      .filter((reduction) => classWeights || !reduction.startsWith('weighted') || reduction === 'weightedBySupport')
      .map((reduction) => [reduction, reduceScore(counts, score, reduction, { zeroDivision, classWeights })]);
    return { ...Object.fromEntries(numbers), perClass: byName(perClass.map(score)) };
  };
  const decisions = task === 'multilabel' ? perClass : perClass.slice(0, 1);
  const scores = Object.fromEntries(Object.entries(namedScores).map(([name, score]) => [name, reduced(score)]));
  return {
    task,
    labels,
    images: counts.tp.length,
    pixels: decisions.reduce((sum, { tp, fp, fn, tn }) => sum + tp + fp + fn + tn, 0),
    support: byName(perClass.map(({ tp, fn }) => tp + fn)),
    ...(scores as Record<ScoreName, ReducedScore>),
    ...(confusionMatrix && { confusionMatrix, overall: overallScores(confusionMatrix) }),
  };
}

/** A table of the classes and, below, of the means over them and over images. */
export function reportSegmentation(result: SegmentationResult, scores: readonly ScoreName[]): Report {
  const { task, labels, support } = result;
  const total = Object.values(support).reduce((sum, pixels) => sum + pixels, 0);
  const classes = labels.map(
    (label): ReportRow => [label, support[label], ...scores.map((name) => result[name].perClass[label])],
  );
  const means = task === 'binary' ? (['macroImagewise'] as const) : (['macro', 'micro', 'macroImagewise'] as const);
  const summary = means.map(
    (reduction): ReportRow => [reduction, total, ...scores.map((name) => result[name][reduction])],
  );
  return makeReport(['class', 'pixels', ...scores], [classes, summary], ['pixels']);
}
