import type { Padding } from '../../ops/convolution/padding.js';
import type { Block } from '../block.js';
import { SegConvolutionTransposed } from '../classes/segConvolutionTransposed.js';
import type { Scope } from '../scope.js';
import { sharedLayer } from './sharedLayer.js';

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions {
  readonly inputChannels: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  /** 0 by default. */
  readonly padding?: Padding;
}

/** A transposed convolution as PyTorch's `ConvTranspose2d`: parameters `weight` `[in,out,h,w]` and `bias` `[out]`. */
export function convTranspose2d(scope: Scope, options: ConvTranspose2dOptions): Block {
  const { inputChannels, filters, kernelSize, strides, padding = 0 } = options;
  scope.declare('weight', [inputChannels, filters, kernelSize, kernelSize], 'convolutionTransposed', 'kernel');
  scope.declare('bias', [filters], 'plain', 'bias');
  return sharedLayer(
    () => new SegConvolutionTransposed({ filters, kernelSize, strides, padding, seed: scope.seed, name: scope.path }),
  );
}
