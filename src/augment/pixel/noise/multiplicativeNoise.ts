import { checkOneOf } from '../../../core/options.js';
import { random } from '../../../core/random.js';
import { mapValues } from '../../../raster/mapValues.js';
import { randomWords } from '../../../raster/noise/randomWords.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { mapLevels } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link multiplicativeNoise}. */
export interface MultiplicativeNoiseOptions {
  /** The factors to draw from, each equally likely (default 0.9 … 1.1). */
  readonly factor?: number | Range;
  /** What gets a factor of its own: the `picture` (default), each `channel`, each `pixel` or each `value`. */
  readonly per?: 'picture' | 'channel' | 'pixel' | 'value';
}

/** What {@link multiplicativeNoise} draws. */
export interface MultiplicativeNoiseParams {
  /** What the factors depend on. */
  readonly seed: number;
}

/**
 * Multiplies values by random factors, rounded for whole numbers and clipped to 0 … maximum.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 100, 100), width: 3, height: 1, channels: 1 };
 * const speckled = augment.multiplicativeNoise({ factor: [0.5, 1.5], per: 'pixel' });
 * console.log(augment.applyTransform(speckled, { id: 'a', image, meta: {} }).image.data); // 50 … 150 each
 * ```
 */
export function multiplicativeNoise(options: MultiplicativeNoiseOptions = {}): Transform<MultiplicativeNoiseParams> {
  const name = 'multiplicativeNoise';
  const { factor: given = [0.9, 1.1], per = 'picture' } = options;
  checkOneOf(name, 'per', per, ['picture', 'channel', 'pixel', 'value']);
  const factor = readAmount(name, 'factor', given, { min: 0 });
  return pictureTransform(name, options, {
    ranges: {},
    settings: { factor, per },
    seeded: true,
    isStill: () => factor[0] === 1 && factor[1] === 1,
    change: (image, { seed }) => {
      if (per === 'pixel' || per === 'value')
        return multiply(image, factor, per === 'pixel' ? image.channels : 1, seed);
      const draw = random(name, seed);
      const factors = Array.from({ length: image.channels }, () => draw.uniform(...factor));
      return mapLevels(image, (value, channel) => value * factors[per === 'picture' ? 0 : channel]);
    },
  });
}

/** Multiplies every `share` values by a factor of their own. */
function multiply(image: Raster, [low, high]: Range, share: number, seed: number): Raster {
  const words = new Uint32Array(Math.ceil(image.data.length / share / 4) * 4);
  randomWords('multiply', seed)(words);
  const scale = (high - low) / 2 ** 32;
  return mapValues(image, (value, i) => value * (low + scale * words[share === 1 ? i : Math.floor(i / share)]));
}
