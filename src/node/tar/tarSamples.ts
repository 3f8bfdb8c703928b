import { DataError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { map, type OnError, pipe } from '../../data/generators.js';
import { listNames } from '../../data/listNames.js';
import type { Sample } from '../../data/sample.js';
import { type MaskOptions, type MaskRule, maskOptionNames, maskRule } from '../sources/maskRule.js';
import { type FileEntry, readEntry } from '../sources/openFiles.js';
import { checkPictureOptions, type PictureOptions, pictureOptionNames } from '../sources/pictureOptions.js';
import { readMaskFile } from '../sources/readMaskFile.js';
import { openRecords, type TarRecord, type TarRecordsOptions, tarRecordsOptionNames } from './tarRecords.js';

/** Options of {@link tarSamples}. */
export interface TarSamplesOptions extends TarRecordsOptions, MaskOptions, Omit<PictureOptions, 'check'> {
  /** The field of the picture (default: the one of `jpg`, `jpeg`, `png`, `webp`, `bmp`, `tif`, `tiff` that is there). */
  readonly image?: string;
  /** The field of the mask (default: `mask` or `seg` with the ending of a picture, such as `mask.png`; else none). */
  readonly mask?: string;
  /** Samples that are decoded at a time (default 4). */
  readonly concurrency?: number;
  /** What happens when a sample cannot be decoded (default `throw`). Archives that are damaged always throw. */
  readonly onError?: OnError;
}

const optionNames = [
  ...['image', 'mask', 'concurrency', 'onError'],
  ...tarRecordsOptionNames,
  ...maskOptionNames,
  ...pictureOptionNames.filter((name) => name !== 'check'),
];

const endings = ['jpg', 'jpeg', 'png', 'webp', 'bmp', 'tif', 'tiff'];
const maskFields = ['mask', 'seg'].flatMap((name) => [...endings, 'gif'].map((ending) => `${name}.${ending}`));

/**
 * Samples of shards of webdataset, decoded: see `tarRecords` for how shards are read, and `imageFolder` for what masks
 * may be.
 *
 * The id is the key, and `meta` what the field `json` holds, with `shard` and `fields`, the names of all fields.
 *
 * @throws DataError with the shard and the key, for samples without picture, and what cannot be decoded.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { collate, generators } from 'segkit';
 * import { tarSamples, writeTarSamples } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * const image = { data: new Uint8Array(16 * 16 * 3), width: 16, height: 16, channels: 3 };
 * const mask = { data: new Uint8Array(16 * 16), width: 16, height: 16 };
 * const shards = await writeTarSamples(folder, ['a', 'b', 'c'].map((id) => ({ id, image, mask, meta: {} })));
 *
 * const { pipe, repeat, batch, map, take } = generators;
 * const samples = tarSamples(shards, { shuffle: { seed: 1 } });
 * const batches = pipe(samples, repeat(), batch(2), map((group) => collate(group)), take(3));
 * for await (const { ids, x } of batches) console.log(ids, x.shape); // two ids, [2, 16, 16, 3]
 * ```
 */
export function tarSamples(shards: string | readonly string[], options: TarSamplesOptions = {}): AsyncIterable<Sample> {
  checkOptionNames('tarSamples', options, optionNames);
  const size = checkPictureOptions('tarSamples', options);
  const rule = maskRule('tarSamples', options);
  const { concurrency = 4, onError } = options;
  checkNumber('tarSamples', 'concurrency', concurrency, { min: 1, integer: true });
  const decode = (record: TarRecord): Promise<Sample> =>
    readEntry(`tarSamples: ${record.shard}`, toEntry(record, rule, options), options, size);
  const records = openRecords('tarSamples', shards, options);
  return pipe(records, map(decode, { concurrency, name: 'tarSamples', ...(onError && { onError }) }));
}

function toEntry(record: TarRecord, rule: MaskRule, options: TarSamplesOptions): FileEntry {
  const { key, fields, shard } = record;
  const { maxPixels, orientation } = options;
  const mask = options.mask ?? chosen(record, maskFields, 'mask');
  const image = options.image ?? chosen(record, endings, 'image');
  if (image === undefined || !fields.has(image)) throw lacking(record, image === undefined ? 'picture' : image);
  if (options.mask !== undefined && !fields.has(options.mask)) throw lacking(record, options.mask);
  const labels = mask === undefined ? undefined : fields.get(mask);
  return {
    id: key,
    image: fields.get(image) as Uint8Array,
    container: shard,
    ...(labels && { readMask: () => readMaskFile(labels, rule, { maxPixels, orientation }) }),
    meta: { ...readMeta(record), shard, fields: [...fields.keys()] },
  };
}

/** The one field of some that a record has. */
function chosen({ key, fields, shard }: TarRecord, names: readonly string[], option: string): string | undefined {
  const found = names.filter((name) => fields.has(name));
  if (found.length < 2) return found[0];
  throw new DataError(
    `tarSamples: ${shard}: ${JSON.stringify(key)} has ${listNames(found)}. Say by ${option} which of them it is.`,
    { id: key, file: shard },
  );
}

function lacking({ key, fields, shard }: TarRecord, what: string): DataError {
  const there = `It has ${listNames(fields.keys(), 6)}.`;
  return new DataError(`tarSamples: ${shard}: ${JSON.stringify(key)} has no ${what}. ${there}`, {
    id: key,
    file: shard,
  });
}

function readMeta({ key, fields, shard }: TarRecord): Readonly<Record<string, unknown>> {
  const bytes = fields.get('json');
  if (!bytes) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : { json: value };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`tarSamples: ${shard}: ${JSON.stringify(key)}: its json cannot be read (${reason}).`, {
      id: key,
      file: shard,
      cause,
    });
  }
}
