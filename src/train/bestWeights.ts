import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EpochRecord } from './history.js';
import { takeSnapshot, type WeightSnapshot } from './weights.js';

/** Which epoch's weights a training ends with. */
export type KeepBest = 'dice' | 'iou' | 'loss' | 'last';

/** The best weights so far, kept in memory. */
export interface BestWeights {
  /** The epoch they are from; `undefined` before the first. */
  readonly epoch: number | undefined;
  /** Takes the model's weights if the epoch is better than all before, and says whether it was. */
  offer(record: EpochRecord): boolean;
  /** Puts the best weights back into the model. */
  restore(): void;
  dispose(): void;
}

/** Keeps the weights of the best epoch by a validation number; without validation, or by `last`, those of the last. */
export function keepBestWeights(model: LayersModel, by: KeepBest): BestWeights {
  let best: { epoch: number; score: number; weights: WeightSnapshot } | undefined;
  return {
    get epoch() {
      return best?.epoch;
    },
    offer(record) {
      const score = scoreOf(record, by);
      // A score may be NaN, when a class never occurs: any number is better, and the first is kept all the same.
      if (best && !(score > best.score || (Number.isNaN(best.score) && !Number.isNaN(score)))) return false;
      best?.weights.dispose();
      best = { epoch: record.epoch, score, weights: takeSnapshot(model) };
      return true;
    },
    restore: () => best?.weights.restore(),
    dispose: () => best?.weights.dispose(),
  };
}

/** Larger is better. */
function scoreOf({ epoch, validation }: EpochRecord, by: KeepBest): number {
  if (by === 'last' || !validation) return epoch;
  return by === 'loss' ? -validation.loss : validation[by];
}
