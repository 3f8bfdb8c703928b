import { OptionError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';
import type { Random } from '../../core/random.js';

/** Refuses weights that do not fit a list of transforms. */
export function checkWeights(where: string, weights: readonly number[], transforms: number): void {
  for (const weight of weights) checkNumber(where, 'weights', weight, { min: 0, max: Number.MAX_VALUE });
  if (transforms > 0 && weights.length === transforms && weights.some((weight) => weight > 0)) return;
  throw new OptionError(
    `${where}: ${weights.length} weights for ${transforms} transforms. ` +
      'Give one weight for each transform, at least one of them above 0.',
    { option: 'weights', value: weights },
  );
}

/** A position, as likely as its weight is among all. */
export function chooseWeighted(draw: Random, weights: readonly number[]): number {
  let left = draw.uniform(
    0,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  for (let index = 0; index < weights.length; index++) {
    left -= weights[index];
    if (left < 0) return index;
  }
  return weights.findLastIndex((weight) => weight > 0); // rounding left a rest
}
