import { random } from '../../../core/random.js';
import { coverWith } from '../../../raster/light/blendLight.js';
import { drawStreak } from '../../../raster/light/streaks.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { mapLevels } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link rain}. */
export interface RainOptions {
  /** How many drops there are on an area of 100 × 100 pixels of a picture that is 500 pixels high (default 20 … 80). */
  readonly drops?: number | Range;
  /** How long drops are, as a part of the longer side (default 0.02 … 0.05). */
  readonly length?: number | Range;
  /** Degrees from the vertical; one number r stands for −r … r (default 15). */
  readonly slant?: number | Range;
  /** How well the nearest drops are seen, 0 to 1 (default 0.3 … 0.6). */
  readonly opacity?: number | Range;
  /** How much of the light is missing under the clouds, 0 to 1 (default 0.1 … 0.3). */
  readonly darkness?: number | Range;
}

/** What {@link rain} draws. */
export interface RainParams {
  /** How many drops there are on 100 × 100 pixels of a picture that is 500 pixels high. */
  readonly drops: number;
  /** How long they are, as a part of the longer side. */
  readonly length: number;
  /** Degrees from the vertical. */
  readonly slant: number;
  /** How well the nearest are seen. */
  readonly opacity: number;
  /** How much of the light is missing. */
  readonly darkness: number;
  /** What the places of the drops depend on. */
  readonly seed: number;
}

/**
 * Lets it rain: darker pictures with pale streaks, of which the near ones are longer, wider and better seen than the far
 * ones. There are as many, and they are as long, in a large picture as in a small one. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(90), width: 64, height: 64, channels: 3 };
 * const wet = augment.applyTransform(augment.rain({ darkness: 0.2 }), { id: 'a', image, meta: {} });
 * console.log(Math.min(...wet.image.data), Math.max(...wet.image.data)); // 72 and the brightest streak
 * ```
 */
export function rain(options: RainOptions = {}): Transform<RainParams> {
  const part = { min: 0, max: 1 };
  return pictureTransform('rain', options, {
    ranges: {
      drops: { standard: [20, 80], min: 0, max: 1000 },
      length: { standard: [0.02, 0.05], ...part },
      slant: { standard: 15, min: -80, max: 80, number: 'around' },
      opacity: { standard: [0.3, 0.6], ...part },
      darkness: { standard: [0.1, 0.3], ...part },
    },
    seeded: true,
    isStill: ({ drops, opacity, darkness }) => darkness === 0 && (drops === 0 || opacity === 0),
    change: (image, params) => {
      const dark =
        params.darkness === 0 ? image : mapLevels(image, (value, c) => (c < 3 ? value * (1 - params.darkness) : value));
      return coverWith(dark, streaks(image, params), [0.82, 0.84, 0.86]);
    },
  });
}

function streaks({ width, height }: Raster, { drops, length, slant, opacity, seed }: RainParams): Float32Array {
  const field = new Float32Array(width * height);
  const unit = Math.max(width, height) / 500;
  const draw = random('rain', seed);
  const count = Math.round((drops * width * height) / (10000 * unit * unit));
  for (let i = 0; i < count; i++) {
    const near = draw.uniform() ** 2; // most drops are far
    drawStreak(field, width, {
      x: draw.uniform(-0.05, 1.05) * width,
      y: draw.uniform(-0.05, 1.05) * height,
      length: length * Math.max(width, height) * (0.4 + 1.2 * near),
      width: Math.max(0.7, unit * (0.6 + near)),
      slant: slant + draw.uniform(-2, 2),
      opacity: opacity * (0.2 + 0.8 * near),
    });
  }
  return field;
}
