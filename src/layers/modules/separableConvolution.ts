import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { conv2d } from './conv2d.js';

/** Options of {@link separableConvolution}. */
export interface SeparableConvolutionOptions {
  readonly inputChannels: number;
  readonly filters: number;
  /** 1 by default. */
  readonly dilation?: number;
}

/** A 3×3 convolution of each channel for itself (`0`) that keeps height and width, and a 1×1 convolution (`1`). */
export function separableConvolution(
  scope: Scope,
  { inputChannels, filters, dilation = 1 }: SeparableConvolutionOptions,
): Block {
  const each = { filters: inputChannels, groups: inputChannels, kernelSize: 3, padding: dilation, dilation };
  return chain(
    conv2d(scope.at(0), { inputChannels, ...each, bias: false }),
    conv2d(scope.at(1), { inputChannels, filters, bias: false }),
  );
}
