import { checkNumber } from '../../../core/options.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link toFloat}. */
export interface ToFloatOptions {
  /** What becomes 1 (default: 255, 65535, or 1 for float32). */
  readonly maximum?: number;
}

/**
 * Makes pictures into float32 values of 0 … 1: `x / maximum`. Float32 pictures come back themselves by default.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 51, 255), width: 3, height: 1, channels: 1 };
 * console.log(augment.applyTransform(augment.toFloat(), { id: 'a', image, meta: {} }).image.data); // 0 0.2 1
 * ```
 */
export function toFloat(options: ToFloatOptions = {}): Transform<object> {
  const { maximum } = options;
  if (maximum !== undefined) checkNumber('toFloat', 'maximum', maximum, { min: 1e-12 });
  return pictureTransform('toFloat', options, {
    ranges: {},
    settings: { maximum },
    change: (image) => {
      const full = maximum ?? maximumOf(image);
      if (full === 1 && image.data instanceof Float32Array) return image;
      const { data } = image;
      const output = new Float32Array(data.length);
      for (let i = 0; i < data.length; i++) output[i] = data[i] / full;
      return { ...image, data: output };
    },
  });
}
