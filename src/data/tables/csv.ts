import { type Row, type Table, table } from '../table.js';
import { type CsvOptions, type CsvRow, csvReader } from './csvReader.js';

/** Options of {@link parseCsv}. */
export interface ParseCsvOptions extends CsvOptions {}

/**
 * Reads comma-separated values with a header line (RFC 4180): quoted values may hold commas, doubled quotes and line
 * breaks; lines end in LF, CRLF or CR; a byte-order mark and blank lines are passed over.
 *
 * All values are strings, so that ids such as `007` stay what they are; make numbers with `table.map`. The compiler does
 * not know the columns; `select('id', 'make')` checks that they are there, and tells it.
 *
 * {@link readCsv} reads row by row what is too large for the memory.
 *
 * @throws DataError with the line and the column, for rows of another length than the header, quotes that do not close, or
 * column names that come twice or are missing.
 * @example
 * ```ts
 * import { parseCsv } from 'segkit';
 *
 * const cars = parseCsv('id,make,year\n007,"Land, Rover",2004\n008,Audi,2011\n');
 * console.log(cars.column('id'), cars.column('make')); // ['007', '008'], ['Land, Rover', 'Audi']
 * const years = cars.map(({ id, year }) => ({ id, year: Number(year) }));
 * console.log(years.column('year')); // [2004, 2011]
 * ```
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): Table<CsvRow> {
  const reader = csvReader('parseCsv', options);
  const rows: CsvRow[] = [];
  reader.push(text, rows);
  reader.end(rows);
  return table(rows, [...reader.columns()]);
}

/**
 * Writes rows as comma-separated values (RFC 4180, lines end in LF). `null` and `undefined` become empty.
 *
 * @example
 * ```ts
 * import { formatCsv } from 'segkit';
 *
 * console.log(formatCsv([{ id: '007', note: 'says "hi"' }])); // id,note ⏎ 007,"says ""hi"""
 * ```
 */
export function formatCsv(rows: Iterable<object>): string {
  const { columns, rows: listed } = table(rows as Iterable<Row>);
  const lines = [columns as readonly unknown[], ...listed.map((row) => columns.map((name) => row[name]))];
  return lines.map((values) => `${formatLine(values)}\n`).join('');
}

function formatLine(values: readonly unknown[]): string {
  const texts = values.map((value) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  // One empty value would be a blank line, which readers pass over.
  return texts.length === 1 && texts[0] === '' ? '""' : texts.join(',');
}
