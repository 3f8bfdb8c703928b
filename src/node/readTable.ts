import { readFile } from 'node:fs/promises';
import { DataError } from '../core/errors.js';
import { type ParseCsvOptions, parseCsv } from '../data/csv.js';
import type { Table } from '../data/table.js';

/** Options of {@link readTable}. */
export interface ReadTableOptions extends Pick<ParseCsvOptions, 'delimiter'> {}

/**
 * Reads a table from a file of comma-separated values with a header line; see `parseCsv`. Tabs separate the values of a
 * `.tsv` file.
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
export async function readTable(file: string, options: ReadTableOptions = {}): Promise<Table<Record<string, string>>> {
  const { delimiter = file.toLowerCase().endsWith('.tsv') ? '\t' : ',' } = options;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file.',
      EISDIR: 'this is a folder, not a file.',
      ERR_ENCODING_INVALID_ENCODED_DATA: 'the file is no UTF-8 text. Save it as UTF-8.',
    };
    throw new DataError(`readTable: ${file}: ${reasons[code ?? ''] ?? message}`, { file, cause });
  }
  return parseCsv(text, { ...options, delimiter, file });
}
