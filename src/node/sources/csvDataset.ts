import { dirname, join } from 'node:path';
import { DataError, OptionError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { fileId } from '../../data/pairFiles.js';
import { type Row, table } from '../../data/table.js';
import { checkColumns } from '../../data/tables/checkColumns.js';
import type { RleOrder } from '../../raster/runs.js';
import { readTable } from '../readTable.js';
import { type FileSample, fileDataset, type RunLengthMask } from './fileDataset.js';
import { inFile } from './inFile.js';
import { type MaskOptions, maskOptionNames } from './maskRule.js';
import { type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';

/** Options of {@link csvDataset}. */
export interface CsvDatasetOptions extends MaskOptions, PictureOptions {
  /** The column with the file of the picture. */
  readonly imageColumn: string;
  /** The column with the file of the mask. */
  readonly maskColumn?: string;
  /** The column with the mask as Kaggle's run-length code; rows of one picture add up, and empty cells add nothing. */
  readonly rleColumn?: string;
  /** The order of run-length codes: `rowMajor` for Carvana, `columnMajor` for most others. No default. */
  readonly order?: RleOrder;
  /** The column with the class of each run-length code: its number, or one of `labels`. Later rows win. */
  readonly classColumn?: string;
  /** The column with the ids. Left out, an id is the picture's name in the table without its ending. */
  readonly idColumn?: string;
  /** The folder that names of pictures begin in (default: that of the table's file). */
  readonly images?: string;
  /** The folder that names of masks begin in (default: that of the table's file). */
  readonly masks?: string;
  /** What the names of pictures have more than the table says, such as `.png`. */
  readonly imageSuffix?: string;
  /** What the names of masks have more than the table says, such as `_mask.png`. */
  readonly maskSuffix?: string;
  /** One character between values (default a comma, or a tab in a `.tsv` file). */
  readonly delimiter?: string;
}

const columnOptions = ['imageColumn', 'maskColumn', 'rleColumn', 'classColumn', 'idColumn'] as const;
const optionNames = [
  ...columnOptions,
  ...['order', 'images', 'masks', 'imageSuffix', 'maskSuffix', 'delimiter'],
  ...maskOptionNames,
  ...pictureOptionNames,
];

/**
 * A data set that a table lists: a row for each picture, with the file of its mask, or with run-length codes, of which a
 * picture may have several. Samples carry their row as `meta.row`, without the codes.
 *
 * @param source the path of a CSV file, or the rows themselves, such as a table that was filtered.
 * @throws DataError for columns that do not exist, empty cells, a picture with two masks, and what `fileDataset` refuses.
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { csvDataset, writeImage } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * await writeImage(join(folder, 'a.jpg'), { data: new Uint8Array(4 * 2 * 3), width: 4, height: 2, channels: 3 });
 * await writeFile(join(folder, 'masks.csv'), 'img,rle\na.jpg,2 2\na.jpg,6 1\n');
 *
 * const options = { imageColumn: 'img', rleColumn: 'rle', order: 'rowMajor' } as const;
 * const dataset = await csvDataset(join(folder, 'masks.csv'), options);
 * console.log(dataset.ids, (await dataset.sample(0)).mask?.data); // ['a'], 0 1 1 0 | 0 1 0 0
 * ```
 */
export async function csvDataset(source: string | Iterable<object>, options: CsvDatasetOptions): Promise<Dataset> {
  checkOptionNames('csvDataset', options, optionNames);
  checkReading(options);
  const { delimiter } = options;
  const isFile = typeof source === 'string';
  if (!isFile && delimiter !== undefined) {
    throw new OptionError('csvDataset: a delimiter has no meaning with rows. Leave it out.', { option: 'delimiter' });
  }
  const rows = isFile ? await readTable(source, { ...(delimiter && { delimiter }) }) : table(source as Iterable<Row>);
  const folder = isFile ? dirname(source) : '.';
  const folders = { ...options, images: options.images ?? folder, masks: options.masks ?? folder };
  const samples = inFile('csvDataset', isFile ? source : undefined, () => {
    checkColumns(
      columnOptions.flatMap((name) => options[name] ?? []),
      rows.columns,
    );
    return toSamples(rows.rows, folders);
  });
  const reading = pickOptions(options, [...maskOptionNames, ...pictureOptionNames, 'order']);
  return fileDataset(samples, { ...reading, name: 'csvDataset' });
}

function checkReading(options: CsvDatasetOptions): void {
  const { imageColumn, maskColumn, rleColumn } = options;
  const fail = (option: keyof CsvDatasetOptions, message: string): never => {
    throw new OptionError(`csvDataset: ${message}`, { option, value: options[option] });
  };
  if (imageColumn === undefined) fail('imageColumn', 'imageColumn names the column with the pictures. Give it.');
  if (maskColumn !== undefined && rleColumn !== undefined) {
    fail('rleColumn', 'maskColumn and rleColumn are two ways to give masks. Choose one.');
  }
  for (const name of ['order', 'classColumn'] as const) {
    if (rleColumn === undefined && options[name] !== undefined) fail(name, `${name} has no meaning without rleColumn.`);
  }
  for (const name of ['masks', 'maskSuffix'] as const) {
    if (maskColumn === undefined && options[name] !== undefined) {
      fail(name, `${name} has no meaning without maskColumn.`);
    }
  }
}

type Folders = CsvDatasetOptions & { readonly images: string; readonly masks: string };

function toSamples(rows: readonly Row[], options: Folders): FileSample[] {
  const { imageColumn, rleColumn, images, imageSuffix = '' } = options;
  const groups = new Map<string, { row: Row; number: number }[]>();
  rows.forEach((row, index) => {
    const name = textIn(row, imageColumn, index + 1) + imageSuffix;
    const group = groups.get(name);
    if (group) group.push({ row, number: index + 1 });
    else groups.set(name, [{ row, number: index + 1 }]);
  });
  return [...groups].map(([name, group]) => {
    const [{ row }] = group;
    const { [rleColumn ?? '']: _, ...known } = row;
    const mask = maskOf(name, group, options);
    const meta = { row: rleColumn === undefined ? row : known };
    return { id: idOf(name, group, options), image: join(images, name), ...(mask !== undefined && { mask }), meta };
  });
}

interface NumberedRow {
  readonly row: Row;
  /** Counted from 1, without the header. */
  readonly number: number;
}

function maskOf(
  name: string,
  group: readonly NumberedRow[],
  { maskColumn, rleColumn, classColumn, masks, maskSuffix = '', labels }: Folders,
): string | RunLengthMask | undefined {
  if (rleColumn !== undefined) {
    const rle = group.map(({ row }) => String(row[rleColumn] ?? ''));
    if (classColumn === undefined) return { rle };
    return { rle, labels: group.map(({ row, number }) => classIn(row, classColumn, number, labels)) };
  }
  if (group.length > 1) {
    const places = group.map(({ number }) => number).join(' and ');
    throw new DataError(
      `${JSON.stringify(name)} is in rows ${places}, but a picture has one mask. Only run-length codes add up.`,
    );
  }
  const [{ row, number }] = group;
  return maskColumn === undefined ? undefined : join(masks, textIn(row, maskColumn, number) + maskSuffix);
}

function idOf(name: string, group: readonly NumberedRow[], { idColumn }: Folders): string {
  if (idColumn === undefined) return fileId(name) ?? name;
  const [{ row, number }] = group;
  const id = textIn(row, idColumn, number);
  const other = group.find((candidate) => String(candidate.row[idColumn]) !== id);
  if (!other) return id;
  const both = `${JSON.stringify(id)} in row ${number}, and ${JSON.stringify(other.row[idColumn])} in row ${other.number}`;
  throw new DataError(`${JSON.stringify(name)} has the id ${both}. A picture has one id.`, { id });
}

function textIn(row: Row, column: string, number: number): string {
  const value = row[column];
  const text = value === undefined || value === null ? '' : String(value);
  if (text !== '') return text;
  throw new DataError(`${column} is empty in row ${number}. Every row needs it.`);
}

function classIn(row: Row, column: string, number: number, labels: readonly string[] | undefined): number {
  const text = textIn(row, column, number);
  const named = labels?.indexOf(text) ?? -1;
  if (named >= 0) return named;
  const label = Number(text);
  if (Number.isInteger(label)) return label;
  const known = labels ? `, and none of the labels ${labels.join(', ')}` : '. Give labels if it is a name';
  throw new DataError(`${column} is ${JSON.stringify(text)} in row ${number}: no whole number${known}.`);
}
