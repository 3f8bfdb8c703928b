import type * as layers from '@tensorflow/tfjs-layers';
import { type Block, identityBlock } from '../block.js';
import { SegDropout } from '../classes/segDropout.js';
import { SegSpatialDropout } from '../classes/segSpatialDropout.js';
import { registerLayers } from '../registerLayers.js';
import type { Scope } from '../scope.js';

/** Drops single numbers in training, as PyTorch's `Dropout`. */
export const dropout = (scope: Scope, rate: number): Block =>
  dropping(scope, rate, (options) => new SegDropout(options));

/** Drops whole channels in training, as PyTorch's `Dropout2d`. */
export const dropout2d = (scope: Scope, rate: number): Block =>
  dropping(scope, rate, (options) => new SegSpatialDropout(options));

type MakeDropout = (options: {
  readonly rate: number;
  readonly seed: number | null;
  readonly name: string;
}) => layers.layers.Layer;

function dropping(scope: Scope, rate: number, makeLayer: MakeDropout): Block {
  if (rate === 0) return identityBlock;
  return (x) => {
    registerLayers();
    const layer = makeLayer({ rate, seed: scope.seed ?? null, name: scope.layerName('dropout') });
    return layer.apply(x) as layers.SymbolicTensor;
  };
}
