import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import { type Dataset, subset } from '../dataset.js';

/** Options of {@link takeFraction}. */
export interface TakeFractionOptions {
  /** Draws the part by chance. Left out, the part is the beginning of the data set. */
  readonly seed?: number | string;
}

/**
 * A part of a data set: the first `floor(length · fraction)` samples in their order, or as many drawn by `seed`, which
 * stay in the order of the data set.
 *
 * A larger fraction of the same seed holds all samples of a smaller one.
 *
 * @throws OptionError if the fraction is not above 0 and at most 1, or comes to no sample at all.
 * @example
 * ```ts
 * import { arrayDataset, takeFraction } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset(Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, image, meta: {} })));
 * console.log(takeFraction(dataset, 0.1).ids); // ['0', '1']
 * console.log(takeFraction(dataset, 0.1, { seed: 1 }).ids); // two others
 * ```
 */
export function takeFraction(dataset: Dataset, fraction: number, options: TakeFractionOptions = {}): Dataset {
  checkOptionNames('takeFraction', options, ['seed']);
  checkNumber('takeFraction', 'fraction', fraction, { min: 0, max: 1 });
  const count = Math.floor(dataset.length * fraction);
  if (count === 0) {
    throw new OptionError(
      `takeFraction: ${fraction} of ${dataset.length} samples is none. Take at least ${(1 / dataset.length).toFixed(4)}.`,
      { option: 'fraction', value: fraction },
    );
  }
  const { seed } = options;
  if (seed === undefined)
    return subset(
      dataset,
      Array.from({ length: count }, (_, index) => index),
    );
  const order = random('takeFraction', seed).permutation(dataset.length);
  return subset(dataset, order.slice(0, count).sort());
}
