import type * as layers from '@tensorflow/tfjs-layers';

/** A part of a network: it takes a symbolic tensor `[N,H,W,C]` and gives the next one. */
export type Block = (x: layers.SymbolicTensor) => layers.SymbolicTensor;

/**
 * Runs blocks one after the other.
 *
 * @example
 * ```ts
 * import * as layers from '@tensorflow/tfjs-layers';
 * import { activation, chain, convolution, normalization } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const unit = chain(convolution({ filters: 8, bias: false }), normalization(), activation());
 * console.log(unit(layers.input({ shape: [64, 64, 3] })).shape); // [null, 64, 64, 8]
 * ```
 */
export function chain(...blocks: readonly Block[]): Block {
  return (x) => blocks.reduce((value, block) => block(value), x);
}

/** Makes a block of a layer with one input. Each use of the block has a layer, and weights, of its own. */
export function layerBlock(makeLayer: () => layers.layers.Layer): Block {
  return (x) => makeLayer().apply(x) as layers.SymbolicTensor;
}

/** Leaves everything as it is. */
export const identityBlock: Block = (x) => x;

/** The number of channels of a symbolic tensor `[N,H,W,C]`. */
export function channelsOf(x: layers.SymbolicTensor): number {
  return x.shape[x.shape.length - 1] as number;
}
