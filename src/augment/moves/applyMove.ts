import { OptionError } from '../../core/errors.js';
import type { Sample } from '../../data/sample.js';
import type { LabelMap } from '../../raster/labelMap.js';
import type { PixelGrid } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';
import { resize, resizeLabels, type Size } from '../../raster/resize.js';
import { type WarpInterpolation, type WarpOptions, warp } from '../../raster/warp/warp.js';
import { mapEach, type PixelMaps } from '../geometric/mapPixels.js';
import { type ExactMove, exactMoveOf, moveExactly } from './exactMove.js';
import { joinMoves } from './joinMoves.js';
import { type MaskInterpolation, type Move, type Outside, type Reading, staysPut } from './move.js';
import { moveMarks } from './moveMarks.js';

/** Does one move after the other, those in one go that can be. */
export function applyMoves(moves: readonly Move[], sample: Sample): Sample {
  if (moves.length === 1) return applyMove(moves[0], sample); // nothing to join: flips take less than that
  const size = { width: sample.image.width, height: sample.image.height };
  return joinMoves(moves, size).reduce((state, move) => applyMove(move, state), sample);
}

/** Moves the pixels of image, mask and weight, and keypoints and boxes with them. */
export function applyMove(move: Move, sample: Sample): Sample {
  if (staysPut(move, sample.image)) return sample;
  const moved = mapEach(sample, pixelMapsOf(move, sample.image));
  return sample.keypoints || sample.boxes ? { ...moved, ...moveMarks(sample, move) } : moved;
}

/** Moves the pixels of a picture alone. */
export const moveImage = (moves: readonly Move[], image: Raster): Raster =>
  joinMoves(moves, image).reduce((state, move) => pixelMapsOf(move, state).image(state), image);

/** Moves the pixels of a mask alone. */
export const moveMask = (moves: readonly Move[], mask: LabelMap | Raster): LabelMap | Raster =>
  joinMoves(moves, mask).reduce((state, move) => pixelMapsOf(move, state).mask(state), mask);

function pixelMapsOf(move: Move, size: Size): PixelMaps {
  const exact = move.field ? undefined : exactMoveOf(move.matrix, size);
  if (exact) return exactMaps(exact, move);
  const { reading, outside } = move;
  if (reading && !outside) return resizeMaps(move, reading);
  if (!reading || !outside) throw new Error('a move that mixes pixels must say how');
  return warpMaps(move, reading, outside);
}

function exactMaps(exact: ExactMove, { size, outside }: Move): PixelMaps {
  const { border, fill, maskFill } = outside ?? { border: 'constant', fill: 0, maskFill: 0 };
  return {
    image: (image) => moveExactly(image, exact, size, border, fill),
    mask: (mask) => moveExactly(mask, exact, size, border, maskFill),
    weight: (weight) => moveExactly(weight, exact, size, border, 0),
  };
}

function resizeMaps({ size, matrix }: Move, { interpolation, maskInterpolation }: Reading): PixelMaps {
  const mask = (grid: LabelMap | Raster): LabelMap | Raster => {
    const way = maskWay(grid, maskInterpolation);
    if (way !== 'nearest') return warp(grid, { ...size, matrix, interpolation: way, border: 'replicate' });
    return 'channels' in grid ? resize(grid, { ...size, interpolation: 'nearest' }) : resizeLabels(grid, size);
  };
  const scale = (grid: Raster): Raster => resize(grid, { ...size, interpolation });
  return { image: scale, mask, weight: scale };
}

function warpMaps({ size, matrix, ...move }: Move, reading: Reading, outside: Outside): PixelMaps {
  const field = move.field?.();
  const { border, fill, maskFill } = outside;
  const warpTo = <G extends PixelGrid>(grid: G, interpolation: WarpInterpolation, value: WarpOptions['fill']): G =>
    warp(grid, { ...size, matrix, field, interpolation, border, ...(border === 'constant' && { fill: value }) });
  const way = reading.interpolation === 'nearest' ? 'nearest' : 'bilinear';
  return {
    image: (image) => warpTo(image, way, fill),
    mask: (mask) => warpTo(mask, maskWay(mask, reading.maskInterpolation), maskFill),
    weight: (weight) => warpTo(weight, way, 0),
  };
}

/** How a mask is warped: a label map by labels, K channels each for itself. */
function maskWay(mask: LabelMap | Raster, interpolation: MaskInterpolation): WarpInterpolation {
  if (interpolation === 'nearest') return 'nearest';
  if ('channels' in mask) return 'bilinear';
  if (interpolation === 'labelLinear') return 'labelLinear';
  throw new OptionError(
    'maskInterpolation "linear" mixes values, and this mask is a label map: it would get labels that nobody drew. ' +
      'Use "labelLinear" or "nearest"; "linear" is for heat maps, masks of float32 channels.',
    { option: 'maskInterpolation', value: interpolation },
  );
}
