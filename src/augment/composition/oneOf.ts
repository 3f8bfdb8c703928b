import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Transform } from '../transform.js';
import { checkTransforms } from './checkTransforms.js';

/** Options of {@link oneOf}. */
export interface OneOfOptions {
  /** How likely each transform is, relative to the others (default: all alike). */
  readonly weights?: readonly number[];
}

/** What {@link oneOf} draws: which transform, and that one's parameters. */
export interface OneOfParams {
  readonly index: number;
  readonly params: unknown;
}

/**
 * Applies one of several transforms, drawn for each sample.
 *
 * @throws OptionError for an empty list, or weights that do not fit it.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 64, 255), width: 3, height: 1, channels: 1 };
 * const either = augment.oneOf([augment.gamma(), augment.brightnessContrast()], { weights: [1, 2] });
 * console.log(augment.applyTransform(either, { id: 'a', image, meta: {} }).image.data);
 * ```
 */
export function oneOf(transforms: readonly Transform[], options: OneOfOptions = {}): Transform<OneOfParams> {
  checkTransforms('oneOf', transforms);
  checkOptionNames('oneOf', options, ['weights']);
  const { weights = transforms.map(() => 1) } = options;
  for (const weight of weights) checkNumber('oneOf', 'weights', weight, { min: 0, max: Number.MAX_VALUE });
  if (transforms.length === 0 || weights.length !== transforms.length || !weights.some((weight) => weight > 0)) {
    throw new OptionError(
      `oneOf: ${weights.length} weights for ${transforms.length} transforms. ` +
        'Give one weight for each transform, at least one of them above 0.',
      { option: 'weights', value: weights },
    );
  }
  return {
    name: 'oneOf',
    options: { transforms: [...transforms], weights: [...weights] },
    sample: (draw, context) => {
      const index = chooseWeighted(draw, weights);
      const chosen = transforms[index];
      const nth = transforms.slice(0, index).filter(({ name }) => name === chosen.name).length;
      return { index, params: chosen.sample(draw.key(chosen.name, nth), context) };
    },
    apply: ({ index, params }, sample) => transforms[index].apply(params, sample),
    outputSize: ({ index, params }, size) => transforms[index].outputSize?.(params, size) ?? size,
  };
}

function chooseWeighted(draw: Random, weights: readonly number[]): number {
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
