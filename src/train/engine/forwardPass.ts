import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { isModel, nodesInOrder } from '../../models/layerCalls.js';

/**
 * `model.apply(x, { training: true })` in less memory: the output of a layer is freed as soon as all layers that read it
 * have run, where TensorFlow.js keeps all outputs to the end of the pass. What the backward pass needs, the tape holds.
 *
 * @returns the outputs of the model, which are the caller's.
 */
export function forwardPass(model: LayersModel, x: tf.Tensor): tf.Tensor[] {
  return tf.tidy(() => run(model, [x]));
}

function run(model: LayersModel, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const nodes = nodesInOrder(model);
  const values = new Map<number, tf.Tensor>(model.inputs.map(({ id }, i) => [id, inputs[i]]));
  /** How many layers still have to read a value; what the caller has or gets is not for this pass to free. */
  const readers = new Map<number, number>();
  for (const { inputTensors } of nodes) {
    for (const { id } of inputTensors) readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  for (const { id } of [...model.inputs, ...model.outputs]) readers.set(id, Number.POSITIVE_INFINITY);

  for (const { outboundLayer, inputTensors, outputTensors } of nodes) {
    const results = call(
      outboundLayer,
      inputTensors.map(({ id }) => values.get(id) as tf.Tensor),
    );
    outputTensors.forEach(({ id }, i) => {
      values.set(id, results[i]);
      if (!readers.has(id)) results[i].dispose();
    });
    for (const { id } of inputTensors) {
      const left = (readers.get(id) as number) - 1;
      readers.set(id, left);
      if (left === 0) values.get(id)?.dispose();
    }
  }
  return model.outputs.map(({ id }) => values.get(id) as tf.Tensor);
}

function call(layer: layers.Layer, inputs: tf.Tensor[]): tf.Tensor[] {
  if (!isModel(layer)) return tf.tidy(() => [layer.apply(inputs, { training: true })].flat() as tf.Tensor[]);
  // What is handed through has to outlive what went in.
  return run(layer, inputs).map((output) => (inputs.includes(output) ? tf.clone(output) : output));
}
