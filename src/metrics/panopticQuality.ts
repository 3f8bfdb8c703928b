import { checkNumber } from '../core/options.js';
import type { InstanceMatches } from './matchInstances.js';

/** Panoptic quality and its parts. */
export interface PanopticQuality {
  /** Matched instances. */
  readonly tp: number;
  /** Predicted instances without a match. */
  readonly fp: number;
  /** True instances without a match. */
  readonly fn: number;
  /** The sum of the IoUs of the matches. */
  readonly sumIou: number;
  /** Segmentation quality: the mean IoU of the matches. NaN without a match. */
  readonly sq: number;
  /** Recognition quality: the F1 of finding instances. NaN where there is nothing to find and nothing was found. */
  readonly rq: number;
  /** Panoptic quality: `sq · rq`. NaN as `rq`; 0 without a match. */
  readonly pq: number;
}

/**
 * Panoptic quality over images: how many instances were found, and how well.
 *
 * `PQ = Σ IoU / (TP + FP/2 + FN/2)` over the matches whose IoU is above the threshold, counts summed over all images
 * before the division, without a smoothing term. (Kirillov et al., "Panoptic Segmentation", 2019.)
 *
 * @param iouThreshold From 0.5, the default, to 1; a match lies above it.
 * @throws OptionError for a threshold outside 0.5 … 1.
 *
 * @example
 * ```ts
 * import { matchInstances, panopticQuality } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 1, 1, 1, 0, 2]), width: 6, height: 1 };
 * const yPred = { data: Uint8Array.from([7, 7, 7, 0, 0, 0]), width: 6, height: 1 };
 * const { pq, sq, rq } = panopticQuality([matchInstances(yTrue, yPred)]);
 * console.log(pq, sq, rq); // 0.5 0.75 0.666…
 * ```
 */
export function panopticQuality(images: readonly InstanceMatches[], iouThreshold = 0.5): PanopticQuality {
  checkIouThreshold('panopticQuality', iouThreshold);
  let [tp, fp, fn, sumIou] = [0, 0, 0, 0];
  for (const { truths, predictions } of images) {
    const matched = predictions.filter(({ iou }) => iou > iouThreshold);
    tp += matched.length;
    fp += predictions.length - matched.length;
    fn += truths - matched.length;
    for (const { iou } of matched) sumIou += iou;
  }
  const found = tp + fp / 2 + fn / 2;
  return { tp, fp, fn, sumIou, sq: sumIou / tp, rq: tp / found, pq: sumIou / found };
}

/** Refuses thresholds at which a match need not be unique. */
export function checkIouThreshold(where: string, iouThreshold: number): void {
  checkNumber(where, 'iouThreshold', iouThreshold, { min: 0.5, max: 1 });
}
