import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { ceilToMultiple } from '../core/shapes.js';
import { type Border, borderIndex, borders } from './border.js';
import { channelsOf, checkGrid, newData, type PixelData, type PixelGrid } from './pixelGrid.js';
import { roomLike } from './room.js';

/** What new pixels are made of. */
export interface PadFill {
  /** Where new pixels come from (default `constant`). */
  readonly border?: Border;
  /**
   * The value of new pixels under a `constant` border: one number, or one for each channel. Pictures are filled with 0
   * by default. A label map has no default, since 0 is a class: give the class that the padding is, or the ignore index.
   */
  readonly fill?: number | readonly number[];
}

/** How many rows and columns to add on each side. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Options of {@link pad | padPixels}. */
export interface PadOptions extends Partial<Padding>, PadFill {}

/** Where the picture ends up in its new frame. In the `center`, the odd row or column comes after it. */
export type PadPosition = 'center' | 'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight';

/** Options of {@link padIfNeeded | padPixelsIfNeeded}. */
export interface PadIfNeededOptions extends PadFill {
  readonly minWidth: number;
  readonly minHeight: number;
  /** Default `center`. */
  readonly position?: PadPosition;
}

/** Options of {@link padToMultiple | padPixelsToMultiple}. */
export interface PadToMultipleOptions extends PadFill {
  readonly multiple: number;
  /** Default `center`. */
  readonly position?: PadPosition;
}

const sides = ['top', 'bottom', 'left', 'right'] as const;
/** All positions. */
export const padPositions: readonly PadPosition[] = ['center', 'topLeft', 'topRight', 'bottomLeft', 'bottomRight'];

/**
 * Adds rows and columns around a picture or mask.
 *
 * @param grid `[H,W,C]` or `[H,W]`; the result is `[top + H + bottom, left + W + right]`, a copy.
 * @throws OptionError for a `fill` that the pixels cannot hold, or none for a label map under a `constant` border.
 * @example
 * ```ts
 * import { padPixels } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2 };
 * console.log(padPixels(mask, { right: 1, fill: 255 }).data); // 1 2 255 | 3 4 255
 * console.log(padPixels(mask, { right: 1, border: 'replicate' }).data); // 1 2 2 | 3 4 4
 * ```
 */
export function pad<G extends PixelGrid>(grid: G, options: PadOptions): G {
  checkOptionNames('padPixels', options, [...sides, 'border', 'fill']);
  checkGrid('padPixels', grid);
  const { top = 0, bottom = 0, left = 0, right = 0, border = 'constant', fill } = options;
  for (const side of sides) checkNumber('padPixels', side, options[side] ?? 0, { min: 0, integer: true });
  checkOneOf('padPixels', 'border', border, borders);
  const channels = channelsOf(grid);
  const { width, height } = grid;
  const output = roomLike(grid, left + width + right, top + height + bottom);
  const rowLength = output.width * channels;

  if (border === 'constant') {
    fillRow(output.data, rowLength, fillValues('padPixels', grid, fill));
    for (let y = 1; y < output.height; y++) output.data.copyWithin(y * rowLength, 0, rowLength);
  }
  for (let y = 0; y < height; y++) {
    const row = grid.data.subarray(y * width * channels, (y + 1) * width * channels);
    output.data.set(row, (top + y) * rowLength + left * channels);
  }
  if (border !== 'constant') extendEdges(output.data, grid, { top, bottom, left, right }, border);
  return output;
}

/**
 * Pads up to a least size; a picture that is large enough comes back as a copy.
 *
 * @throws OptionError as {@link pad | padPixels} does.
 * @example
 * ```ts
 * import { padPixelsIfNeeded } from 'segkit';
 *
 * const image = { data: new Uint8Array(40 * 30), width: 40, height: 30, channels: 1 };
 * console.log(padPixelsIfNeeded(image, { minWidth: 64, minHeight: 16 }).width); // 64
 * ```
 */
export function padIfNeeded<G extends PixelGrid>(grid: G, options: PadIfNeededOptions): G {
  checkOptionNames('padPixelsIfNeeded', options, ['minWidth', 'minHeight', 'position', 'border', 'fill']);
  const { minWidth, minHeight, position = 'center', ...fill } = options;
  for (const name of ['minWidth', 'minHeight'] as const) {
    checkNumber('padPixelsIfNeeded', name, options[name], { min: 1, integer: true });
  }
  const missing = { x: Math.max(0, minWidth - grid.width), y: Math.max(0, minHeight - grid.height) };
  return pad(grid, { ...distribute('padPixelsIfNeeded', missing, position), ...fill });
}

