import type * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

/** What every layer takes: tfjs passes these on when it loads a saved model. */
export interface SegLayerOptions {
  readonly name?: string;
  readonly trainable?: boolean;
}

/** The keyword arguments that a layer is called with; `training` is the one that counts. */
export type LayerCallOptions = Readonly<Record<string, unknown>>;

/** The one input of a layer. */
export function oneInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor4D {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
}

/** The shape of the one input of a layer. */
export function oneShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as layers.Shape;
}
