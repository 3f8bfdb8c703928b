import { checkNumber } from '../../core/options.js';
import type { Transform } from '../transform.js';
import { magnitudes, type PolicyOptions, type PolicyParams, policyTransform } from './policy.js';

/** Options of {@link randAugment}. */
export interface RandAugmentOptions extends PolicyOptions {
  /** How many operations are done, one after the other (default 2). */
  readonly count?: number;
  /** How strong they are, a whole number from 0 to 30 (default 9). */
  readonly magnitude?: number;
}

/**
 * Does some operations of a list, all of the same strength (RandAugment: Cubuk et al. 2020): a policy with two numbers to
 * tune.
 *
 * Each operation is drawn evenly; strengths that have a sign go either way. At magnitude 30: shear by 0.3, translation by
 * 150/331 of the side, rotation by 30°, brightness, color, contrast and sharpness by 0.9, 4 bits, solarization from 0;
 * beside them autocontrast, equalization and nothing at all. Masks move along; what comes from outside gets the ignore
 * index. `color` leaves pictures without colours alone.
 *
 * @throws OptionError for an operation that does not exist, or numbers out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(90), width: 64, height: 64, channels: 3 };
 * const policy = augment.randAugment({ count: 2, magnitude: 12, operations: ['rotate', 'shearX', 'brightness'] });
 * const drawn = augment.drawParams(policy, { id: 'a', image, meta: {} });
 * console.log(drawn.operations.map(({ operation, amount }) => `${operation} ${amount}`)); // such as rotate 12
 * ```
 */
export function randAugment({
  count = 2,
  magnitude = 9,
  ...options
}: RandAugmentOptions = {}): Transform<PolicyParams> {
  checkNumber('randAugment', 'count', count, { min: 0, integer: true });
  checkNumber('randAugment', 'magnitude', magnitude, { min: 0, max: magnitudes - 1, integer: true });
  return policyTransform('randAugment', options, {
    own: { count, magnitude },
    space: { shear: 0.3, translate: (side) => (150 / 331) * side, rotate: 30, enhance: 0.9, bits: 4 },
    drawMagnitudes: () => new Array<number>(count).fill(magnitude / (magnitudes - 1)),
  });
}
