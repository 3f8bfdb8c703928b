import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import type { Sampler, SamplerPick } from './sampler.js';
import { shuffleSampler } from './shuffleSampler.js';

/** Options of {@link foregroundSampler}. */
export interface ForegroundSamplerOptions {
  /** The part of the patches that must show foreground (default 0.33). */
  readonly fraction?: number;
  /** Whether these are the last ones of each batch (`lastOfBatch`, default), or drawn one by one (`byChance`). */
  readonly choose?: 'lastOfBatch' | 'byChance';
  /** Which samples an epoch consists of (default: each once, shuffled). */
  readonly sampler?: Sampler;
}

/**
 * Says of each sample whether the patch that is cut out of it must show foreground: `meta.foreground`, which
 * `augment.foregroundCrop` goes by. So small objects are seen in every batch, as in nnU-Net.
 *
 * `lastOfBatch` forces the places from `round(batchSize · (1 − fraction))` on, halves rounded to even: 1 of 2, 1 of 3,
 * 3 of 8.
 *
 * @throws OptionError for a fraction outside 0 … 1.
 * @example
 * ```ts
 * import { arrayDataset, augment, foregroundSampler } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64), width: 64, height: 64, channels: 1 };
 * const mask = { data: new Uint8Array(64 * 64).fill(1, 4000), width: 64, height: 64 };
 * const dataset = arrayDataset(['a', 'b', 'c'].map((id) => ({ id, image, mask, meta: {} })));
 * const sampler = foregroundSampler();
 * const crop = augment.foregroundCrop({ width: 32, height: 32 });
 * console.log(sampler.order(1, 0, dataset, 3), crop.name); // for loader(dataset, { batchSize: 3, sampler, augment: crop })
 * ```
 */
export function foregroundSampler(options: ForegroundSamplerOptions = {}): Sampler {
  checkOptionNames('foregroundSampler', options, ['fraction', 'choose', 'sampler']);
  const { fraction = 0.33, choose = 'lastOfBatch', sampler = shuffleSampler() } = options;
  checkNumber('foregroundSampler', 'fraction', fraction, { min: 0, max: 1 });
  checkOneOf('foregroundSampler', 'choose', choose, ['lastOfBatch', 'byChance']);
  return {
    name: 'foregroundSampler',
    options: { fraction, choose, sampler: { name: sampler.name, options: sampler.options } },
    length: (dataset) => sampler.length(dataset),
    order: (epoch, seed, dataset, batchSize) => {
      const picks = Array.from<number | SamplerPick>(sampler.order(epoch, seed, dataset, batchSize));
      const draw = random('foregroundSampler', seed, epoch);
      const first = roundHalfToEven(batchSize * (1 - fraction));
      const isForced = (place: number): boolean =>
        choose === 'byChance' ? draw.chance(fraction) : place % batchSize >= first;
      return picks.map((pick, place) => {
        const { index, meta } = typeof pick === 'number' ? { index: pick } : pick;
        return { index, meta: { ...meta, foreground: isForced(place) } };
      });
    },
  };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
