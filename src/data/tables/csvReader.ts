import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { checkColumns } from './checkColumns.js';
import { type CsvRecords, csvRecords } from './csvRecords.js';

/** How a text of separated values is read. */
export interface CsvOptions {
  /** One character between values (default a comma), or `detect`: the comma, semicolon, tab or bar that parts the header. */
  readonly delimiter?: string;
  /** The columns to keep, in this order (default: all). What else a row holds takes no memory. */
  readonly columns?: readonly string[];
  /** The file that the text is from, for error messages. */
  readonly file?: string;
}

/** One row of a text: all values are strings. */
export type CsvRow = Record<string, string>;

/** Makes rows of a text as it comes. */
export interface CsvReader {
  /** Adds the rows that end in this piece of the text; if it throws, those before the error have been added. */
  push(text: string, rows: CsvRow[]): void;
  /** Adds the last rows. */
  end(rows: CsvRow[]): void;
  /** The columns that rows have, once the header has been read. */
  columns(): readonly string[];
}

/** Reads a header line and then rows; see `parseCsv`. */
export function csvReader(name: string, options: CsvOptions): CsvReader {
  checkOptionNames(name, options, ['delimiter', 'columns', 'file']);
  const { delimiter = ',', columns: asked, file } = options;
  const fail = (message: string): never => {
    throw new DataError(`${file ?? name}: ${message}`, { file });
  };
  if (delimiter !== 'detect' && (delimiter.length !== 1 || '"\r\n'.includes(delimiter))) {
    fail(`the delimiter is ${JSON.stringify(delimiter)}. It must be one character, and no quote or line break.`);
  }
  let beginning = '';
  let records: CsvRecords | undefined;
  let header: readonly string[] | undefined;
  let kept: { readonly name: string; readonly position: number }[] = [];

  const readHeader = (values: readonly string[]): void => {
    checkHeader(values, fail);
    if (asked) checkColumns(asked, values);
    header = values;
    kept = (asked ?? values).map((column) => ({ name: column, position: values.indexOf(column) }));
  };
  let output: CsvRow[] = [];
  const addRow = (values: readonly string[], line: number): void => {
    if (!header) {
      readHeader(values);
      return;
    }
    if (values.length !== header.length) fail(describeLength(values, header, line));
    const row: CsvRow = {};
    for (const { name: column, position } of kept) row[column] = values[position];
    output.push(row);
  };
  /** Waits for the header line where the delimiter is to be found in it. */
  const start = (isEnd: boolean): void => {
    const text = beginning.charCodeAt(0) === 0xfeff ? beginning.slice(1) : beginning;
    const found = delimiter === 'detect' ? detectDelimiter(text, isEnd) : delimiter;
    if (found === undefined || (text === '' && !isEnd)) return;
    records = csvRecords(found, addRow, fail);
    records.push(text);
  };
  return {
    push: (text, rows) => {
      output = rows;
      if (records) records.push(text);
      else {
        beginning += text;
        start(false);
      }
    },
    end: (rows) => {
      output = rows;
      if (!records) start(true);
      records?.end();
      if (!header) fail('there is no header line. The first line names the columns.');
    },
    columns: () => asked ?? header ?? [],
  };
}

function checkHeader(columns: readonly string[], fail: (message: string) => never): void {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) fail(`two columns are called ${JSON.stringify(twice)}. Give each its own name.`);
  // Assigning to this name would set the prototype of the row instead.
  if (columns.includes('__proto__')) fail('a column is called "__proto__". Give it another name.');
}

function describeLength(values: readonly string[], header: readonly string[], line: number): string {
  const lengths = `line ${line} has ${values.length} values, the header has ${header.length} (${header.join(', ')})`;
  if (values.length > header.length) {
    return `${lengths}. Column ${header.length + 1}, ${JSON.stringify(values[header.length].slice(0, 40))}, has no name.`;
  }
  return `${lengths}. Column ${values.length + 1}, ${JSON.stringify(header[values.length])}, has no value.`;
}

const delimiters = [',', ';', '\t', '|'];

/** The delimiter that parts the header line most often, outside quotes; nothing while the line has not ended. */
function detectDelimiter(text: string, isEnd: boolean): string | undefined {
  const counts = new Map(delimiters.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  let i = 0;
  for (; i < text.length; i++) {
    const character = text[i];
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    // Blank lines before the header say nothing.
    if ((character === '\n' || character === '\r') && text.slice(0, i).trim() !== '') break;
    const count = counts.get(character);
    if (count !== undefined) counts.set(character, count + 1);
  }
  if (i === text.length && !isEnd) return undefined;
  return delimiters.reduce((best, delimiter) =>
    (counts.get(delimiter) ?? 0) > (counts.get(best) ?? 0) ? delimiter : best,
  );
}
