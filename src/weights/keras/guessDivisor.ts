import type * as layers from '@tensorflow/tfjs-layers';
import { type FeatureShape, layerCalls } from '../../models/layerCalls.js';

/** What height and width of models may have to be multiples of. */
const candidates = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256];

/**
 * The smallest number such that a picture whose sides are multiples of it comes out as large as it went in, and its
 * features fit where they meet; `undefined` where there is none.
 */
export function guessDivisor(model: layers.LayersModel, channels: number): number | undefined {
  // Odd multiples that have no divisor in common: what works for them works for all.
  return candidates.find((divisor) => fits(model, [5 * divisor, 7 * divisor, channels]));
}

/** Whether a picture of this size comes out as large as it went in. */
export function fits(model: layers.LayersModel, input: FeatureShape): boolean {
  try {
    const { calls, outputs } = layerCalls(model, [input]);
    const [height, width] = outputs[0];
    return height === input[0] && width === input[1] && calls.every(({ layer, inputs }) => meets(layer, inputs));
  } catch {
    return false; // a layer that the size does not suit
  }
}

/** TensorFlow.js does not look at the other sides of what it joins before it runs. */
function meets(layer: layers.layers.Layer, inputs: readonly FeatureShape[]): boolean {
  if (layer.getClassName() !== 'Concatenate') return true;
  return inputs.every(([height, width]) => height === inputs[0][0] && width === inputs[0][1]);
}
