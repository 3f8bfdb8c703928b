import type * as layers from '@tensorflow/tfjs-layers';
import type { Block } from '../block.js';
import { SegAdaptivePooling } from '../classes/segAdaptivePooling.js';
import { registerLayers } from '../registerLayers.js';
import type { Scope } from '../scope.js';
import { globalAveragePool } from './stateless.js';

/** The means of `size` × `size` windows, as PyTorch's `AdaptiveAvgPool2d`. */
export function adaptiveAveragePool(scope: Scope, size: number): Block {
  if (size === 1) return globalAveragePool(scope);
  return (x) => {
    registerLayers();
    const layer = new SegAdaptivePooling({ kind: 'average', size, name: scope.layerName('adaptivePool') });
    return layer.apply(x) as layers.SymbolicTensor;
  };
}
