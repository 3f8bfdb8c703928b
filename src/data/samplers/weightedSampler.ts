import { DataError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import type { Dataset } from '../dataset.js';
import { listNames } from '../listNames.js';
import { drawByWeight } from './drawByWeight.js';
import type { Sampler } from './sampler.js';

/** Options of {@link weightedSampler}. */
export interface WeightedSamplerOptions {
  /**
   * How likely each sample is to be drawn, from 0; they need not add up to 1. One for each position of the data set, or
   * one for each id.
   */
  readonly weights: readonly number[] | Readonly<Record<string, number>>;
  /** Whether a sample that was drawn can be drawn again in the epoch (default `true`). */
  readonly replacement?: boolean;
  /** How many samples an epoch has (default: as many as the data set). */
  readonly length?: number;
}

/**
 * Draws samples by weight, in random order.
 *
 * With replacement each draw takes sample i with probability `wᵢ / Σw`. Without, the first is drawn like this, and each
 * further one among those that are left (Efraimidis and Spirakis 2006); a sample of weight 0 never comes.
 *
 * @throws OptionError for weights below 0; DataError when it is used, for a data set that the weights do not fit, or
 * without replacement more samples than have a weight.
 * @example
 * ```ts
 * import { arrayDataset, weightedSampler } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset(['day', 'night'].map((id) => ({ id, image, meta: {} })));
 * const sampler = weightedSampler({ weights: { day: 1, night: 9 }, length: 10 }); // for loader(dataset, { sampler })
 * console.log(sampler.order(1, 0, dataset, 2)); // mostly 1, the position of night
 * ```
 */
export function weightedSampler(options: WeightedSamplerOptions): Sampler {
  checkOptionNames('weightedSampler', options, ['weights', 'replacement', 'length']);
  const { weights, replacement = true, length } = options;
  if (length !== undefined) checkNumber('weightedSampler', 'length', length, { min: 1, integer: true });
  for (const weight of Object.values(weights)) {
    checkNumber('weightedSampler', 'weights', weight, { min: 0, max: Number.MAX_VALUE });
  }
  const lengthOf = (dataset: Dataset): number => length ?? dataset.length;
  return {
    name: 'weightedSampler',
    options: { weights, replacement, ...(length !== undefined && { length }) },
    length: lengthOf,
    order: (epoch, seed, dataset) => {
      const byPosition = weightsOf(weights, dataset);
      const draw = random('weightedSampler', seed, epoch);
      const count = lengthOf(dataset);
      return replacement ? drawByWeight(byPosition, count, draw) : drawOnceEach(byPosition, count, draw);
    },
  };
}

function weightsOf(weights: WeightedSamplerOptions['weights'], { ids, length }: Dataset): readonly number[] {
  const byPosition = isList(weights) ? weights : weightsById(weights, ids);
  if (byPosition.length !== length) {
    throw new DataError(
      `weightedSampler: there are ${byPosition.length} weights for ${length} samples. Give one for each, or weights by id.`,
    );
  }
  if (byPosition.some((weight) => weight > 0)) return byPosition;
  throw new DataError('weightedSampler: all weights are 0, so nothing can be drawn. Give one sample a weight above 0.');
}

const isList = (weights: WeightedSamplerOptions['weights']): weights is readonly number[] => Array.isArray(weights);

function weightsById(weights: Readonly<Record<string, number>>, ids: readonly string[]): number[] {
  const missing = ids.filter((id) => !Object.hasOwn(weights, id));
  if (missing.length === 0) return ids.map((id) => weights[id]);
  throw new DataError(`weightedSampler: there is no weight for ${listNames(missing)}. Give each sample one.`, {
    id: missing[0],
  });
}

/** Every sample gets the number `−ln(u) / w`; the smallest come first. */
function drawOnceEach(weights: readonly number[], count: number, draw: ReturnType<typeof random>): number[] {
  const keyed = weights
    .map((weight, index) => ({ index, weight, key: -Math.log(1 - draw.uniform()) / weight }))
    .filter(({ weight }) => weight > 0);
  if (keyed.length >= count)
    return keyed
      .sort((a, b) => a.key - b.key || a.index - b.index)
      .slice(0, count)
      .map(({ index }) => index);
  throw new DataError(
    `weightedSampler: ${count} samples are asked for, but only ${keyed.length} have a weight above 0. Ask for fewer ` +
      '(length), or draw with replacement.',
  );
}
