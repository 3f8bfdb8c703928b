import { DataError } from '../core/errors.js';
import { formatCsv, parseCsv } from '../data/tables/csv.js';
import { type HistoryRow, historyColumns } from './history.js';

/**
 * The history of a training run as CSV (RFC 4180, lines end in LF): `epoch,loss,val_loss,…`, one row an epoch.
 *
 * Numbers keep all their digits; `null` and what a row lacks become empty.
 *
 * @example
 * ```ts
 * import { historyToCsv } from 'segkit';
 *
 * console.log(historyToCsv([{ epoch: 1, loss: 0.7, val_dice: 0.5 }])); // epoch,loss,val_dice⏎1,0.7,0.5⏎
 * ```
 */
export function historyToCsv(history: readonly HistoryRow[]): string {
  const columns = historyColumns(history);
  if (history.length === 0) return `${columns.join(',')}\n`;
  return formatCsv(history.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))));
}

/**
 * Reads what {@link historyToCsv} wrote, and any CSV of numbers with a column `epoch`. Empty values become `null`.
 *
 * @throws DataError for what is no CSV, a missing `epoch`, or a value that is no number.
 * @example
 * ```ts
 * import { historyFromCsv } from 'segkit';
 *
 * console.log(historyFromCsv('epoch,loss\n1,0.7\n2,\n')); // [{ epoch: 1, loss: 0.7 }, { epoch: 2, loss: null }]
 * ```
 */
export function historyFromCsv(text: string): HistoryRow[] {
  const { columns, rows } = parseCsv(text);
  if (!columns.includes('epoch')) {
    throw new DataError(`historyFromCsv: there is no column "epoch". Got: ${columns.join(', ')}.`);
  }
  return rows.map((row, index) => {
    const { epoch } = row;
    if (epoch.trim() === '') {
      throw new DataError(`historyFromCsv: row ${index + 1} has no epoch. Every row needs its number.`);
    }
    const numbers = columns.map((column) => [column, numberOf(row[column], column, index + 1)] as const);
    return { ...Object.fromEntries(numbers), epoch: Number(epoch) };
  });
}

function numberOf(text: string, column: string, row: number): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  // Number() alone would read 0x10 and the like as numbers too.
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) || /^([+-]?Infinity|NaN)$/.test(trimmed)) {
    return Number(trimmed);
  }
  const got = `"${text}" in row ${row}, column "${column}",`;
  throw new DataError(`historyFromCsv: ${got} is no number. Leave it empty where nothing was measured.`);
}
