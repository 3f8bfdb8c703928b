import type * as layers from '@tensorflow/tfjs-layers';

/** A part of a network: it takes a symbolic tensor `[N,H,W,C]` and gives the next one. */
export type Block = (x: layers.SymbolicTensor) => layers.SymbolicTensor;

/** Runs blocks one after the other. */
export function chain(...blocks: readonly Block[]): Block {
  return (x) => blocks.reduce((value, block) => block(value), x);
}

/** Makes a block of a layer with one input. */
export function layerBlock(layer: layers.layers.Layer): Block {
  return (x) => layer.apply(x) as layers.SymbolicTensor;
}

/** The number of channels of a symbolic tensor `[N,H,W,C]`. */
export function channelsOf(x: layers.SymbolicTensor): number {
  return x.shape[x.shape.length - 1] as number;
}
