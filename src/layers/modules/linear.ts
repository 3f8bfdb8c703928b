import * as layers from '@tensorflow/tfjs-layers';
import type { Block } from '../block.js';
import { kernelInitializer } from '../kernelInitializer.js';
import type { Scope } from '../scope.js';
import { sharedLayer } from './sharedLayer.js';

/** Options of {@link linear}. */
export interface LinearOptions {
  readonly inputChannels: number;
  readonly units: number;
  /** True by default. */
  readonly bias?: boolean;
}

/** A dense layer on the last axis as PyTorch's `Linear`: parameters `weight` `[out,in]` and `bias` `[out]`. */
export function linear(scope: Scope, { inputChannels, units, bias = true }: LinearOptions): Block {
  scope.declare('weight', [units, inputChannels], 'dense', 'kernel');
  if (bias) scope.declare('bias', [units], 'plain', 'bias');
  return sharedLayer(() =>
    layers.layers.dense({
      units,
      useBias: bias,
      kernelInitializer: kernelInitializer({ initializer: 'glorot', seed: scope.seed, name: scope.path }),
      name: scope.path,
    }),
  );
}
