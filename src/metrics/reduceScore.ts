import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { Counts, CountTable, Score } from './counts.js';
import { classCount, countsAt, countsPerClass, countsPerImage, sumCounts } from './counts.js';
import { definedMean } from './definedMean.js';

/**
 * How the counts of many images and classes become one number. What comes first decides what weighs most.
 *
 * - `micro`: one score of all counts together. Every pixel counts alike.
 * - `macro`: counts summed over images, a score for each class, their mean. Every class counts alike.
 * - `weighted`: like `macro`, weighed by `classWeights`.
 * - `weightedBySupport`: like `macro`, weighed by the true pixels of each class.
 * - `microImagewise`: counts summed over classes, a score for each image, their mean. Every image counts alike.
 * - `macroImagewise`: a score for each image and class, the mean over images, then over classes.
 * - `macroImagewiseByImage`: the same, the mean over classes first. It differs only where scores are left out.
 * - `weightedImagewise`: like `macroImagewise`, the classes weighed by `classWeights`.
 */
export type Reduction =
  | 'micro'
  | 'macro'
  | 'weighted'
  | 'weightedBySupport'
  | 'microImagewise'
  | 'macroImagewise'
  | 'macroImagewiseByImage'
  | 'weightedImagewise';

/** All reductions, for validation and for loops over them. */
export const reductions: readonly Reduction[] = [
  'micro',
  'macro',
  'weighted',
  'weightedBySupport',
  'microImagewise',
  'macroImagewise',
  'macroImagewiseByImage',
  'weightedImagewise',
];

/** Options of {@link reduceScore}. */
export interface ReduceScoreOptions {
  /** What an undefined score counts as, before any mean; NaN (the default) leaves it out, with its weight. */
  readonly zeroDivision?: number;
  /** One weight a class, for the weighted reductions. They need not sum to 1. */
  readonly classWeights?: readonly number[];
}

/**
 * One number from the counts of a data set, in any reduction and for any score, your own too.
 *
 * A score is undefined (NaN) where its denominator is 0. `zeroDivision` fills it before any mean, in `micro` too; with
 * NaN, undefined scores are left out, and the result is NaN if nothing is left. Weights are normalized over what is
 * left in; if they sum to 0 the result is NaN.
 *
 * @throws OptionError for an unknown reduction, or for weights that are missing, negative or too many.
 *
 * @example
 * ```ts
 * import { fBetaScore, reduceScore, segmentationMetrics } from 'segkit';
 *
 * const metrics = segmentationMetrics({ task: 'binary' });
 * await metrics.update(
 *   { data: Uint8Array.from([0, 1, 1, 0]), width: 2, height: 2 },
 *   { data: Uint8Array.from([0, 1, 0, 0]), width: 2, height: 2 },
 * );
 * console.log(reduceScore(metrics.counts(), fBetaScore(2), 'micro')); // 0.555…
 * ```
 */
export function reduceScore(
  table: CountTable,
  score: Score,
  reduction: Reduction,
  options: ReduceScoreOptions = {},
): number {
  checkOptionNames('reduceScore', options, ['zeroDivision', 'classWeights']);
  checkOneOf('reduceScore', 'reduction', reduction, reductions);
  const { zeroDivision = Number.NaN, classWeights } = options;
  const filled = (counts: Counts): number => {
    const value = score(counts);
    return Number.isNaN(value) ? zeroDivision : value;
  };
  const perClass = (): number[] => countsPerClass(table).map(filled);
  const perCell = (image: number): number[] => table.tp[image].map((_, c) => filled(countsAt(table, image, c)));
  const images = [...table.tp.keys()];
  const classes = [...Array(classCount(table)).keys()];
  const perClassOverImages = (): number[] => {
    const cells = images.map(perCell);
    return classes.map((c) => definedMean(cells.map((row) => row[c])));
  };

  switch (reduction) {
    case 'micro':
      return filled(sumCounts(countsPerImage(table)));
    case 'macro':
      return definedMean(perClass());
    case 'weighted':
      return definedMean(perClass(), requireWeights(classWeights, classes.length, reduction));
    case 'weightedBySupport': {
      const support = countsPerClass(table).map(({ tp, fn }) => tp + fn);
      return definedMean(perClass(), support);
    }
    case 'microImagewise':
      return definedMean(countsPerImage(table).map(filled));
    case 'macroImagewise':
      return definedMean(perClassOverImages());
    case 'macroImagewiseByImage':
      return definedMean(images.map((image) => definedMean(perCell(image))));
    case 'weightedImagewise':
      return definedMean(perClassOverImages(), requireWeights(classWeights, classes.length, reduction));
  }
}

/** The score of every image and class, as `[image][class]`; NaN where it is undefined. */
export function scoreTable(table: CountTable, score: Score): number[][] {
  return table.tp.map((row, image) => row.map((_, category) => score(countsAt(table, image, category))));
}

/** Refuses weights that no mean can be made with. */
export function checkClassWeights(where: string, classWeights: readonly number[], classes: number): void {
  if (classWeights.length !== classes) {
    throw new OptionError(
      `${where}: classWeights has ${classWeights.length} numbers for ${classes} classes. Give one a class.`,
      { option: 'classWeights', value: classWeights },
    );
  }
  for (const weight of classWeights) checkNumber(where, 'classWeights', weight, { min: 0 });
}

function requireWeights(
  classWeights: readonly number[] | undefined,
  classes: number,
  reduction: Reduction,
): readonly number[] {
  if (!classWeights) {
    throw new OptionError(
      `reduceScore: ${reduction} needs classWeights. Give one a class, or use "weightedBySupport" or "macro".`,
      { option: 'classWeights' },
    );
  }
  if (classes > 0) checkClassWeights('reduceScore', classWeights, classes);
  return classWeights;
}
