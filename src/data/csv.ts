import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { type Row, type Table, table } from './table.js';

/** Options of {@link parseCsv}. */
export interface ParseCsvOptions {
  /** One character between values (default a comma). */
  readonly delimiter?: string;
  /** The file that the text is from, for error messages. */
  readonly file?: string;
}

/**
 * Reads comma-separated values with a header line (RFC 4180): quoted values may hold commas, doubled quotes and line
 * breaks; lines end in LF, CRLF or CR; a byte-order mark and blank lines are passed over.
 *
 * All values are strings, so that ids such as `007` stay what they are; make numbers with `table.map`. The compiler does
 * not know the columns; `select('id', 'make')` checks that they are there, and tells it.
 *
 * @throws DataError with the line, for rows of another length than the header, quotes that do not close, or a column
 * name that comes twice.
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
export function parseCsv(text: string, options: ParseCsvOptions = {}): Table<Record<string, string>> {
  checkOptionNames('parseCsv', options, ['delimiter', 'file']);
  const { delimiter = ',', file } = options;
  const where = file ?? 'parseCsv';
  const fail = (message: string): never => {
    throw new DataError(`${where}: ${message}`, { file });
  };
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
    fail(`the delimiter is ${JSON.stringify(delimiter)}. It must be one character, and no quote or line break.`);
  }
  const [header, ...records] = readRecords(text, delimiter, fail);
  if (!header) return fail('there is no header line. The first line names the columns.');
  const columns = header.values;
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) fail(`two columns are called ${JSON.stringify(twice)}. Give each its own name.`);
  // Assigning to this name would set the prototype of the row instead.
  if (columns.includes('__proto__')) fail('a column is called "__proto__". Give it another name.');
  const rows = records.map(({ values, line }) => {
    if (values.length !== columns.length) {
      fail(`line ${line} has ${values.length} values, the header has ${columns.length} (${columns.join(', ')}).`);
    }
    const row: Record<string, string> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i]] = values[i];
    return row;
  });
  return table(rows, columns);
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

interface CsvRecord {
  readonly values: string[];
  /** Where it begins, counted from 1. */
  readonly line: number;
}

type Fail = (message: string) => never;

const codes = { quote: 34, newline: 10, carriageReturn: 13 };

function readRecords(text: string, delimiter: string, fail: Fail): CsvRecord[] {
  const records: CsvRecord[] = [];
  const separator = delimiter.charCodeAt(0);
  let position = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;

  const isBreak = (code: number): boolean => code === codes.newline || code === codes.carriageReturn;

  const readQuoted = (): string => {
    const firstLine = line;
    let value = '';
    position++;
    for (;;) {
      const quote = text.indexOf('"', position);
      if (quote < 0)
        fail(`the quote that opens in line ${firstLine} is never closed. A quote within a value is doubled.`);
      value += text.slice(position, quote);
      position = quote + 1;
      if (text.charCodeAt(position) !== codes.quote) break;
      value += '"';
      position++;
    }
    line += value.split(/\r\n|\r|\n/).length - 1;
    const next = text.charCodeAt(position);
    if (position < text.length && next !== separator && !isBreak(next)) {
      fail(`line ${line} goes on after a closing quote. Quote the whole value, and double the quotes within it.`);
    }
    return value;
  };

  const readPlain = (): string => {
    const start = position;
    while (position < text.length) {
      const code = text.charCodeAt(position);
      if (code === separator || isBreak(code)) break;
      position++;
    }
    return text.slice(start, position);
  };

  while (position < text.length) {
    const record: CsvRecord = { values: [], line };
    const first = text.charCodeAt(position);
    for (;;) {
      record.values.push(text.charCodeAt(position) === codes.quote ? readQuoted() : readPlain());
      if (text.charCodeAt(position) !== separator) break;
      position++;
    }
    if (text.charCodeAt(position) === codes.carriageReturn && text.charCodeAt(position + 1) === codes.newline)
      position++;
    position++;
    line++;
    if (!isBreak(first)) records.push(record);
  }
  return records;
}
