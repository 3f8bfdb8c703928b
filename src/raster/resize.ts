import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { LabelMap } from './labelMap.js';
import { channelsOf, checkGrid, copyOf, type PixelGrid } from './pixelGrid.js';
import type { Raster } from './raster.js';
import { type Interpolation, resample } from './resample.js';
import { resampleArea } from './resampleArea.js';
import { resampleBilinear } from './resampleBilinear.js';
import { roomLike } from './room.js';

/** Width and height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Options of {@link resize | resizeImage}. */
export interface ResizeOptions extends Size {
  /** Default `auto`: `area` for a picture that becomes smaller, else `bilinear`. */
  readonly interpolation?: Interpolation | 'auto';
}

/** All that a picture can be resized by. */
export const interpolations: readonly (Interpolation | 'auto')[] = ['auto', 'bilinear', 'bicubic', 'area', 'nearest'];

/**
 * Resizes a picture, pixel centres at half positions: output pixel i lies at `(i + 1/2) · W / W′ − 1/2`.
 *
 * - `bilinear`: the two nearest pixels an axis, without antialiasing, as OpenCV and PyTorch do
 * - `bicubic`: four pixels an axis, a = −0.75; edge pixels are repeated
 * - `area`: the exact mean of the box that an output pixel covers
 * - `nearest`: as {@link resizeLabels}
 * - `auto`: `area` where both sides shrink, since two taps would skip pixels and alias; else `bilinear`
 *
 * Whole-number pixels are rounded and clamped. The same size gives the same values.
 *
 * @param raster `[H,W,C]`; the result is `[height,width,C]` of the same number type, a copy.
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { resizeImage } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 100), width: 2, height: 1, channels: 1 };
 * console.log(resizeImage(image, { width: 4, height: 1 }).data); // 0 25 75 100
 * ```
 */
export function resize(raster: Raster, options: ResizeOptions): Raster {
  checkOptionNames('resizeImage', options, ['width', 'height', 'interpolation']);
  const { width, height, interpolation = 'auto' } = options;
  checkOneOf('resizeImage', 'interpolation', interpolation, interpolations);
  checkSize('resizeImage', raster, options);
  if (width === raster.width && height === raster.height) return copyOf(raster);
  const shrinks = width <= raster.width && height <= raster.height;
  const way = interpolation === 'auto' ? (shrinks ? 'area' : 'bilinear') : interpolation;
  if (way === 'nearest') return pickNearest(raster, options);
  if (way === 'area') return resampleArea(raster, width, height);
  if (way === 'bilinear' && height <= raster.height) return resampleBilinear(raster, width, height);
  return resample(raster, width, height, way);
}

/**
 * Resizes a mask without ever mixing labels: output pixel i takes pixel `floor((2i + 1) · W / (2 · W′))`, in whole
 * numbers. This is the pixel whose area holds the output pixel's centre, so masks stay aligned with pictures from
 * {@link resize | resizeImage}.
 *
 * @param labels `[H,W]`; the result is `[height,width]` of the same number type, a copy.
 * @throws OptionError for a size that is no whole number from 1.
 * @example
 * ```ts
 * import { resizeLabels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(7, 9), width: 2, height: 1 };
 * console.log(resizeLabels(mask, { width: 4, height: 1 }).data); // 7 7 9 9
 * ```
 */
export function resizeLabels(labels: LabelMap, size: Size): LabelMap {
  checkOptionNames('resizeLabels', size, ['width', 'height']);
  checkSize('resizeLabels', labels, size);
  return pickNearest(labels, size);
}

/** The source position of each output position under the nearest rule of {@link resizeLabels}. */
export function nearestIndexes(size: number, outputSize: number): Int32Array {
  return Int32Array.from({ length: outputSize }, (_, i) => Math.floor(((2 * i + 1) * size) / (2 * outputSize)));
}

function checkSize(where: string, grid: PixelGrid, size: Size): void {
  checkGrid(where, grid);
  for (const name of ['width', 'height'] as const) checkNumber(where, name, size[name], { min: 1, integer: true });
}

function pickNearest<G extends PixelGrid>(grid: G, { width, height }: Size): G {
  const output = roomLike(grid, width, height);
  const channels = channelsOf(grid);
  const columns = nearestIndexes(grid.width, width).map((column) => column * channels);
  const rows = nearestIndexes(grid.height, height);
  const { data: from } = grid;
  const { data: to } = output;
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    const target = y * rowLength;
    if (y > 0 && rows[y] === rows[y - 1]) {
      to.copyWithin(target, target - rowLength, target);
      continue;
    }
    const source = rows[y] * grid.width * channels;
    if (channels === 1) {
      for (let x = 0; x < width; x++) to[target + x] = from[source + columns[x]];
      continue;
    }
    for (let x = 0, i = target; x < width; x++) {
      for (let c = 0; c < channels; c++) to[i++] = from[source + columns[x] + c];
    }
  }
  return output;
}
