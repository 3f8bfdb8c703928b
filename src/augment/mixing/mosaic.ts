import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Sample } from '../../data/sample.js';
import { type Box, crop } from '../../raster/crop.js';
import type { Place } from '../../raster/place.js';
import type { Size } from '../../raster/resize.js';
import { mapPixels } from '../geometric/mapPixels.js';
import { resizeSample } from '../geometric/resizeSample.js';
import { type Range, readRange } from '../range.js';
import { checkPartner } from './fitPartner.js';
import type { MixTransform } from './mixTransform.js';
import { copyRun, pasteInto } from './paste.js';

/** Options of {@link mosaic}. */
export interface MosaicOptions {
  /** How often samples are put together (default 0.5). */
  readonly probability?: number;
  /** Where the four meet, as a part of width and height (default 0.3 … 0.7). */
  readonly center?: Range;
  /**
   * How pictures fill their quarters: scaled until they cover it (default), so that objects become smaller, or cut out
   * as they are. A picture that is smaller than its quarter is scaled up in any case.
   */
  readonly fit?: 'cover' | 'crop';
}

/** What {@link mosaic} draws. */
export interface MosaicParams {
  /** The column and row where the second quarter begins. */
  readonly center: Place;
  /** Which picture is in each quarter, top left first, row by row: 0 for the sample itself, then its partners. */
  readonly order: readonly number[];
  /** Which part of each picture is seen where some is cut off, from 0 (left, top) to 1 (right, bottom). */
  readonly windows: readonly Place[];
}

/**
 * Puts a sample and three others together, a quarter for each (YOLOv4: Bochkovskiy et al. 2020): more objects and more
 * surroundings at once. The size stays that of the sample. Keypoints and boxes of the sample move along; those of the
 * others are left out.
 *
 * @throws DataError if two samples have other channels, number types or kinds of masks.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const sampleOf = (level: number) => ({
 *   id: `${level}`,
 *   image: { data: new Uint8Array(16).fill(level), width: 4, height: 4, channels: 1 },
 *   meta: {},
 * });
 * const mix = augment.mosaic({ probability: 1, center: [0.5, 0.5] });
 * const mixed = augment.applyMix(mix, sampleOf(1), [sampleOf(2), sampleOf(3), sampleOf(4)]);
 * console.log(mixed.image.data); // a quarter of each
 * ```
 */
export function mosaic(options: MosaicOptions = {}): MixTransform<MosaicParams> {
  const name = 'mosaic';
  checkOptionNames(name, options, ['probability', 'center', 'fit']);
  const { probability = 0.5, fit = 'cover' } = options;
  checkNumber(name, 'probability', probability, { min: 0, max: 1 });
  checkOneOf(name, 'fit', fit, ['cover', 'crop']);
  const center = readRange(name, 'center', options.center ?? [0.3, 0.7], { min: 0, max: 1 });
  return {
    name,
    options: { probability, center, fit },
    partners: (draw) => (draw.key('whether').chance(probability) ? 3 : 0),
    sample: (draw, { width, height }) => ({
      center: { x: Math.round(width * draw.uniform(...center)), y: Math.round(height * draw.uniform(...center)) },
      order: Array.from(draw.permutation(4)),
      windows: Array.from({ length: 4 }, () => ({ x: draw.uniform(), y: draw.uniform() })),
    }),
    apply: ({ center: meeting, order, windows }, sample, partners) => {
      for (const partner of partners) checkPartner(name, sample, partner);
      const pictures = [sample, ...partners];
      let mixed = sample;
      for (const [i, quarter] of quartersOf(sample.image, meeting).entries()) {
        if (quarter.width === 0 || quarter.height === 0) continue;
        const piece = fill(pictures[order[i]], quarter, windows[i], fit);
        if (order[i] === 0) mixed = { ...mixed, ...moveMarks(sample, piece, quarter) };
        mixed = pasteInto(mixed, piece.sample, (from, to) => {
          for (let row = 0; row < quarter.height; row++) {
            copyRun(from, row * quarter.width, to, (quarter.y + row) * to.width + quarter.x, quarter.width);
          }
        });
      }
      return mixed;
    },
  };
}

function quartersOf({ width, height }: Size, { x, y }: Place): Box[] {
  return [
    { x: 0, y: 0, width: x, height: y },
    { x, y: 0, width: width - x, height: y },
    { x: 0, y, width: x, height: height - y },
    { x, y, width: width - x, height: height - y },
  ];
}

interface Piece {
  readonly sample: Sample;
  /** The size of the whole picture as it was scaled. */
  readonly size: Size;
  /** Where the piece lies in it. */
  readonly window: Place;
}

/** The part of a picture that fills a quarter. */
function fill(sample: Sample, quarter: Size, part: Place, fit: 'cover' | 'crop'): Piece {
  const { width, height } = sample.image;
  const cover = Math.max(quarter.width / width, quarter.height / height);
  const scale = fit === 'crop' ? Math.max(1, cover) : cover;
  // Rounding may leave a side one pixel short of what it is to cover.
  const size = {
    width: Math.max(quarter.width, Math.round(width * scale)),
    height: Math.max(quarter.height, Math.round(height * scale)),
  };
  const window = {
    x: Math.round(part.x * (size.width - quarter.width)),
    y: Math.round(part.y * (size.height - quarter.height)),
  };
  const box = { ...window, width: quarter.width, height: quarter.height };
  const { keypoints: _, boxes: __, ...pixels } = sample;
  return { sample: mapPixels(resizeSample(pixels, size), (grid) => crop(grid, box)), size, window };
}

/** Where marks of a picture come to lie in its quarter. */
function moveMarks(
  { image, keypoints, boxes }: Sample,
  { size, window }: Piece,
  quarter: Place,
): Pick<Sample, 'keypoints' | 'boxes'> {
  const [scaleX, scaleY] = [size.width / image.width, size.height / image.height];
  const [left, top] = [quarter.x - window.x, quarter.y - window.y];
  return {
    ...(keypoints && {
      keypoints: keypoints.map(({ x, y }) => ({
        x: (x + 0.5) * scaleX - 0.5 + left,
        y: (y + 0.5) * scaleY - 0.5 + top,
      })),
    }),
    ...(boxes && {
      boxes: boxes.map(({ x, y, width, height }) => ({
        x: x * scaleX + left,
        y: y * scaleY + top,
        width: width * scaleX,
        height: height * scaleY,
      })),
    }),
  };
}
