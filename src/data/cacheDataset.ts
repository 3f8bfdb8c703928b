import { resizeSample } from '../augment/geometric/resizeSample.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Size } from '../raster/resize.js';
import { checkTargetSize } from './checkTargetSize.js';
import { type Dataset, infoOf } from './dataset.js';
import type { Sample } from './sample.js';

/** Options of {@link cacheDataset}. */
export interface CacheDatasetOptions {
  /** Width and height that samples are resized to before they are kept; one number for a square. */
  readonly size?: number | Size;
  /** How many bytes of pixels are kept at most (default 1 GiB). */
  readonly maxBytes?: number;
}

/**
 * Keeps the samples of a data set in memory once they have been read, so that later epochs need no files and no
 * decoding.
 *
 * When the memory is full, what is kept stays, and the rest is read each time: since every epoch asks for every sample
 * once, making room would only throw away what is needed next. A sample that fails is not kept.
 *
 * The memory is that of this thread, so workers of a loader do not read such a data set themselves: they are handed its
 * samples, and augment them.
 *
 * @example
 * ```ts
 * import { arrayDataset, cacheDataset } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3), width: 64, height: 64, channels: 3 };
 * const dataset = cacheDataset(arrayDataset([{ id: 'a', image, meta: {} }]), { size: 32 });
 * console.log((await dataset.sample(0)).image.width); // 32
 * ```
 */
export function cacheDataset(dataset: Dataset, options: CacheDatasetOptions = {}): Dataset {
  checkOptionNames('cacheDataset', options, ['size', 'maxBytes']);
  const { maxBytes = 2 ** 30 } = options;
  checkNumber('cacheDataset', 'maxBytes', maxBytes, { min: 0 });
  const target = checkTargetSize('cacheDataset', options.size);
  const kept = new Map<number, Sample>();
  const pending = new Map<number, Promise<Sample>>();
  let bytes = 0;

  const read = async (index: number): Promise<Sample> => {
    const sample = await dataset.sample(index);
    const sized = target ? resizeSample(sample, target) : sample;
    const size = bytesOf(sized);
    if (bytes + size <= maxBytes) {
      bytes += size;
      kept.set(index, sized);
    }
    return sized;
  };
  const sample = async (index: number): Promise<Sample> => {
    const known = kept.get(index);
    if (known) return known;
    // Two readers that ask at the same time share one reading.
    const reading = pending.get(index) ?? read(index).finally(() => pending.delete(index));
    pending.set(index, reading);
    return reading;
  };
  return { ...infoOf(dataset), length: dataset.length, ids: dataset.ids, sample };
}

const bytesOf = ({ image, mask, weight }: Sample): number =>
  image.data.byteLength + (mask?.data.byteLength ?? 0) + (weight?.data.byteLength ?? 0);
