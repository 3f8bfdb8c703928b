import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/**
 * Turns pictures into their negative: `maximum − x`, always. Put it into `withProbability` or `oneOf`.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100, 255), width: 3, height: 1, channels: 1 };
 * console.log(augment.applyTransform(augment.invert(), { id: 'a', image, meta: {} }).image.data); // 255 155 0
 * ```
 */
export function invert(options: Readonly<Record<string, never>> = {}): Transform<object> {
  return pictureTransform('invert', options, {
    ranges: {},
    levels:
      (_, { maximum }) =>
      (value) =>
        maximum - value,
  });
}
