import type { Sample } from '../../data/sample.js';
import type { ResizeOptions, Size } from '../../raster/resize.js';
import { applyMove } from '../moves/applyMove.js';
import { resizeMove } from '../moves/sizeMoves.js';

/** Resizes a sample: image and weight as asked for, the mask by half-pixel nearest, be it a label map or K channels. */
export function resizeSample(
  sample: Sample,
  { width, height }: Size,
  interpolation: ResizeOptions['interpolation'] = 'auto',
): Sample {
  const move = resizeMove(sample.image, { width, height }, { interpolation, maskInterpolation: 'nearest' });
  return applyMove(move, sample);
}
