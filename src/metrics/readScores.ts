import { DataError } from '../core/errors.js';
import type { MetricData, Pixels } from './metricInput.js';
import { checkShapes, placeOf } from './readBatch.js';
import type { BatchPlace } from './refusals.js';
import type { PixelSettings } from './segmentationOptions.js';

/** Truth and scores in main memory. */
export interface ScoredBatch extends BatchPlace {
  readonly truth: MetricData;
  /** `[N,H,W,C]`, logits or probabilities. */
  readonly scores: MetricData;
}

/** Refuses inputs that do not go together, and decisions where scores are needed. */
export function checkScoreShapes(truth: Pixels, prediction: Pixels, settings: PixelSettings): void {
  checkShapes(truth, prediction, settings);
  if (!prediction.isLabels) return;
  throw new DataError(
    `${settings.where}: yPred holds whole numbers, but this takes scores. Give float32 logits or probabilities [N,H,W,C].`,
  );
}

/** Reads one pair of inputs, at once where both are in main memory. */
export function readScores(
  truth: Pixels,
  prediction: Pixels,
  settings: PixelSettings,
): ScoredBatch | Promise<ScoredBatch> {
  const place = placeOf(truth, settings);
  const [labels, scores] = [truth.read(), prediction.read()];
  if (labels instanceof Promise || scores instanceof Promise) {
    return Promise.all([labels, scores]).then(([a, b]) => ({ ...place, truth: a, scores: b }));
  }
  return { ...place, truth: labels, scores };
}
