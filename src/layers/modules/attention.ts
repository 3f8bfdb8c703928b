import type * as layers from '@tensorflow/tfjs-layers';
import { SegScaledAttention } from '../classes/segScaledAttention.js';
import { registerLayers } from '../registerLayers.js';
import type { Scope } from '../scope.js';

/** Attention of queries over keys and values, which may lie side by side in one tensor: {@link SegScaledAttention}. */
export function attend(scope: Scope, inputs: readonly layers.SymbolicTensor[], heads: number): layers.SymbolicTensor {
  registerLayers();
  const layer = new SegScaledAttention({ heads, name: scope.layerName('attention') });
  return layer.apply(inputs.length === 1 ? inputs[0] : [...inputs]) as layers.SymbolicTensor;
}
