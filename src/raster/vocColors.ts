import { checkNumber } from '../core/options.js';
import type { Rgb } from './png/encodePng.js';

/**
 * The colours of Pascal VOC, which many programs store classes in: class 0 black, class 255, "void", cream.
 *
 * The bits of a class go round red, green and blue, from the lowest on, and fill these from their highest bit.
 *
 * @param count 1 … 256.
 * @see M. Everingham et al., The PASCAL Visual Object Classes Challenge (2010), `VOClabelcolormap` of its development kit
 * @example
 * ```ts
 * import { vocColors } from 'segkit';
 *
 * console.log(vocColors(4)); // [[0, 0, 0], [128, 0, 0], [0, 128, 0], [128, 128, 0]]
 * ```
 */
export function vocColors(count = 256): readonly Rgb[] {
  checkNumber('vocColors', 'count', count, { min: 1, max: 256, integer: true });
  return Array.from({ length: count }, (_, label) => {
    const channel = (offset: number): number =>
      [0, 3, 6].reduce((value, bit, place) => value | (((label >> (bit + offset)) & 1) << (7 - place)), 0);
    return [channel(0), channel(1), channel(2)] as const;
  });
}
