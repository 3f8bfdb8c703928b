import { coverWith } from '../../../raster/light/blendLight.js';
import { clouds } from '../../../raster/noise/clouds.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link fog}. */
export interface FogOptions {
  /** How much the thickest fog hides, 0 to 1 (default 0.3 … 0.7). */
  readonly density?: number | Range;
  /** How much thinner it is at the lower edge, where things are near: 0 to 1 (default 0.5). */
  readonly depth?: number | Range;
  /** How uneven it is, 0 to 1 (default 0.4). */
  readonly unevenness?: number | Range;
  /** How bright it is, as a part of full brightness (default 0.8 … 0.95). */
  readonly brightness?: number | Range;
}

/** What {@link fog} draws. */
export interface FogParams {
  /** How much the thickest fog hides. */
  readonly density: number;
  /** How much thinner it is at the lower edge. */
  readonly depth: number;
  /** How uneven it is. */
  readonly unevenness: number;
  /** How bright it is. */
  readonly brightness: number;
  /** What its clouds depend on. */
  readonly seed: number;
}

/**
 * Hides pictures in fog: `x + a · (fog − x)`, where `a` is the density, thinner towards the lower edge and uneven as clouds
 * are. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(40), width: 64, height: 64, channels: 3 };
 * const hidden = augment.applyTransform(augment.fog({ density: 0.5 }), { id: 'a', image, meta: {} });
 * console.log(hidden.image.data[0]); // brighter than 40
 * ```
 */
export function fog(options: FogOptions = {}): Transform<FogParams> {
  const part = { min: 0, max: 1 };
  return pictureTransform('fog', options, {
    ranges: {
      density: { standard: [0.3, 0.7], ...part },
      depth: { standard: 0.5, ...part },
      unevenness: { standard: 0.4, ...part },
      brightness: { standard: [0.8, 0.95], ...part },
    },
    seeded: true,
    isStill: ({ density }) => density === 0,
    change: (image, params) => {
      const { brightness } = params;
      return coverWith(image, covers(image, params), [brightness, brightness, brightness]);
    },
  });
}

function covers({ width, height }: Raster, { density, depth, unevenness, seed }: FogParams): Float32Array {
  const field = clouds(width, height, Math.max(4, Math.max(width, height) / 3), seed);
  for (let y = 0, i = 0; y < height; y++) {
    const near = density * (1 - (depth * y) / Math.max(1, height - 1));
    for (let x = 0; x < width; x++, i++) field[i] = near * (1 - unevenness * (1 - field[i]));
  }
  return field;
}
