import { DataError } from '../core/errors.js';
import type { InstanceMatches } from './matchInstances.js';
import { checkIouThreshold } from './panopticQuality.js';

/** The two usual ways to sum up a precision-recall curve. */
export interface RankedAveragePrecision {
  /** The area under the interpolated curve. */
  readonly area: number;
  /** The mean of the interpolated precision at the recalls 0, 0.01, …, 1, as COCO reports it. */
  readonly points101: number;
}

/**
 * The average precision of instances ranked by their scores over all images, as for COCO.
 *
 * Going down the ranking gives a precision and a recall after each instance; interpolated, the precision at a recall is
 * the best one at this recall or beyond. An instance is right if its IoU with a true one is above the threshold; equal
 * scores keep the order of images and ids. NaN where there is nothing to find; 0 where nothing was found.
 *
 * @param iouThreshold From 0.5, the default, to 1; a match lies above it.
 * @throws OptionError for a threshold outside 0.5 … 1; DataError if an instance has no score.
 *
 * @example
 * ```ts
 * import { matchInstances, rankedAveragePrecision } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 1, 0, 2]), width: 4, height: 1 };
 * const yPred = { data: Uint8Array.from([7, 7, 8, 0]), width: 4, height: 1 };
 * const scores = new Map([[7, 0.9], [8, 0.4]]);
 * console.log(rankedAveragePrecision([matchInstances(yTrue, yPred, { scores })]).area); // 0.5
 * ```
 */
export function rankedAveragePrecision(images: readonly InstanceMatches[], iouThreshold = 0.5): RankedAveragePrecision {
  checkIouThreshold('rankedAveragePrecision', iouThreshold);
  const truths = images.reduce((sum, image) => sum + image.truths, 0);
  if (truths === 0) return { area: Number.NaN, points101: Number.NaN };
  const ranked = images
    .flatMap(({ predictions }) => predictions)
    .map(({ id, iou, score }) => {
      if (score !== undefined) return { score, isRight: iou > iouThreshold };
      throw new DataError(`rankedAveragePrecision: instance ${id} has no score. Give matchInstances the scores.`);
    })
    .sort((a, b) => b.score - a.score);

  const recalls: number[] = [];
  const precisions: number[] = [];
  let right = 0;
  ranked.forEach(({ isRight }, i) => {
    if (isRight) right++;
    recalls.push(right / truths);
    precisions.push(right / (i + 1));
  });
  for (let i = precisions.length - 2; i >= 0; i--) precisions[i] = Math.max(precisions[i], precisions[i + 1]);

  const area = precisions.reduce((sum, precision, i) => sum + precision * (recalls[i] - (recalls[i - 1] ?? 0)), 0);
  return { area, points101: meanAtRecalls(recalls, precisions) };
}

function meanAtRecalls(recalls: readonly number[], precisions: readonly number[]): number {
  let sum = 0;
  let at = 0;
  for (let point = 0; point <= 100; point++) {
    const recall = point * 0.01; // not point / 100: COCO's recalls are such products, and a recall may meet one
    while (at < recalls.length && recalls[at] < recall) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / 101;
}
