import { random } from '../../../core/random.js';
import { lumaWeights } from '../../../raster/color/colorMatrix.js';
import { coverWith } from '../../../raster/light/blendLight.js';
import { drawStreak } from '../../../raster/light/streaks.js';
import { clouds } from '../../../raster/noise/clouds.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link snow}. */
export interface SnowOptions {
  /** How much of the bright parts of the picture lies under snow, 0 to 1 (default 0.2 … 0.6). */
  readonly cover?: number | Range;
  /** How many flakes there are on an area of 100 × 100 pixels of a picture that is 500 pixels high (default 10 … 40). */
  readonly flakes?: number | Range;
  /** Degrees from the vertical in which they fall; one number r stands for −r … r (default 30). */
  readonly slant?: number | Range;
}

/** What {@link snow} draws. */
export interface SnowParams {
  /** How much of the bright parts lies under snow. */
  readonly cover: number;
  /** How many flakes there are on 100 × 100 pixels of a picture that is 500 pixels high. */
  readonly flakes: number;
  /** Degrees from the vertical. */
  readonly slant: number;
  /** What the places depend on. */
  readonly seed: number;
}

/**
 * Lets it snow: what is bright, and mostly lies open to the sky, turns white in patches, and soft flakes fall, of which
 * the near ones are larger. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(120), width: 64, height: 64, channels: 3 };
 * const white = augment.applyTransform(augment.snow(), { id: 'a', image, meta: {} });
 * console.log(Math.max(...white.image.data)); // brighter than 120
 * ```
 */
export function snow(options: SnowOptions = {}): Transform<SnowParams> {
  return pictureTransform('snow', options, {
    ranges: {
      cover: { standard: [0.2, 0.6], min: 0, max: 1 },
      flakes: { standard: [10, 40], min: 0, max: 1000 },
      slant: { standard: 30, min: -80, max: 80, number: 'around' },
    },
    seeded: true,
    isStill: ({ cover, flakes }) => cover === 0 && flakes === 0,
    change: (image, params) => {
      const ground = params.cover === 0 ? image : coverWith(image, groundCover(image, params), [0.95, 0.96, 0.98]);
      return params.flakes === 0 ? ground : coverWith(ground, flakeCover(image, params), [0.97, 0.98, 1]);
    },
  });
}

/** More where the picture is bright, in patches, and more of it below than above. */
function groundCover(image: Raster, { cover, seed }: SnowParams): Float32Array {
  const { data, width, height, channels } = image;
  const maximum = maximumOf(image);
  const field = clouds(width, height, Math.max(4, Math.max(width, height) / 4), seed);
  for (let p = 0, i = 0; p < field.length; p++, i += channels) {
    const light =
      channels >= 3 ? lumaWeights[0] * data[i] + lumaWeights[1] * data[i + 1] + lumaWeights[2] * data[i + 2] : data[i];
    const brightness = Math.min(1, Math.max(0, light / maximum));
    const open = Math.min(1, Math.max(0, 2.5 * (brightness + 0.5 * (field[p] - 0.5) + 0.5 * cover - 0.45)));
    field[p] = cover * open * (3 - 2 * open) * open;
  }
  return field;
}

function flakeCover({ width, height }: Raster, { flakes, slant, seed }: SnowParams): Float32Array {
  const field = new Float32Array(width * height);
  const unit = Math.max(width, height) / 500;
  const draw = random('snow', seed);
  const count = Math.round((flakes * width * height) / (10000 * unit * unit));
  for (let i = 0; i < count; i++) {
    const near = draw.uniform() ** 3; // most flakes are far
    const size = unit * (1 + 4 * near);
    drawStreak(field, width, {
      x: draw.uniform() * width,
      y: draw.uniform() * height,
      width: size,
      length: size * draw.uniform(1, 1.6),
      slant: slant + draw.uniform(-20, 20),
      opacity: draw.uniform(0.5, 0.95) * (1 - 0.4 * near),
    });
  }
  return field;
}
