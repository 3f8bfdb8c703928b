import { join } from 'node:path';
import { DataError, OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { from, type Source } from '../../data/generators.js';
import { formatEntryName } from './entryName.js';
import { type OpenShard, openShard, prepareFolder } from './shardWriter.js';

/** The files of one sample, for a shard. */
export interface TarRecordFiles {
  /** What their names share; unique among all records. It may have folders. */
  readonly key: string;
  /** What is in each file, text or bytes, by what comes after the dot: `{ jpg, 'mask.png': mask, txt: 'a note' }`. */
  readonly fields: Readonly<Record<string, Uint8Array | string>> | ReadonlyMap<string, Uint8Array | string>;
}

/** Options of {@link writeTarRecords}. */
export interface WriteTarRecordsOptions {
  /** What shards are called before their number (default `shard`, for `shard-000000.tar`). */
  readonly name?: string;
  /** The most records a shard has (default 10000). */
  readonly maxRecords?: number;
  /** A shard that has so many bytes takes no further record (default 2^28, 256 MiB). */
  readonly maxBytes?: number;
  /** Whether shards are compressed, and end in `.tar.gz` (default `false`: pictures are compressed already). */
  readonly gzip?: boolean;
}

/** The names of all options, for those who take them too. */
export const writeTarRecordsOptionNames = ['name', 'maxRecords', 'maxBytes', 'gzip'] as const;

/**
 * Writes shards of webdataset: tar files with the files of each record one after the other. A shard appears whole, or
 * not at all; the same records give the same bytes.
 *
 * @returns the paths of the shards, in order.
 * @throws DataError if there are no records, two have one key, or the folder has shards of this name.
 * @throws OptionError for keys and fields that cannot be names of files.
 * @example
 * ```ts
 * import { mkdtemp, readFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { writeImage, writeTarRecords } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * const photo = join(folder, 'a.jpg');
 * await writeImage(photo, { data: new Uint8Array(12), width: 2, height: 2, channels: 3 });
 *
 * async function* records() {
 *   yield { key: 'a', fields: { jpg: await readFile(photo), json: JSON.stringify({ make: 'Fiat' }) } };
 * }
 * console.log(await writeTarRecords(folder, records, { name: 'cars', maxRecords: 1000 })); // ['…/cars-000000.tar']
 * ```
 */
export async function writeTarRecords(
  folder: string,
  records: Source<TarRecordFiles>,
  options: WriteTarRecordsOptions = {},
): Promise<string[]> {
  checkOptionNames('writeTarRecords', options, writeTarRecordsOptionNames);
  return writeRecords('writeTarRecords', folder, records, options);
}

/** {@link writeTarRecords} under another name. */
export async function writeRecords(
  where: string,
  folder: string,
  records: Source<TarRecordFiles>,
  options: WriteTarRecordsOptions,
): Promise<string[]> {
  const { name = 'shard', maxRecords = 10_000, maxBytes = 2 ** 28, gzip = false } = options;
  checkNumber(where, 'maxRecords', maxRecords, { min: 1, integer: true });
  checkNumber(where, 'maxBytes', maxBytes, { min: 1 });
  if (!/^[\w][\w.-]*$/.test(name)) {
    throw new OptionError(`${where}: name is ${JSON.stringify(name)}. Use letters, digits, dots and hyphens.`, {
      option: 'name',
      value: name,
    });
  }
  await prepareFolder(where, folder, name);
  const files: string[] = [];
  const keys = new Set<string>();
  let shard: OpenShard | undefined;
  let count = 0;
  let bytes = 0;
  try {
    for await (const { key, fields } of from(records)) {
      if (keys.has(key)) throw new DataError(`${where}: two records have the key ${JSON.stringify(key)}.`, { id: key });
      keys.add(key);
      const entries = toEntries(where, key, fields);
      if (shard && (count >= maxRecords || bytes >= maxBytes)) {
        await shard.close();
        shard = undefined;
      }
      if (!shard) {
        const number = String(files.length).padStart(6, '0');
        shard = await openShard(join(folder, `${name}-${number}.tar${gzip ? '.gz' : ''}`), gzip);
        files.push(shard.file);
        [count, bytes] = [0, 0];
      }
      count++;
      for (const [entry, data] of entries) {
        await shard.add(entry, data);
        bytes += data.length;
      }
    }
    await shard?.close();
  } catch (error) {
    await shard?.abort();
    throw error;
  }
  if (files.length === 0) throw new DataError(`${where}: there are no records. It needs at least one.`);
  return files;
}

function toEntries(where: string, key: string, fields: TarRecordFiles['fields']): [string, Uint8Array][] {
  const listed = fields instanceof Map ? [...fields] : Object.entries(fields);
  if (listed.length === 0) throw new DataError(`${where}: ${JSON.stringify(key)} has no fields.`, { id: key });
  return listed.map(([field, data]: [string, Uint8Array | string]) => [
    formatEntryName(where, key, field),
    typeof data === 'string' ? new TextEncoder().encode(data) : data,
  ]);
}
