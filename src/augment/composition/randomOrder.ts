import type { Transform } from '../transform.js';
import { type Chain, chainTransform } from './chain.js';
import { checkTransforms } from './checkTransforms.js';

/** What {@link randomOrder} draws: the order, by positions, and the parameters in that order. */
export type RandomOrderParams = Chain;

/**
 * Applies all of several transforms, in an order drawn for each sample.
 *
 * What a transform draws does not depend on its turn, unless it looks at the picture.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const shuffled = augment.randomOrder([augment.gamma(), augment.brightnessContrast(), augment.d4()]);
 * const image = { data: Uint8Array.of(0, 64, 128, 255), width: 2, height: 2, channels: 1 };
 * console.log(augment.drawParams(shuffled, { id: 'a', image, meta: {} }).order); // such as [2, 0, 1]
 * ```
 */
export function randomOrder(transforms: readonly Transform[]): Transform<RandomOrderParams> {
  checkTransforms('randomOrder', transforms);
  return chainTransform(transforms, {
    name: 'randomOrder',
    options: {},
    order: (draw) => Array.from(draw.permutation(transforms.length)),
  });
}
