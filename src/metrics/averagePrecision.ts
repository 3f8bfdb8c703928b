import { definedMean } from './definedMean.js';
import type { InstanceMatches } from './matchInstances.js';
import { checkIouThreshold, panopticQuality } from './panopticQuality.js';

/**
 * The average precision of unranked instances, as in nucleus segmentation: the share of right ones among all.
 *
 * `AP = TP / (TP + FP + FN)` for each image, matches above the threshold, then the mean over images; images with
 * nothing to find and nothing found are left out, and it is NaN if all are. This is the score of the 2018 Data Science
 * Bowl, StarDist and Cellpose, and not the area under a curve: for that see `rankedAveragePrecision`.
 *
 * @param iouThreshold From 0.5, the default, to 1; a match lies above it.
 * @throws OptionError for a threshold outside 0.5 … 1.
 *
 * @example
 * ```ts
 * import { averagePrecision, matchInstances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 1, 1, 1, 0, 2]), width: 6, height: 1 };
 * const yPred = { data: Uint8Array.from([7, 7, 7, 0, 0, 0]), width: 6, height: 1 };
 * console.log(averagePrecision([matchInstances(yTrue, yPred)], 0.7)); // 0.5
 * ```
 */
export function averagePrecision(images: readonly InstanceMatches[], iouThreshold = 0.5): number {
  checkIouThreshold('averagePrecision', iouThreshold);
  return definedMean(
    images.map((image) => {
      const { tp, fp, fn } = panopticQuality([image], iouThreshold);
      return tp / (tp + fp + fn);
    }),
  );
}
