import { enlargedPlaces } from '../../../raster/filters/enlarge.js';
import { copyOf } from '../../../raster/pixelGrid.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link chromaticAberration}; one number r stands for −r … r. */
export interface ChromaticAberrationOptions {
  /** How much larger red is than green (default 0.01: 2.5 pixels at the edge of a picture of 500). */
  readonly red?: number | Range;
  /** How much larger blue is than green (default 0.01). */
  readonly blue?: number | Range;
}

/** What {@link chromaticAberration} draws. */
export interface ChromaticAberrationParams {
  /** How much larger red is than green. */
  readonly red: number;
  /** How much larger blue is than green. */
  readonly blue: number;
}

/**
 * Gives edges coloured seams that grow from the middle outwards, as a lens does that enlarges red and blue otherwise than
 * green. Further channels, mask and weights are kept: the seams are no objects.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3).fill(80), width: 64, height: 64, channels: 3 };
 * const seams = augment.applyTransform(augment.chromaticAberration(), { id: 'a', image, meta: {} });
 * console.log(seams.image.data[0]); // 80: there is no edge
 * ```
 */
export function chromaticAberration(options: ChromaticAberrationOptions = {}): Transform<ChromaticAberrationParams> {
  const enlargement = { standard: 0.01, min: -0.5, max: 1, number: 'around' } as const;
  return pictureTransform('chromaticAberration', options, {
    ranges: { red: enlargement, blue: enlargement },
    rgb: true,
    isStill: ({ red, blue }) => red === 0 && blue === 0,
    change: (image, { red, blue }) => {
      const result = copyOf(image);
      if (red !== 0) enlargeChannel(result, image, 0, 1 + red);
      if (blue !== 0) enlargeChannel(result, image, 2, 1 + blue);
      return result;
    },
  });
}

function enlargeChannel(
  result: Raster,
  { data, width, height, channels }: Raster,
  channel: number,
  factor: number,
): void {
  const columns = enlargedPlaces(width, factor);
  const rows = enlargedPlaces(height, factor);
  const half = data instanceof Float32Array ? 0 : 0.5;
  for (let y = 0, o = channel; y < height; y++) {
    const above = rows.first[y] * width * channels + channel;
    const below = rows.second[y] * width * channels + channel;
    for (let x = 0; x < width; x++, o += channels) {
      const left = columns.first[x] * channels;
      const right = columns.second[x] * channels;
      const across = columns.share[x];
      const top = data[above + left] + (data[above + right] - data[above + left]) * across;
      const bottom = data[below + left] + (data[below + right] - data[below + left]) * across;
      result.data[o] = top + (bottom - top) * rows.share[y] + half;
    }
  }
}
