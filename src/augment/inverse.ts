import { OptionError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import type { Sample } from '../data/sample.js';
import type { LabelMap } from '../raster/labelMap.js';
import { invert } from '../raster/matrix.js';
import type { Raster } from '../raster/raster.js';
import type { Size } from '../raster/resize.js';
import { leavesOf } from './applySteps.js';
import { readSampling, type SamplingOptions, samplingNames } from './geometric/readSampling.js';
import { applyMoves, moveImage, moveMask } from './moves/applyMove.js';
import type { Move, Outside, Reading } from './moves/move.js';
import { resizeMove } from './moves/sizeMoves.js';
import type { Transform } from './transform.js';

/** Brings back what a transform has moved: a sample, a picture such as predicted probabilities, or a label map. */
export type Inverse = <T extends Sample | Raster | LabelMap>(moved: T) => T;

/**
 * What undoes a transform with these parameters: flips, turns, crops, padding, resizing, affine maps and perspective, and
 * pipelines of them. For test-time augmentation, and to bring predictions back onto the original picture.
 *
 * What a crop has cut off, or a rotation turned out of the frame, is not known: `border`, `fill` and `maskFill` say what
 * comes back there. A picture of ones, brought back with `fill: 0`, says where it is known. What is exact is undone exactly;
 * a warp comes back a little softer. Transforms of the values of pixels are not undone.
 *
 * @param size The size of the picture before the transform.
 * @throws OptionError for distortions and shuffled grids, which have no inverse here, and for unknown options.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, channels: 1 };
 * const turn = augment.rotate90();
 * const params = { turns: 1 } as const;
 * const turned = turn.apply(params, { id: 'a', image, meta: {} });
 * const probabilities = { ...turned.image, data: Float32Array.from(turned.image.data, (value) => value / 6) }; // predicted
 * const back = augment.inverse(turn, params, image);
 * console.log(back(probabilities).width, back(turned).image.data); // 3, 1 2 3 | 4 5 6
 * ```
 */
export function inverse<Params>(
  transform: Transform<Params>,
  params: Params,
  size: Size,
  options: SamplingOptions = {},
): Inverse {
  checkOptionNames('inverse', options, samplingNames);
  const rule = readSampling('inverse', options);
  const outside = rule.outside({ maskFill: options.maskFill ?? 0 });
  const steps = leavesOf({ transform: transform as Transform, params });
  const undone: Move[] = [];
  let before: Size = { width: size.width, height: size.height };
  for (const step of steps) {
    for (const move of movesOf(step.transform, step.params, before)) {
      undone.unshift(undo(step.transform.name, move, before, rule.reading, outside));
      before = move.size;
    }
  }
  return <T extends Sample | Raster | LabelMap>(moved: T): T => {
    if ('image' in moved) return applyMoves(undone, moved) as T;
    return ('channels' in moved ? moveImage(undone, moved) : moveMask(undone, moved)) as T;
  };
}

function movesOf(transform: Transform, params: unknown, size: Size): readonly Move[] {
  if (transform.moves) return transform.moves(params, size);
  if (transform.outputSize) throw noInverse(transform.name);
  return [];
}

function undo(name: string, move: Move, before: Size, reading: Reading, outside: Outside): Move {
  const matrix = invert(move.matrix);
  if (move.field || !matrix) throw noInverse(name);
  if (!move.reading) return { size: before, matrix, outside };
  if (!move.outside) return resizeMove(move.size, before, { ...reading, interpolation: 'auto' });
  return { size: before, matrix, reading, outside };
}

const noInverse = (name: string): OptionError =>
  new OptionError(
    `inverse: ${name} cannot be undone. Flips, turns, crops, padding, resizing, affine maps and perspective can.`,
    { option: 'transform', value: name },
  );
