import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { type Conv2dOptions, conv2d } from './conv2d.js';
import { batchNorm2d } from './norms.js';

/** Options of {@link convNorm}. */
export interface ConvNormOptions extends Omit<Conv2dOptions, 'bias'> {
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
}

/** A convolution without bias and a batch normalization, each under a name of its own, and no activation. */
export function convNorm(convolution: Scope, norm: Scope, { epsilon, ...options }: ConvNormOptions): Block {
  return chain(
    conv2d(convolution, { ...options, bias: false }),
    batchNorm2d(norm, { channels: options.filters, epsilon }),
  );
}
