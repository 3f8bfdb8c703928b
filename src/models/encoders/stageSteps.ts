import type { Scope } from '../../layers/scope.js';
import { type EncoderOptions, stageScope } from './encoder.js';

/** Whose way it is in which an encoder keeps the size of its last features: they put in the dilations differently. */
export type EncoderLibrary = 'smp' | 'timm';

/** How the blocks of a stage move over their input. */
export interface StageSteps {
  /** The place of the stage; where smp spreads its kernels, {@link Scope.dilation} says so. */
  readonly place: (scope: Scope) => Scope;
  /** The stride of its first block. */
  readonly strides: number;
  /** How far the kernels of the first block are spread where it strides or would stride, and all others. */
  readonly first: number;
  readonly rest: number;
}

/**
 * The steps of a stage that halves its input, unless the output stride keeps it from that.
 *
 * smp spreads every convolution of the stage alike. timm spreads those of the first block up to the one that would have
 * strided as far as the stage before, so that each sees what it saw when the encoder was trained.
 */
export function stageSteps(library: EncoderLibrary, stage: number, options: EncoderOptions): StageSteps {
  if (library === 'smp') return { place: (scope) => stageScope(scope, stage, options), strides: 2, first: 1, rest: 1 };
  const dilationOf = (of: number): number => Math.max(1, 2 ** of / options.outputStride);
  const rest = dilationOf(stage);
  return { place: (scope) => scope, strides: rest > 1 ? 1 : 2, first: dilationOf(stage - 1), rest };
}
