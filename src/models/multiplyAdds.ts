import type * as layers from '@tensorflow/tfjs-layers';
import { type FeatureShape, type LayerCall, layerCalls } from './layerCalls.js';

/**
 * The multiplications of a forward pass for one picture, each with its addition: those of convolutions,
 * dense layers and attention, next to which the others do not count.
 */
export function multiplyAdds(model: layers.LayersModel, inputs: readonly FeatureShape[]): number {
  return layerCalls(model, inputs).calls.reduce((sum, call) => sum + multiplyAddsOf(call), 0);
}

/** Those of one use of a layer. Each number of a kernel is used once at every place of the output; of a transposed convolution, of the input. */
export function multiplyAddsOf(call: LayerCall): number {
  const { layer, inputs, outputs } = call;
  if (attentionLayers.includes(layer.getClassName())) return attentionMultiplyAdds(call);
  const kernel = layer.weights.find(({ originalName }) => originalName.endsWith('/kernel'));
  const depthwise = layer.weights.find(({ originalName }) => originalName.endsWith('depthwise_kernel'));
  const pointwise = layer.weights.find(({ originalName }) => originalName.endsWith('pointwise_kernel'));
  const isTransposed = ['Conv2DTranspose', 'SegConvolutionTransposed'].includes(layer.getClassName());
  const places = placesOf(isTransposed ? inputs[0] : outputs[0]);
  return [kernel, depthwise, pointwise].reduce((sum, weight) => sum + (weight ? sizeOf(weight.shape) * places : 0), 0);
}

const attentionLayers = ['SegScaledAttention', 'SegPositionAttention'];

/** A score for each query and key, and as many values to sum by them. */
function attentionMultiplyAdds({ layer, inputs, outputs }: LayerCall): number {
  const [queries, keys] = [inputs[0], inputs[inputs.length - 1]].map(placesOf);
  const values = channelsOf(outputs[0]);
  const scored = layer.getClassName() === 'SegPositionAttention' ? channelsOf(inputs[0]) : values;
  return queries * keys * (scored + values);
}

const channelsOf = (shape: FeatureShape): number => shape[shape.length - 1];

/** Height times width; 1 for the vector of a dense layer. */
const placesOf = (shape: FeatureShape): number => shape.slice(0, -1).reduce((product, side) => product * side, 1);
const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((product, side) => product * (side ?? 1), 1);
