import * as layers from '@tensorflow/tfjs-layers';
import { getMetadata, setMetadata } from './metadata.js';

/**
 * A model that puts out the first output of another alone, the prediction at full size: without the coarser ones that
 * deep supervision is for, and without scores of the whole picture. What only they needed is left out.
 *
 * Both have the same weights: what one learns the other knows. The weights are freed when both are disposed. A model of
 * one output is given back as it is.
 *
 * @throws SegkitError for a model without segkit metadata.
 *
 * @example
 * ```ts
 * import { nnUnet, withoutAuxiliaryOutputs } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = nnUnet({ inputShape: [64, 64, 3], depth: 4, filters: 4, deepSupervision: true });
 * console.log(model.outputs.length, withoutAuxiliaryOutputs(model).outputs.length); // 3 1
 * ```
 */
export function withoutAuxiliaryOutputs(model: layers.LayersModel): layers.LayersModel {
  const { deepSupervision: _, classification: __, ...metadata } = getMetadata(model);
  if (model.outputs.length === 1) return model;
  const single = layers.model({ inputs: model.inputs, outputs: model.outputs[0], name: model.name });
  setMetadata(single, metadata);
  // TensorFlow.js counts uses of a layer, but not by models: without this, the first dispose would free what both need.
  for (const layer of single.layers as unknown as { _refCount: number }[]) layer._refCount++;
  return single;
}
