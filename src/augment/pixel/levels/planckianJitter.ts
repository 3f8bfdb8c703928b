import { checkOneOf } from '../../../core/options.js';
import { encodedOf, linearOf } from '../../../raster/color/srgb.js';
import { lightOf } from '../../../raster/color/temperature.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link planckianJitter}. */
export interface PlanckianJitterOptions {
  /** The temperature of the light in kelvin (default 3000 … 15000); 6500 changes nothing. Its inverse is drawn evenly. */
  readonly temperature?: number | Range;
  /** A glowing body (`blackbody`, default, 1700 K to 25000 K), or sun and sky (`daylight`, 4000 K to 25000 K). */
  readonly illuminant?: 'blackbody' | 'daylight';
}

/** What {@link planckianJitter} draws. */
export interface PlanckianJitterParams {
  /** The temperature of the light in kelvin. */
  readonly temperature: number;
}

/** The light that pictures are taken to be balanced for. */
const usual = 6500;

/**
 * Puts pictures into the light of another temperature, from candle to blue sky (Zini et al. 2022). Red and blue are
 * multiplied, in linear light, by what the light has of them against that of 6500 K; green is kept, and so are channels
 * after the third.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(128, 128, 128), width: 1, height: 1, channels: 3 };
 * const warm = augment.planckianJitter({ temperature: 3500 });
 * console.log(augment.applyTransform(warm, { id: 'a', image, meta: {} }).image.data); // more red, less blue
 * ```
 */
export function planckianJitter(options: PlanckianJitterOptions = {}): Transform<PlanckianJitterParams> {
  const { illuminant = 'blackbody' } = options;
  checkOneOf('planckianJitter', 'illuminant', illuminant, ['blackbody', 'daylight']);
  const isBody = illuminant === 'blackbody';
  return pictureTransform('planckianJitter', options, {
    ranges: {
      temperature: {
        standard: isBody ? [3000, 15000] : [4000, 15000],
        min: isBody ? 1700 : 4000,
        max: 25000,
        draw: 'inverse',
      },
    },
    settings: { illuminant },
    rgb: true,
    isStill: ({ temperature }) => temperature === usual,
    levels: ({ temperature }, { maximum }) => {
      const balanced = lightOf(usual, illuminant);
      const gains = lightOf(temperature, illuminant).map((light, c) => light / balanced[c]);
      return (value, channel) => {
        if (channel !== 0 && channel !== 2) return value;
        const light = Math.min(1, linearOf(Math.max(0, value) / maximum) * gains[channel]);
        return maximum * encodedOf(light);
      };
    },
  });
}
