import { checkNumber } from '../../../core/options.js';
import { type Random, random } from '../../../core/random.js';
import { boxBlur } from '../../../raster/filters/boxBlur.js';
import { darken } from '../../../raster/light/blendLight.js';
import type { Polygon } from '../../../raster/polygons/polygon.js';
import { rasterizePolygons } from '../../../raster/polygons/rasterizePolygons.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link shadow}. */
export interface ShadowOptions {
  /** How many shadows fall: whole numbers (default 1 … 2). */
  readonly count?: number | Range;
  /** How large they are, as a part of the longer side (default 0.3 … 0.7). */
  readonly size?: number | Range;
  /** Which part of the light they take, 0 to 1 (default 0.3 … 0.6). */
  readonly intensity?: number | Range;
  /** How wide their edges are, as a part of the longer side (default 0.01 … 0.04). */
  readonly softness?: number | Range;
  /** Where the ground begins, as a part of the height from above: middles of shadows lie below (default 0.4). */
  readonly horizon?: number;
}

/** What {@link shadow} draws. */
export interface ShadowParams {
  /** How many shadows fall. */
  readonly count: number;
  /** How large they are, as a part of the longer side. */
  readonly size: number;
  /** Which part of the light they take. */
  readonly intensity: number;
  /** How wide their edges are, as a part of the longer side. */
  readonly softness: number;
  /** What places and shapes depend on. */
  readonly seed: number;
}

/**
 * Lets shadows fall onto pictures: polygons with soft edges in which `x · (1 − intensity)` is left. Where two overlap, it
 * gets no darker. Channels after the third are kept.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(200), width: 64, height: 64, channels: 3 };
 * const shaded = augment.applyTransform(augment.shadow({ intensity: 0.5 }), { id: 'a', image, meta: {} });
 * console.log(Math.min(...shaded.image.data)); // 100
 * ```
 */
export function shadow(options: ShadowOptions = {}): Transform<ShadowParams> {
  const { horizon = 0.4 } = options;
  const part = { min: 0, max: 1 };
  checkNumber('shadow', 'horizon', horizon, part);
  return pictureTransform('shadow', options, {
    ranges: {
      count: { standard: [1, 2], min: 0, max: 100, draw: 'whole' },
      size: { standard: [0.3, 0.7], min: 0, max: 4 },
      intensity: { standard: [0.3, 0.6], ...part },
      softness: { standard: [0.01, 0.04], ...part },
    },
    settings: { horizon },
    seeded: true,
    isStill: ({ count, size, intensity }) => count === 0 || size === 0 || intensity === 0,
    change: (image, params) => darken(image, shadows(image, params, horizon)),
  });
}

function shadows({ width, height }: Raster, params: ShadowParams, horizon: number): Float32Array {
  const { count, size, intensity, softness, seed } = params;
  const longest = Math.max(width, height);
  const polygons = Array.from({ length: count }, (_, i) => {
    const draw = random('shadow', seed, i);
    const middle = [draw.uniform() * width, draw.uniform(horizon, 1) * height] as const;
    return polygonAround(middle, (size * longest) / 2, draw);
  });
  const mask = rasterizePolygons(polygons, { width, height, rule: 'nonZero' });
  const field = Float32Array.from(mask.data, (inside) => inside * intensity);
  const edge = 2 * Math.round((softness * longest) / 4) + 1;
  const blurred = { data: field, width, height, channels: 1 };
  return boxBlur(boxBlur(blurred, edge, 'replicate'), edge, 'replicate').data as Float32Array;
}

/** Corners around a middle, at angles and distances that differ, always in the same direction. */
function polygonAround([x, y]: readonly [number, number], radius: number, draw: Random): Polygon {
  const corners = draw.integer(3, 7);
  const start = draw.uniform(0, 2 * Math.PI);
  const [stretch, turn] = [draw.uniform(0.5, 1), draw.uniform(0, Math.PI)];
  const [right, down] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: corners }, (_, i) => {
    const angle = start + ((i + draw.uniform(-0.3, 0.3)) * 2 * Math.PI) / corners;
    const distance = radius * draw.uniform(0.7, 1.3);
    const [along, across] = [distance * Math.cos(angle), distance * stretch * Math.sin(angle)];
    return [x + along * right - across * down, y + along * down + across * right] as const;
  });
}
