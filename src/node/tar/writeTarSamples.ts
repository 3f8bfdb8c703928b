import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { DataError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { map, pipe, type Source } from '../../data/generators.js';
import type { Sample } from '../../data/sample.js';
import { encodePng } from '../../raster/png/encodePng.js';
import { deflateInNode, encodeImage } from '../encodeImage.js';
import { readImageSize } from '../readImageSize.js';
import {
  type TarRecordFiles,
  type WriteTarRecordsOptions,
  writeRecords,
  writeTarRecordsOptionNames,
} from './writeTarRecords.js';

/** Options of {@link writeTarSamples}. */
export interface WriteTarSamplesOptions extends WriteTarRecordsOptions {
  /**
   * What pictures are stored as: `png` (default), exactly; `jpg` or `webp`, with loss; or `original`, the very bytes of
   * the files that they were read from, where data sets of files did not resize them.
   */
  readonly image?: 'png' | 'jpg' | 'webp' | 'original';
  /** For JPEG and WebP, 1 … 100 (default 90). */
  readonly quality?: number;
  /** Samples that are encoded at a time (default 4). */
  readonly concurrency?: number;
}

/**
 * Writes samples into shards of webdataset, which `tarSamples` reads back: the picture, `mask.png` with the labels
 * exactly, and `json` with `meta`, but for the paths of files.
 *
 * @param samples a data set, or whatever gives samples one after the other.
 * @returns the paths of the shards, in order.
 * @throws DataError for samples that a shard cannot hold: float32 pictures, weights, masks of several channels. Write
 * those by `writeTarRecords`, in files of your own.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { generators } from 'segkit';
 * import { tarSamples, writeTarSamples } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * const image = { data: new Uint8Array(8 * 8 * 3), width: 8, height: 8, channels: 3 };
 * const mask = { data: new Uint8Array(8 * 8).fill(1, 0, 20), width: 8, height: 8 };
 * const shards = await writeTarSamples(folder, [{ id: 'a', image, mask, meta: { make: 'Fiat' } }]);
 * const [sample] = await generators.toArray(tarSamples(shards));
 * console.log(sample.id, sample.meta.make, sample.mask?.data[19]); // a Fiat 1
 * ```
 */
export async function writeTarSamples(
  folder: string,
  samples: Dataset | Source<Sample>,
  options: WriteTarSamplesOptions = {},
): Promise<string[]> {
  checkOptionNames('writeTarSamples', options, [...writeTarRecordsOptionNames, 'image', 'quality', 'concurrency']);
  const { image = 'png', quality = 90, concurrency = 4, ...shards } = options;
  checkOneOf('writeTarSamples', 'image', image, ['png', 'jpg', 'webp', 'original'] as const);
  checkNumber('writeTarSamples', 'quality', quality, { min: 1, max: 100, integer: true });
  checkNumber('writeTarSamples', 'concurrency', concurrency, { min: 1, integer: true });
  const encode = (sample: Sample): Promise<TarRecordFiles> => toRecord(sample, image, quality);
  const stage = { concurrency, name: 'writeTarSamples' };
  const records =
    'sample' in samples
      ? pipe(
          samples.ids.keys(),
          map((index) => samples.sample(index).then(encode), stage),
        )
      : pipe(samples, map(encode, stage));
  return writeRecords('writeTarSamples', folder, records, shards);
}

async function toRecord(
  sample: Sample,
  format: NonNullable<WriteTarSamplesOptions['image']>,
  quality: number,
): Promise<TarRecordFiles> {
  const { id, image, mask, weight, meta } = sample;
  const refuse = (what: string): never => {
    throw failure(id, `${what}, which a shard cannot hold. Write it by writeTarRecords, in files of your own.`);
  };
  if (image.data instanceof Float32Array) refuse('the picture is float32');
  if (weight) refuse('there are weights');
  if (mask && 'channels' in mask) return refuse(`the mask has ${mask.channels} channels`);
  const { ending, bytes } =
    format === 'original'
      ? await originalOf(sample)
      : { ending: format, bytes: await encodeImage(id, image, `.${format}`, quality) };
  const fields: Record<string, Uint8Array | string> = { [ending]: bytes };
  if (mask) fields['mask.png'] = await encodePng(mask, { deflate: deflateInNode });
  // Where files were on this machine is of no use on another.
  const { image: _, mask: __, ...known } = meta;
  if (Object.keys(known).length > 0) fields.json = JSON.stringify(known);
  return { key: id, fields };
}

/** The bytes of the file that a picture was read from. */
async function originalOf({ id, image, meta }: Sample): Promise<{ ending: string; bytes: Uint8Array }> {
  const file = meta.image;
  if (typeof file !== 'string') {
    throw failure(id, `there is no file of the picture: meta.image is ${JSON.stringify(file)}. Choose a format.`);
  }
  const { width, height } = await readImageSize(file);
  if (width !== image.width || height !== image.height) {
    throw failure(
      id,
      `${file} is ${width}×${height}, but the sample ${image.width}×${image.height}. Read it without size, or choose a format.`,
      file,
    );
  }
  return { ending: extname(file).slice(1).toLowerCase(), bytes: await readFile(file) };
}

const failure = (id: string, message: string, file?: string): DataError =>
  new DataError(`writeTarSamples: ${JSON.stringify(id)}: ${message}`, { id, file });
