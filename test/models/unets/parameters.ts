import type * as layers from '@tensorflow/tfjs-layers';

/**
 * The biases that convolutions would have if those before a normalization had one, as PyTorch's networks do: what a
 * published count has on top of ours.
 */
export function cancelledBiases(model: layers.LayersModel): number {
  return model.layers
    .filter((layer) => ['Conv2D', 'SegConvolution'].includes(layer.getClassName()) && layer.weights.length === 1)
    .reduce((sum, { weights: [kernel] }) => sum + (kernel.shape.at(-1) as number), 0);
}

/** The numbers that a gradient moves, as PyTorch counts parameters. */
export function countTrainable(model: layers.LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((product, side) => product * (side as number), 1),
    0,
  );
}
