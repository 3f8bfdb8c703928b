import { checkOneOf } from '../../../core/options.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { mapLevels, maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link autoContrast}. */
export interface AutoContrastOptions {
  /** Which part of the darkest and of the brightest values is clipped, below 0.5 (default 0). */
  readonly cutoff?: number | Range;
  /** What is stretched: each of the `channels` alone (default), or the whole `picture`, which keeps the colours. */
  readonly of?: 'channels' | 'picture';
}

/** What {@link autoContrast} draws. */
export interface AutoContrastParams {
  /** Which part of the darkest and of the brightest values is clipped. */
  readonly cutoff: number;
}

/**
 * Stretches values so that the darkest becomes 0 and the brightest the maximum: `(x − low) · maximum / (high − low)`. What
 * has one value alone stays as it is.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 110, 120), width: 3, height: 1, channels: 1 };
 * console.log(augment.applyTransform(augment.autoContrast(), { id: 'a', image, meta: {} }).image.data); // 0 128 255
 * ```
 */
export function autoContrast(options: AutoContrastOptions = {}): Transform<AutoContrastParams> {
  const { of = 'channels' } = options;
  checkOneOf('autoContrast', 'of', of, ['channels', 'picture']);
  return pictureTransform('autoContrast', options, {
    ranges: { cutoff: { standard: 0, min: 0, max: 0.49 } },
    settings: { of },
    change: (image, { cutoff }) => {
      const maximum = maximumOf(image);
      const step = of === 'channels' ? image.channels : 1;
      const ends = Array.from({ length: step }, (_, first) => endsOf(image, first, step, cutoff));
      return mapLevels(image, (value, channel) => {
        const [low, high] = ends[channel % step];
        return low < high ? ((value - low) * maximum) / (high - low) : value;
      });
    },
  });
}

/** The lowest and highest of every `step`-th value, without the given part at each end. */
function endsOf({ data }: Raster, first: number, step: number, cutoff: number): Range {
  if (cutoff === 0) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = first; i < data.length; i += step) {
      low = Math.min(low, data[i]);
      high = Math.max(high, data[i]);
    }
    return [low, high];
  }
  const values = data.filter((_, i) => i % step === first).sort();
  const cut = Math.floor(cutoff * values.length);
  return [values[cut], values[values.length - 1 - cut]];
}
