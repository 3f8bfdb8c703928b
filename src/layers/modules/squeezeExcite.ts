import type { ActivationName } from '../activation.js';
import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { conv2d } from './conv2d.js';
import { activate, globalAveragePool, multiplyAll } from './stateless.js';

/** Options of {@link squeezeExcite}. */
export interface SqueezeExciteOptions {
  readonly inputChannels: number;
  /** How many channels there are in between. */
  readonly innerChannels: number;
  /** What its two convolutions are called. */
  readonly names: readonly [reduce: string, expand: string];
  /** What bends the channels in between; `relu` by default. */
  readonly activation?: ActivationName;
}

/**
 * Weighs channels by what the whole picture shows: `x · σ(W₂ · a(W₁ · mean(x)))`.
 *
 * @see Hu et al., Squeeze-and-Excitation Networks, 2017
 */
export function squeezeExcite(scope: Scope, options: SqueezeExciteOptions): Block {
  const { inputChannels, innerChannels, names, activation } = options;
  const weights = chain(
    globalAveragePool(scope),
    conv2d(scope.at(names[0]), { inputChannels, filters: innerChannels }),
    activate(scope, activation),
    conv2d(scope.at(names[1]), { inputChannels: innerChannels, filters: inputChannels }),
    activate(scope, 'sigmoid'),
  );
  return (x) => multiplyAll(scope, [x, weights(x)]);
}
