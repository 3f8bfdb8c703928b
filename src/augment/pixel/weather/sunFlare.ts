import { random } from '../../../core/random.js';
import { addLight } from '../../../raster/light/blendLight.js';
import { drawFlare, type FlareDisk } from '../../../raster/light/flare.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link sunFlare}. */
export interface SunFlareOptions {
  /** Where the sun is, as a part of the width (default 0 … 1). */
  readonly x?: number | Range;
  /** Where the sun is, as a part of the height (default 0 … 0.4). */
  readonly y?: number | Range;
  /** How far its glow reaches, as a part of the longer side (default 0.15 … 0.4). */
  readonly radius?: number | Range;
  /** How bright it is, 0 to 1 (default 0.7 … 1). */
  readonly intensity?: number | Range;
  /** How many reflections of the lens lie on the line through the middle of the picture (default 3 … 7). */
  readonly reflections?: number | Range;
}

/** What {@link sunFlare} draws. */
export interface SunFlareParams {
  /** Where the sun is, as a part of the width. */
  readonly x: number;
  /** Where the sun is, as a part of the height. */
  readonly y: number;
  /** How far its glow reaches, as a part of the longer side. */
  readonly radius: number;
  /** How bright it is. */
  readonly intensity: number;
  /** How many reflections there are. */
  readonly reflections: number;
  /** What the reflections depend on. */
  readonly seed: number;
}

/**
 * Lets the sun shine into the lens: a glow, and faint coloured disks on the line from it through the middle of the
 * picture. Light is added as on a screen, `maximum − (maximum − x) · (1 − light)`. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(90), width: 64, height: 64, channels: 3 };
 * const bright = augment.applyTransform(augment.sunFlare({ intensity: 1 }), { id: 'a', image, meta: {} });
 * console.log(Math.max(...bright.image.data)); // 255, or nearly
 * ```
 */
export function sunFlare(options: SunFlareOptions = {}): Transform<SunFlareParams> {
  const place = { min: -0.5, max: 1.5 };
  return pictureTransform('sunFlare', options, {
    ranges: {
      x: { standard: [0, 1], ...place },
      y: { standard: [0, 0.4], ...place },
      radius: { standard: [0.15, 0.4], min: 0, max: 4 },
      intensity: { standard: [0.7, 1], min: 0, max: 1 },
      reflections: { standard: [3, 7], min: 0, max: 100, draw: 'whole' },
    },
    seeded: true,
    isStill: ({ intensity }) => intensity === 0,
    change: (image, params) => {
      const { width, height } = image;
      const longest = Math.max(width, height);
      const sun = { x: params.x * width, y: params.y * height, radius: params.radius * longest };
      const light = drawFlare(width, height, { ...sun, intensity: params.intensity }, reflectionsOf(image, params));
      return addLight(image, light);
    },
  });
}

function reflectionsOf(
  { width, height }: Raster,
  { x, y, radius, intensity, reflections, seed }: SunFlareParams,
): FlareDisk[] {
  const draw = random('sunFlare', seed);
  return Array.from({ length: reflections }, () => {
    const along = draw.uniform(0.3, 2.2); // 1 is the middle of the picture
    const tint = (): number => draw.uniform(0.3, 1);
    return {
      x: width * (x + (0.5 - x) * along),
      y: height * (y + (0.5 - y) * along),
      radius: radius * Math.max(width, height) * draw.uniform(0.04, 0.3),
      color: [tint(), tint(), tint()].map((part) => part * intensity * draw.uniform(0.08, 0.25)) as [
        number,
        number,
        number,
      ],
    };
  });
}
