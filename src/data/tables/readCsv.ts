import { type CsvOptions, type CsvRow, csvReader } from './csvReader.js';
import { type TextSource, textChunks } from './textChunks.js';

/** Options of {@link readCsv}. */
export interface ReadCsvOptions extends CsvOptions {}

/**
 * Reads comma-separated values row by row, while they come: a file of any size takes the memory of one row. Text and
 * errors are those of {@link parseCsv}; `table(await generators.toArray(readCsv(…)))` makes a table of the rows.
 *
 * @throws DataError while it is read, with the line and the column: for rows of another length than the header, quotes
 * that do not close, column names that come twice or are missing, and bytes that are no UTF-8.
 * @example
 * ```ts
 * import { generators, readCsv, table } from 'segkit';
 *
 * const { pipe, filter, toArray } = generators;
 * const file = new Blob(['ImageId,EncodedPixels\n007.jpg,1 3 10 5\n008.jpg,\n']); // in Node also createReadStream(path)
 * const ships = pipe(() => readCsv(file), filter(({ EncodedPixels }) => EncodedPixels !== ''));
 * console.log(table(await toArray(ships)).column('ImageId')); // ['007.jpg']
 * ```
 */
export async function* readCsv(
  source: TextSource,
  options: ReadCsvOptions = {},
): AsyncGenerator<CsvRow, void, undefined> {
  const reader = csvReader('readCsv', options);
  for await (const text of textChunks(source, options.file ?? 'readCsv', options.file)) {
    yield* rowsThenError((rows) => reader.push(text, rows));
  }
  yield* rowsThenError((rows) => reader.end(rows));
}

/** What was read comes before what went wrong after it. */
function* rowsThenError(read: (rows: CsvRow[]) => void): Generator<CsvRow, void, undefined> {
  const rows: CsvRow[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    read(rows);
  } catch (error) {
    failure = { error };
  }
  yield* rows;
  if (failure) throw failure.error;
}
