import type { ActivationName } from '../activation.js';
import { type Block, chain } from '../block.js';
import { type NormChoice, normSettings } from '../normSettings.js';
import type { Scope } from '../scope.js';
import { type Conv2dOptions, conv2d } from './conv2d.js';
import { normModule } from './norms.js';
import { activate } from './stateless.js';

/** Options of {@link convNormRelu}. */
export interface ConvNormReluOptions extends Omit<Conv2dOptions, 'bias'> {
  /** `batch` by default; only without one does the convolution have a bias. */
  readonly norm?: NormChoice;
  /** The number of groups of norm `group`; 8 by default. */
  readonly groupNormGroups?: number;
  readonly epsilon?: number;
  /** `relu` by default. */
  readonly activation?: ActivationName;
}

/** Convolution (`0`), normalization (`1`) and activation, as smp's `Conv2dReLU` and many a `Sequential`. */
export function convNormRelu(scope: Scope, options: ConvNormReluOptions): Block {
  const { norm = 'batch', groupNormGroups: groups, epsilon, activation, ...convolution } = options;
  return chain(
    conv2d(scope.at(0), { ...convolution, bias: normSettings(norm).type === 'none' }),
    normModule(scope.at(1), norm, { channels: options.filters, epsilon, ...(groups ? { groups } : {}) }),
    activate(scope, activation),
  );
}
