import { checkNumber, checkOneOf } from '../../../core/options.js';
import { type ClaheOptions as ClahePlaneOptions, clahe as claheLevels } from '../../../raster/histogram/clahe.js';
import { claheLightness } from '../../../raster/histogram/claheLightness.js';
import { levelUnit } from '../../../raster/histogram/levelCurve.js';
import { newData } from '../../../raster/pixelGrid.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link clahe}. */
export interface ClaheOptions {
  /** How much more often than in an even histogram a level may be there: at least 1 (default 1 … 4). */
  readonly clipLimit?: number | Range;
  /** Rows of tiles (default 8). */
  readonly rows?: number;
  /** Columns of tiles (default 8). */
  readonly columns?: number;
  /** What is changed: `lightness` of CIELAB (default), which keeps the colours, or each of the `channels` alone. */
  readonly of?: 'lightness' | 'channels';
}

/** What {@link clahe} draws. */
export interface ClaheParams {
  /** How much more often than in an even histogram a level may be there. */
  readonly clipLimit: number;
}

/**
 * Brings out contrast where it is: histograms of tiles are made even, as far as the limit lets them, and mixed between
 * tiles (contrast-limited adaptive histogram equalization, Zuiderveld 1994; tiles, limits and rounding as OpenCV has
 * them). With three channels or more it works on the lightness of red, green and blue, with one or two on each alone.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 100 + (i % 64) / 4);
 * const clear = augment.clahe({ clipLimit: 3, rows: 4, columns: 4 });
 * const image = { data, width: 64, height: 64, channels: 3 };
 * const { data: after } = augment.applyTransform(clear, { id: 'a', image, meta: {} }).image;
 * console.log(Math.min(...after), Math.max(...after)); // farther apart than 100 and 115
 * ```
 */
export function clahe(options: ClaheOptions = {}): Transform<ClaheParams> {
  const { rows = 8, columns = 8, of = 'lightness' } = options;
  checkNumber('clahe', 'rows', rows, { min: 1, max: 256, integer: true });
  checkNumber('clahe', 'columns', columns, { min: 1, max: 256, integer: true });
  checkOneOf('clahe', 'of', of, ['lightness', 'channels']);
  return pictureTransform('clahe', options, {
    ranges: { clipLimit: { standard: [1, 4], min: 1 } },
    settings: { rows, columns, of },
    change: (image, { clipLimit }) => {
      const grid = { clipLimit, rows, columns };
      return of === 'lightness' && image.channels >= 3 ? claheLightness(image, grid) : claheChannels(image, grid);
    },
  });
}

function claheChannels(image: Raster, grid: ClahePlaneOptions): Raster {
  const { data, width, height, channels } = image;
  const unit = levelUnit(image);
  const output = newData(data, data.length);
  for (let c = 0; c < channels; c++) {
    const plane = data instanceof Uint8Array ? new Uint8Array(width * height) : new Float32Array(width * height);
    for (let p = 0, i = c; p < plane.length; p++, i += channels) plane[p] = Math.min(255, Math.max(0, data[i] / unit));
    const levels = claheLevels({ data: plane, width, height }, grid);
    const half = data instanceof Float32Array ? 0 : 0.5;
    for (let p = 0, i = c; p < plane.length; p++, i += channels) output[i] = levels[p] * unit + half;
  }
  return { ...image, data: output };
}
