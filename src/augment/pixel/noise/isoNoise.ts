import { addIsoNoise } from '../../../raster/noise/isoNoise.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link isoNoise}. */
export interface IsoNoiseOptions {
  /** The standard deviation of brightness at white, as a part of full brightness (default 0.02 … 0.1). */
  readonly brightness?: number | Range;
  /** The standard deviation of colour, as a part of full brightness (default 0.01 … 0.05). */
  readonly color?: number | Range;
}

/** What {@link isoNoise} draws. */
export interface IsoNoiseParams {
  /** The standard deviation of brightness at white. */
  readonly brightness: number;
  /** The standard deviation of colour. */
  readonly color: number;
  /** What the noise depends on. */
  readonly seed: number;
}

/**
 * Adds the noise of a camera at high sensitivity: brightness noise that grows with the root of brightness, as counted
 * photons have it, and colour noise that is alike everywhere and keeps the brightness. Grey pictures get the first alone;
 * channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(128), width: 64, height: 64, channels: 3 };
 * const noisy = augment.applyTransform(augment.isoNoise({ brightness: 0.1 }), { id: 'a', image, meta: {} });
 * console.log(noisy.image.data.slice(0, 6)); // about 128 ± 20
 * ```
 */
export function isoNoise(options: IsoNoiseOptions = {}): Transform<IsoNoiseParams> {
  const part = { min: 0, max: 1 };
  return pictureTransform('isoNoise', options, {
    ranges: { brightness: { standard: [0.02, 0.1], ...part }, color: { standard: [0.01, 0.05], ...part } },
    seeded: true,
    isStill: ({ brightness, color }) => brightness === 0 && color === 0,
    change: (image, { brightness, color, seed }) => {
      const maximum = maximumOf(image);
      return addIsoNoise(image, { brightness: brightness * maximum, color: color * maximum, seed });
    },
  });
}
