import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type MonitorOptions, readMonitor } from './callbacks/monitor.js';
import type { EpochRecord } from './history.js';
import { allVariables, loadSnapshot, type NamedArrays, type ReadableSnapshot, takeSnapshot } from './weights.js';

/** Which epoch's weights a training ends with. */
export type KeepBest = 'dice' | 'iou' | 'loss' | 'last';

/** What makes an epoch the best: a number that it is judged by, or that it is the last. */
export type Criterion = MonitorOptions | 'last';

/** The best weights so far, as plain data. */
export interface BestState {
  readonly epoch: number;
  readonly score: number;
  readonly weights: NamedArrays;
}

/** The best weights so far, kept in memory. */
export interface BestWeights {
  /** The epoch they are from; `undefined` before the first. */
  readonly epoch: number | undefined;
  /** Goes by another criterion from now on. */
  judgeBy(criterion: Criterion): void;
  /** Takes the model's weights if the epoch is better than all before, and says whether it was. */
  offer(record: EpochRecord): boolean;
  /** Puts the best weights back into the model. */
  restore(): void;
  /** A copy, for a checkpoint. */
  state(): Promise<BestState | undefined>;
  /** Goes on from a copy. The model's weights stay. */
  load(state: BestState | undefined): void;
  dispose(): void;
}

/** What `keepBest` means. */
export function criterionOf(keepBest: KeepBest): Criterion {
  if (keepBest === 'last') return 'last';
  return { monitor: keepBest, mode: keepBest === 'loss' ? 'min' : 'max' };
}

/** Keeps the weights of the best epoch. An epoch that was not judged is kept where none was, the last of them. */
export function keepBestWeights(model: LayersModel, first: Criterion): BestWeights {
  let criterion = first;
  let best: { epoch: number; score: number; weights: ReadableSnapshot } | undefined;
  return {
    get epoch() {
      return best?.epoch;
    },
    judgeBy(other) {
      criterion = other;
    },
    offer(record) {
      const score = scoreOf(record, criterion);
      if (best && !isBetter(score, best.score, criterion)) return false;
      best?.weights.dispose();
      best = { epoch: record.epoch, score, weights: takeSnapshot(allVariables(model)) };
      return true;
    },
    restore: () => best?.weights.restore(),
    async state() {
      if (!best) return undefined;
      const { epoch, score, weights } = best;
      return { epoch, score, weights: await weights.values() };
    },
    load(state) {
      best?.weights.dispose();
      best = state && { ...state, weights: loadSnapshot(allVariables(model), state.weights) };
    },
    dispose: () => best?.weights.dispose(),
  };
}

/** NaN where an epoch was not judged, and where its score is none: a class that never occurs. */
function scoreOf(record: EpochRecord, criterion: Criterion): number {
  return criterion === 'last' ? record.epoch : (readMonitor(criterion.monitor, record) ?? Number.NaN);
}

/** Any number is better than none; of two without one, the later is. */
function isBetter(score: number, best: number, criterion: Criterion): boolean {
  if (criterion === 'last' || Number.isNaN(best)) return true;
  const { mode, minDelta = 0 } = criterion;
  const sign = mode === 'min' ? -1 : 1;
  return sign * score - minDelta > sign * best;
}
