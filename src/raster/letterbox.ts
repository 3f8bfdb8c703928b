import { checkNumber, checkOptionNames } from '../core/options.js';
import { type Padding, pad } from './pad.js';
import type { PixelGrid } from './pixelGrid.js';
import { type ResizeOptions, resize, resizeLabels, type Size } from './resize.js';

/** Options of {@link letterbox | letterboxPixels}. */
export interface LetterboxOptions extends Size {
  /** The value of the bars: one number, or one for each channel. Pictures have 0 by default; a label map needs it. */
  readonly fill?: number | readonly number[];
  /** For pictures (default `auto`). Label maps are never interpolated. */
  readonly interpolation?: ResizeOptions['interpolation'];
}

/** Where a letterboxed picture lies in its frame. */
export interface LetterboxPlace {
  /** The picture's own new size. */
  readonly inner: Size;
  /** The bars around it. */
  readonly padding: Padding;
}

/**
 * Where a picture lies when it is scaled by `min(W′/W, H′/H)` into a frame and centred: sizes are rounded to the
 * nearest, and the odd row or column of bars comes after the picture.
 *
 * @example
 * ```ts
 * import { letterboxPlace } from 'segkit';
 *
 * const place = letterboxPlace({ width: 47, height: 33 }, { width: 64, height: 64 });
 * console.log(place.inner.height, place.padding.top); // 45 9
 * ```
 */
export function letterboxPlace(size: Size, frame: Size): LetterboxPlace {
  for (const name of ['width', 'height'] as const) {
    checkNumber('letterboxPixels', name, frame[name], { min: 1, integer: true });
  }
  // Cross-multiplied, so that the side that fits exactly is not rounded away from the frame.
  const isWide = frame.width * size.height <= frame.height * size.width;
  const [numerator, denominator] = isWide ? [frame.width, size.width] : [frame.height, size.height];
  const scaled = (side: number): number => Math.max(1, Math.round((side * numerator) / denominator));
  const inner = { width: scaled(size.width), height: scaled(size.height) };
  const left = Math.floor((frame.width - inner.width) / 2);
  const top = Math.floor((frame.height - inner.height) / 2);
  const right = frame.width - inner.width - left;
  const bottom = frame.height - inner.height - top;
  return { inner, padding: { top, bottom, left, right } };
}

/**
 * Scales a picture or mask into a frame without changing its proportions, and fills the bars.
 *
 * @param grid `[H,W,C]` or `[H,W]`; the result is `[height,width]`, a copy.
 * @throws OptionError for a size that is no whole number from 1, or a label map without `fill`.
 * @example
 * ```ts
 * import { letterboxPixels } from 'segkit';
 *
 * const mask = { data: new Uint8Array(47 * 33), width: 47, height: 33 };
 * console.log(letterboxPixels(mask, { width: 64, height: 64, fill: 255 }).data[0]); // 255
 * ```
 */
export function letterbox<G extends PixelGrid>(grid: G, options: LetterboxOptions): G {
  checkOptionNames('letterboxPixels', options, ['width', 'height', 'fill', 'interpolation']);
  const { fill, interpolation = 'auto' } = options;
  const { inner, padding } = letterboxPlace(grid, options);
  const scaled = 'channels' in grid ? resize(grid, { ...inner, interpolation }) : resizeLabels(grid, inner);
  return pad(scaled as G, { ...padding, fill });
}
