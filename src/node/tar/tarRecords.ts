import { DataError, OptionError, SegkitError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { pipe, shuffle } from '../../data/generators.js';
import { parseEntryName } from './entryName.js';
import { expandShards } from './expandShards.js';
import { explainArchiveError, readEntries } from './readEntries.js';

/** The files of one sample in a shard. */
export interface TarRecord {
  /** What their names share, up to the dot; unique in its shard. */
  readonly key: string;
  /** The bytes of each file, by what comes after the dot: `jpg`, `mask.png`, `json`. */
  readonly fields: ReadonlyMap<string, Uint8Array>;
  /** The file that they are in. */
  readonly shard: string;
}

/** Options of {@link tarRecords}. */
export interface TarRecordsOptions {
  /**
   * Reads the shards of one of several readers alone: reader `index` of `count` has every `count`-th shard from `index`
   * on.
   */
  readonly part?: { readonly index: number; readonly count: number };
  /**
   * Random order: of the shards, and within a buffer of `buffer` records (default 1000) that every record passes through.
   * It depends on `seed` (default 0), and on the pass where `repeat` follows. Left out: the order of the files.
   */
  readonly shuffle?: { readonly seed?: number | string; readonly buffer?: number };
  /** The dot that ends a key: the `first` of a name (default, as in webdataset) or the `last`. */
  readonly dot?: 'first' | 'last';
  /** The most bytes that a record may have, against archives that would fill the memory (default 2^28, 256 MiB). */
  readonly maxRecordBytes?: number;
}

/** The names of all options, for those who take them too. */
export const tarRecordsOptionNames = ['part', 'shuffle', 'dot', 'maxRecordBytes'] as const;

/**
 * Reads shards of webdataset: tar files, plain or compressed by gzip, in which the files of a sample follow one another
 * and share a name up to the first dot. They are read from front to back, and nothing is unpacked to the disk.
 *
 * Keys may have folders; hidden files and names without a dot are passed over. It can be read any number of times.
 *
 * @param shards paths, in which `{000..011}` stands for twelve numbers.
 * @throws DataError with the shard, for archives that are cut off or damaged, links, names that lead out of their folder,
 * files that come twice, and records of more than `maxRecordBytes`.
 * @see https://github.com/webdataset/webdataset
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { tarRecords, writeTarRecords } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * const records = ['a', 'b'].map((key) => ({ key, fields: { txt: `text of ${key}` } }));
 * const shards = await writeTarRecords(folder, records);
 * for await (const { key, fields } of tarRecords(shards)) {
 *   console.log(key, new TextDecoder().decode(fields.get('txt'))); // a text of a, b text of b
 * }
 * ```
 */
export function tarRecords(
  shards: string | readonly string[],
  options: TarRecordsOptions = {},
): AsyncIterable<TarRecord> {
  checkOptionNames('tarRecords', options, tarRecordsOptionNames);
  return openRecords('tarRecords', shards, options);
}

/** {@link tarRecords} under another name. */
export function openRecords(
  where: string,
  shards: string | readonly string[],
  options: TarRecordsOptions,
): AsyncIterable<TarRecord> {
  const { part, dot = 'first', maxRecordBytes = 2 ** 28 } = options;
  checkOneOf(where, 'dot', dot, ['first', 'last'] as const);
  checkNumber(where, 'maxRecordBytes', maxRecordBytes, { min: 1 });
  const files = part ? takePart(where, expandShards(where, shards), part) : expandShards(where, shards);
  async function* readAll(names: AsyncIterable<string>): AsyncGenerator<TarRecord> {
    for await (const file of names) yield* readShard(where, file, dot, maxRecordBytes);
  }
  if (!options.shuffle) return pipe(files, readAll);
  const { seed = 0, buffer = 1000 } = options.shuffle;
  return pipe(files, shuffle({ seed }), readAll, shuffle({ seed, buffer }));
}

function takePart(
  where: string,
  files: readonly string[],
  { index, count }: NonNullable<TarRecordsOptions['part']>,
): readonly string[] {
  checkNumber(where, 'part.count', count, { min: 1, integer: true });
  checkNumber(where, 'part.index', index, { min: 0, max: count - 1, integer: true });
  if (files.length >= count) return files.filter((_, i) => i % count === index);
  throw new OptionError(
    `${where}: ${files.length} shards cannot be divided among ${count} readers. Write more shards.`,
    {
      option: 'part',
      value: { index, count },
    },
  );
}

async function* readShard(
  where: string,
  shard: string,
  dot: 'first' | 'last',
  maxBytes: number,
): AsyncGenerator<TarRecord> {
  const finished = new Set<string>();
  let open: { key: string; fields: Map<string, Uint8Array>; bytes: number } | undefined;
  try {
    for await (const entry of readEntries(shard)) {
      const name = parseEntryName(entry.name, dot);
      if (!name) continue;
      const { key, field } = name;
      if (open && open.key !== key) {
        yield { key: open.key, fields: open.fields, shard };
        finished.add(open.key);
        open = undefined;
      }
      if (finished.has(key)) {
        throw new DataError(
          `the files of ${JSON.stringify(key)} do not follow one another. Sort them by name (tar --sort=name).`,
        );
      }
      open ??= { key, fields: new Map(), bytes: 0 };
      if (open.fields.has(field)) throw new DataError(`${JSON.stringify(entry.name)} comes twice.`);
      open.bytes += entry.size + headerBytes;
      if (open.bytes > maxBytes) {
        throw new DataError(
          `${JSON.stringify(key)} has more than ${maxBytes} bytes. Raise maxRecordBytes if that is right.`,
        );
      }
      open.fields.set(field, await entry.read());
    }
    if (open) yield { key: open.key, fields: open.fields, shard };
  } catch (cause) {
    if (cause instanceof SegkitError && !(cause instanceof DataError)) throw cause;
    const reason = cause instanceof DataError ? cause.message : explainArchiveError(cause);
    throw new DataError(`${where}: ${shard}: ${reason}`, { file: shard, cause });
  }
}

/** What a file takes beside its bytes, so that a million empty ones count too. */
const headerBytes = 512;
