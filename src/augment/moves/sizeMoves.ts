import { ShapeError } from '../../core/errors.js';
import type { Box } from '../../raster/crop.js';
import { translation } from '../../raster/matrix.js';
import { distribute, type PadPosition } from '../../raster/pad.js';
import type { Interpolation } from '../../raster/resample.js';
import type { Size } from '../../raster/resize.js';
import type { MaskInterpolation, Move, Outside } from './move.js';

/** Cuts a box out, which must lie inside. */
export function cropMove(where: string, { x, y, width, height }: Box, size: Size): Move {
  if (x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height) {
    return { size: { width, height }, matrix: translation(-x, -y) };
  }
  throw tooSmall(where, { width, height }, size);
}

/** The error for a crop that does not fit. */
export function tooSmall(where: string, crop: Size, picture: Size): ShapeError {
  return new ShapeError(
    `${where}: ${crop.width}×${crop.height} does not fit into a picture of ${picture.width}×${picture.height}. ` +
      'Put augment.padIfNeeded before it, or cut out less.',
    { expected: [crop.height, crop.width], actual: [picture.height, picture.width] },
  );
}

/** Adds pixels up to a size that is at least that of the picture. */
export function padMove(where: string, size: Size, target: Size, position: PadPosition, outside: Outside): Move {
  const missing = { x: target.width - size.width, y: target.height - size.height };
  const { left, top } = distribute(where, missing, position);
  return { size: target, matrix: translation(left, top), outside };
}

/** How a picture is resized; `auto` takes the mean of areas where it shrinks. */
export interface ResizeReading {
  readonly interpolation: Interpolation | 'auto';
  readonly maskInterpolation: MaskInterpolation;
}

/** Resizes, pixel centres at half positions: `x′ = (x + 1/2) · W′/W − 1/2`. */
export function resizeMove(size: Size, target: Size, { interpolation, maskInterpolation }: ResizeReading): Move {
  const { width, height } = target;
  const [across, down] = [width / size.width, height / size.height];
  const shrinks = width <= size.width && height <= size.height;
  const way = interpolation === 'auto' ? (shrinks ? 'area' : 'bilinear') : interpolation;
  return {
    size: { width, height },
    matrix: [across, 0, (across - 1) / 2, 0, down, (down - 1) / 2, 0, 0, 1],
    reading: { interpolation: way, maskInterpolation },
  };
}
