import { checkOptionNames } from '../../core/options.js';
import type { Transform } from '../transform.js';
import { nthOfName } from './chain.js';
import { checkTransforms } from './checkTransforms.js';
import { checkWeights, chooseWeighted } from './weights.js';

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
  checkWeights('oneOf', weights, transforms.length);
  return {
    name: 'oneOf',
    options: { transforms: [...transforms], weights: [...weights] },
    sample: (draw, context) => {
      const index = chooseWeighted(draw, weights);
      const chosen = transforms[index];
      return { index, params: chosen.sample(draw.key(chosen.name, nthOfName(transforms, index)), context) };
    },
    apply: ({ index, params }, sample) => transforms[index].apply(params, sample),
    outputSize: ({ index, params }, size) => transforms[index].outputSize?.(params, size) ?? size,
    steps: ({ index, params }) => [{ transform: transforms[index], params }],
  };
}
