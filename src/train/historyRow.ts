import type { HistoryRow } from '../report/history.js';
import type { EpochRecord } from './history.js';

/**
 * The numbers of an epoch as a row of a table, for `historyToCsv`, `curves` and `runPage`.
 *
 * @example
 * ```ts
 * import { historyRow } from 'segkit';
 *
 * console.log(historyRow({ epoch: 1, seconds: 2, learningRate: 0.001, loss: 0.7 })); // { epoch: 1, seconds: 2, … }
 * ```
 */
export function historyRow({ epoch, seconds, learningRate, loss, validation, skipped }: EpochRecord): HistoryRow {
  return {
    epoch,
    seconds: Number(seconds.toFixed(2)),
    learning_rate: learningRate,
    loss,
    ...(validation && { val_loss: validation.loss, val_dice: validation.dice, val_iou: validation.iou }),
    ...(skipped !== undefined && { skipped }),
  };
}
