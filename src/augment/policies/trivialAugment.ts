import type { Transform } from '../transform.js';
import { magnitudes, type PolicyOptions, type PolicyParams, policyTransform } from './policy.js';

/** Options of {@link trivialAugment}. */
export interface TrivialAugmentOptions extends PolicyOptions {}

/**
 * Does one operation of a list, of any strength (TrivialAugment: Müller and Hutter 2021, in its wide form): a policy with
 * nothing to tune.
 *
 * Operation and strength, one of 31, are drawn evenly; strengths that have a sign go either way. From none to the
 * greatest: shear by 0.99, translation by 32 pixels, rotation by 135°, brightness, color, contrast and sharpness by 0.99,
 * 8 to 2 bits, solarization from 1 down to 0; beside them autocontrast, equalization and nothing at all. Masks move along;
 * what comes from outside gets the ignore index. `color` leaves pictures without colours alone.
 *
 * @throws OptionError for an operation that does not exist.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(90), width: 64, height: 64, channels: 3 };
 * const drawn = augment.drawParams(augment.trivialAugment(), { id: 'a', image, meta: {} }, { epoch: 3 });
 * console.log(drawn.operations.map(({ operation, amount }) => `${operation} ${amount}`)); // such as rotate -40.5
 * ```
 */
export function trivialAugment(options: TrivialAugmentOptions = {}): Transform<PolicyParams> {
  return policyTransform('trivialAugment', options, {
    own: {},
    space: { shear: 0.99, translate: () => 32, rotate: 135, enhance: 0.99, bits: 2 },
    drawMagnitudes: (draw) => [draw.integer(0, magnitudes) / (magnitudes - 1)],
  });
}
