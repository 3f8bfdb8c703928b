import type * as layers from '@tensorflow/tfjs-layers';
import type { Block } from '../block.js';
import { registerLayers } from '../registerLayers.js';

/** A block of one layer, made at its first use; further uses share its weights, as those of a PyTorch module do. */
export function sharedLayer(makeLayer: () => layers.layers.Layer): Block {
  let layer: layers.layers.Layer | undefined;
  return (x) => {
    registerLayers();
    layer ??= makeLayer();
    return layer.apply(x) as layers.SymbolicTensor;
  };
}
