import type { Random } from '../../core/random.js';
import type { Size } from '../../raster/resize.js';
import type { Transform, TransformContext } from '../transform.js';
import { applyMoves } from './applyMove.js';
import type { Move } from './move.js';

/** What a transform is made of that moves pixels. */
export interface MoveParts<Params> {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly sample: (draw: Random, context: TransformContext) => Params;
  readonly moves: (params: Params, size: Size) => readonly Move[];
}

/** A transform that does what its moves say. */
export function moveTransform<Params>(parts: MoveParts<Params>): Transform<Params> {
  const { moves } = parts;
  return {
    ...parts,
    apply: (params, sample) => {
      const { width, height } = sample.image;
      return applyMoves(moves(params, { width, height }), sample);
    },
    outputSize: (params, size) => moves(params, size).at(-1)?.size ?? size,
  };
}
