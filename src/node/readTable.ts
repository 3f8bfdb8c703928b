import { createReadStream } from 'node:fs';
import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { type Table, table } from '../data/table.js';
import { type CsvOptions, type CsvRow, csvReader } from '../data/tables/csvReader.js';
import { textChunks } from '../data/tables/textChunks.js';

/** Options of {@link readTable}. */
export interface ReadTableOptions extends Pick<CsvOptions, 'delimiter' | 'columns'> {}

/**
 * Reads a table from a file of comma-separated values with a header line; see `parseCsv`. Tabs separate the values of a
 * `.tsv` file. Only what is asked for (`columns`) is kept in memory; `readCsv(createReadStream(file))` reads row by row.
 *
 * @throws DataError with the file, and the line where there is one, for what cannot be read.
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readTable } from 'segkit/node';
 *
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'metadata.csv');
 * await writeFile(file, 'id,make\n007,Audi\n008,Fiat\n009,Audi\n');
 * const cars = await readTable(file);
 * console.log(cars.valueCounts('make').rows); // Audi 2, Fiat 1
 * ```
 */
export async function readTable(file: string, options: ReadTableOptions = {}): Promise<Table<CsvRow>> {
  checkOptionNames('readTable', options, ['delimiter', 'columns']);
  const { delimiter = file.toLowerCase().endsWith('.tsv') ? '\t' : ',', columns } = options;
  const reader = csvReader('readTable', { delimiter, file, ...(columns && { columns }) });
  const rows: CsvRow[] = [];
  try {
    for await (const text of textChunks(createReadStream(file), file, file)) reader.push(text, rows);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file.',
      EISDIR: 'this is a folder, not a file.',
    };
    throw new DataError(`readTable: ${file}: ${reasons[code] ?? message}`, { file, cause });
  }
  reader.end(rows);
  return table(rows, [...reader.columns()]);
}
