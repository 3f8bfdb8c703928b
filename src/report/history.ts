/**
 * The numbers of one epoch, as a row of a table: `epoch`, `loss`, `val_loss`, `val_dice`, `val_iou`, ….
 *
 * What was measured on the validation set has `val_` before its name. `null` means that it was not measured.
 */
export interface HistoryRow {
  /** Counted from 1. */
  readonly epoch: number;
  readonly [column: string]: number | null | undefined;
}

/** All columns of a history, in the order in which they first appear, `epoch` before all others. */
export function historyColumns(history: readonly HistoryRow[]): readonly string[] {
  return [...new Set(['epoch', ...history.flatMap((row) => Object.keys(row))])];
}
