import type * as layers from '@tensorflow/tfjs-layers';
import { type Block, identityBlock } from '../block.js';
import { SegStochasticDepth } from '../classes/segStochasticDepth.js';
import { registerLayers } from '../registerLayers.js';
import type { Scope } from '../scope.js';

/** Leaves out, in training, what a residual branch adds to a picture with this probability; of 0, it does nothing. */
export function dropBranch(scope: Scope, rate: number): Block {
  if (rate === 0) return identityBlock;
  return (x) => {
    registerLayers();
    const layer = new SegStochasticDepth({ rate, seed: scope.seed, name: scope.layerName('stochasticDepth') });
    return layer.apply(x) as layers.SymbolicTensor;
  };
}
