import { addGaussianNoise } from '../../../raster/noise/gaussianNoise.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link gaussianNoise}. */
export interface GaussianNoiseOptions {
  /** The standard deviation as a part of full brightness (default 0.01 … 0.05: 3 to 13 of 255 levels). */
  readonly sigma?: number | Range;
  /** Whether every channel has noise of its own (default), or all channels of a pixel the same. */
  readonly perChannel?: boolean;
}

/** What {@link gaussianNoise} draws. */
export interface GaussianNoiseParams {
  /** The standard deviation as a part of full brightness. */
  readonly sigma: number;
  /** What the noise depends on. */
  readonly seed: number;
}

/**
 * Adds normally distributed noise to every value, clipped to 0 … maximum. The parameters keep a seed, not the noise: they
 * stay small, and give the same noise again.
 *
 * Albumentations' default standard deviations are 0.2 … 0.44, where hardly anything is left to be seen.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(128), width: 64, height: 64, channels: 3 };
 * const noisy = augment.applyTransform(augment.gaussianNoise({ sigma: 0.05 }), { id: 'a', image, meta: {} });
 * console.log(noisy.image.data.slice(0, 6)); // about 128 ± 13
 * ```
 */
export function gaussianNoise(options: GaussianNoiseOptions = {}): Transform<GaussianNoiseParams> {
  const { perChannel = true } = options;
  return pictureTransform('gaussianNoise', options, {
    ranges: { sigma: { standard: [0.01, 0.05], min: 0, max: 1 } },
    settings: { perChannel },
    seeded: true,
    isStill: ({ sigma }) => sigma === 0,
    change: (image, { sigma, seed }) =>
      addGaussianNoise(image, { sigma: sigma * maximumOf(image), share: perChannel ? 1 : image.channels, seed }),
  });
}
