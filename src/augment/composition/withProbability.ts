import { checkNumber } from '../../core/options.js';
import type { Transform } from '../transform.js';
import { checkTransforms } from './checkTransforms.js';

/** What {@link withProbability} draws: the transform's parameters, or `null` if it is left out this time. */
export type WithProbabilityParams<Params> = { readonly params: Params } | null;

/**
 * Applies a transform some of the time, and leaves the sample alone otherwise.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 64, 255), width: 3, height: 1, channels: 1 };
 * const sometimes = augment.withProbability(0.3, augment.gamma());
 * console.log(augment.applyTransform(sometimes, { id: 'a', image, meta: {} }).image.data);
 * ```
 */
export function withProbability<Params>(
  probability: number,
  transform: Transform<Params>,
): Transform<WithProbabilityParams<Params>> {
  checkNumber('withProbability', 'probability', probability, { min: 0, max: 1 });
  checkTransforms('withProbability', [transform]);
  return {
    name: 'withProbability',
    options: { probability, transform },
    sample: (draw, context) =>
      draw.chance(probability) ? { params: transform.sample(draw.key(transform.name, 0), context) } : null,
    apply: (drawn, sample) => (drawn ? transform.apply(drawn.params, sample) : sample),
    steps: (drawn) => (drawn ? [{ transform, params: drawn.params }] : []),
    outputSize: (drawn, size) => (drawn && transform.outputSize?.(drawn.params, size)) ?? size,
  };
}