/**
 * Pads both sides up to the next multiple, as a network of depth d needs it (2^d).
 *
 * @throws OptionError as {@link pad | padPixels} does.
 * @example
 * ```ts
 * import { padPixelsToMultiple } from 'segkit';
 *
 * const image = { data: new Uint8Array(250 * 250), width: 250, height: 250, channels: 1 };
 * console.log(padPixelsToMultiple(image, { multiple: 16, border: 'reflect101' }).width); // 256
 * ```
 */
export function padToMultiple<G extends PixelGrid>(grid: G, options: PadToMultipleOptions): G {
  checkOptionNames('padPixelsToMultiple', options, ['multiple', 'position', 'border', 'fill']);
  const { multiple, position = 'center', ...fill } = options;
  checkNumber('padPixelsToMultiple', 'multiple', multiple, { min: 1, integer: true });
  const missing = {
    x: ceilToMultiple(grid.width, multiple) - grid.width,
    y: ceilToMultiple(grid.height, multiple) - grid.height,
  };
  return pad(grid, { ...distribute('padPixelsToMultiple', missing, position), ...fill });
}

/** The fill of every channel, checked against what the pixels can hold. */
export function fillValues(where: string, grid: PixelGrid, fill: number | readonly number[] | undefined): number[] {
  if (fill === undefined && !('channels' in grid)) {
    const cure = 'Give the ignore index, the class that the padding is, or another border.';
    throw new OptionError(`${where}: a label map needs a fill, since 0 is a class. ${cure}`, { option: 'fill' });
  }
  const channels = channelsOf(grid);
  const values = typeof fill === 'object' ? [...fill] : Array.from({ length: channels }, () => fill ?? 0);
  if (values.length !== channels) {
    const cure = 'Give one number, or one for each channel.';
    throw new OptionError(`${where}: fill has ${values.length} values for ${channels} channels. ${cure}`, {
      option: 'fill',
      value: fill,
    });
  }
  const held = newData<PixelData>(grid.data, channels);
  held.set(values);
  const isFloat = held instanceof Float32Array;
  if (values.every((value, c) => (isFloat ? !Number.isNaN(value) : held[c] === value))) return values;
  throw new OptionError(
    `${where}: fill ${values.join(', ')} does not fit into ${held.constructor.name.replace('Array', '')} pixels.`,
    { option: 'fill', value: fill },
  );
}

/** Shares the missing rows and columns out between the sides. */
export function distribute(where: string, missing: { x: number; y: number }, position: PadPosition): Padding {
  checkOneOf(where, 'position', position, padPositions);
  const share = (spare: number, isAfter: boolean): number =>
    position === 'center' ? Math.floor(spare / 2) : isAfter ? spare : 0;
  const top = share(missing.y, position.startsWith('bottom'));
  const left = share(missing.x, position.endsWith('Right'));
  return { top, bottom: missing.y - top, left, right: missing.x - left };
}

function fillRow(data: PixelData, rowLength: number, values: readonly number[]): void {
  const channels = values.length;
  for (let i = 0; i < rowLength; i++) data[i] = values[i % channels];
}

/** Fills the frame from the picture in its middle: columns of the picture's rows first, then whole rows. */
function extendEdges(data: PixelData, grid: PixelGrid, padding: Padding, border: Border): void {
  const { width, height } = grid;
  const channels = channelsOf(grid);
  const { top, bottom, left, right } = padding;
  const rowLength = (left + width + right) * channels;
  const columns = [...range(-left, 0), ...range(width, width + right)];
  const sources = columns.map((column) => borderIndex(column, width, border));
  for (let y = top; y < top + height; y++) {
    const first = y * rowLength + left * channels;
    for (let i = 0; i < columns.length; i++) {
      const target = first + columns[i] * channels;
      const source = first + sources[i] * channels;
      for (let c = 0; c < channels; c++) data[target + c] = data[source + c];
    }
  }
  for (const row of [...range(-top, 0), ...range(height, height + bottom)]) {
    const source = (top + borderIndex(row, height, border)) * rowLength;
    data.copyWithin((top + row) * rowLength, source, source + rowLength);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
