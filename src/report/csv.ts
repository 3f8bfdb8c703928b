import { DataError } from '../core/errors.js';
import { type HistoryRow, historyColumns } from './history.js';

/**
 * The history of a training run as CSV (RFC 4180, lines end in `\n`): `epoch,loss,val_loss,…`, one row an epoch.
 *
 * Numbers keep all their digits; `null` and what a row lacks is an empty cell.
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
  const rows = history.map((row) => columns.map((column) => String(row[column] ?? '')));
  return csvText([columns, ...rows]);
}

/**
 * Reads what {@link historyToCsv} wrote, and any CSV of numbers with an `epoch` column.
 *
 * @throws DataError that names the line: a row that is longer or shorter than the first, a cell that is no number, a
 * quote that is never closed, an `epoch` that is missing, or a column that comes twice.
 * @example
 * ```ts
 * import { historyFromCsv } from 'segkit';
 *
 * console.log(historyFromCsv('epoch,loss\n1,0.7\n2,\n')); // [{ epoch: 1, loss: 0.7 }, { epoch: 2, loss: null }]
 * ```
 */
export function historyFromCsv(text: string): HistoryRow[] {
  const [header, ...records] = parseCsv(text);
  const columns = header?.cells ?? [];
  if (!columns.includes('epoch')) {
    throw new DataError(
      `historyFromCsv: no column "epoch" in the first line. Got: ${columns.join(', ') || 'nothing'}.`,
    );
  }
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined)
    throw new DataError(`historyFromCsv: the column "${twice}" comes twice. Rename one of them.`);
  return records.map(({ cells, line }) => {
    if (cells.length !== columns.length) {
      const got = `${cells.length} cells where the first line has ${columns.length}`;
      throw new DataError(`historyFromCsv: line ${line} has ${got}. Quote cells that hold a comma or a line break.`);
    }
    const entries = cells.map((cell, i) => [columns[i], numberOf(cell, columns[i], line)] as const);
    const row = Object.fromEntries(entries);
    if (typeof row.epoch === 'number') return { ...row, epoch: row.epoch };
    throw new DataError(`historyFromCsv: line ${line} has no epoch. Every row needs its number.`);
  });
}

/** Rows of cells as CSV; cells with a comma, a quote, a line break or white space at an end are quoted. */
export function csvText(rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // A lone empty cell would read as an empty line.
  const lines = rows.map((row) => (row.length === 1 && row[0] === '' ? '""' : row.map(quoted).join(',')));
  return lines.map((line) => `${line}\n`).join('');
}

function numberOf(cell: string, column: string, line: number): number | null {
  const trimmed = cell.trim();
  if (trimmed === '') return null;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) || /^([+-]?Infinity|NaN)$/.test(trimmed)) {
    return Number(trimmed);
  }
  const got = `"${cell}" in column "${column}", line ${line}`;
  throw new DataError(`historyFromCsv: ${got}, is no number. Leave the cell empty if nothing was measured.`);
}

interface CsvRecord {
  readonly cells: readonly string[];
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** Records of a CSV text, empty lines left out; takes `\n`, `\r\n` and a byte-order mark. */
function parseCsv(text: string): CsvRecord[] {
  const source = text.replace(/^\uFEFF/, '');
  const records: CsvRecord[] = [];
  // A cell, quoted or plain, and what ends it. A sticky expression reads on where it stopped.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let cells: string[] = [];
  let line = 1;
  let begin = 1;
  while (cell.lastIndex < source.length || cells.length > 0) {
    const start = cell.lastIndex;
    const match = cell.exec(source);
    if (!match) throw new DataError(`historyFromCsv: line ${line} has a quote that is out of place or never closed.`);
    const [whole, quoted, plain, end] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '' || quoted !== undefined) records.push({ cells, line: begin });
    [cells, begin] = [[], line];
    if (start === source.length) break;
    if (end === '') break;
  }
  return records;
}
