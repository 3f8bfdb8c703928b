import { OptionError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Range } from '../range.js';
import { readAmount } from '../readAmount.js';
import type { Transform } from '../transform.js';
import { type Chain, chainTransform } from './chain.js';
import { checkTransforms } from './checkTransforms.js';
import { checkWeights, chooseWeighted } from './weights.js';

/** Options of {@link someOf}. */
export interface SomeOfOptions {
  /** How many are applied, `[least, most]`; one number for exactly so many (default 1 … all). */
  readonly count?: number | Range;
  /** How likely each transform is chosen, relative to the others (default: all alike). One of 0 is never chosen. */
  readonly weights?: readonly number[];
}

/** What {@link someOf} draws: which transforms, by their positions, and their parameters. */
export type SomeOfParams = Chain;

/**
 * Applies some of several transforms, drawn for each sample, in the order of the list. None is applied twice.
 *
 * @throws OptionError for an empty list, for weights that do not fit it, or for more than there are.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const some = augment.someOf([augment.gamma(), augment.brightnessContrast(), augment.d4()], { count: 2 });
 * const image = { data: Uint8Array.of(0, 64, 128, 255), width: 2, height: 2, channels: 1 };
 * console.log(augment.drawParams(some, { id: 'a', image, meta: {} }).order); // such as [0, 2]
 * ```
 */
export function someOf(transforms: readonly Transform[], options: SomeOfOptions = {}): Transform<SomeOfParams> {
  checkTransforms('someOf', transforms);
  checkOptionNames('someOf', options, ['count', 'weights']);
  const { weights = transforms.map(() => 1) } = options;
  checkWeights('someOf', weights, transforms.length);
  const choices = weights.filter((weight) => weight > 0).length;
  const count = readAmount('someOf', 'count', options.count ?? [1, choices], { min: 0, integer: true });
  if (count[1] > choices) {
    throw new OptionError(
      `someOf: count is ${JSON.stringify(options.count)}, but there are ${choices} transforms to choose from. None is applied twice.`,
      { option: 'count', value: options.count },
    );
  }
  return chainTransform(transforms, {
    name: 'someOf',
    options: { count, weights: [...weights] },
    order: (draw) => chooseSeveral(draw, weights, draw.integer(count[0], count[1] + 1)),
  });
}

/** Positions without repetition, in rising order. */
function chooseSeveral(draw: Random, weights: readonly number[], count: number): number[] {
  const left = [...weights];
  const chosen = Array.from({ length: count }, () => {
    const index = chooseWeighted(draw, left);
    left[index] = 0;
    return index;
  });
  return chosen.sort((a, b) => a - b);
}
