import type { io } from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { registerLayers } from '../layers/registerLayers.js';
import { getMetadata } from '../models/metadata.js';
import { checkPlace } from './checkPlace.js';

/**
 * Loads a model that {@link saveModel} saved, with all of segkit's layers known.
 *
 * @param source - `modelFolder(path)` of `segkit/node`, a URL of its `model.json`, one of TensorFlow.js's own places in
 *   a browser (`'indexeddb://name'`, `'localstorage://name'`), or an `IOHandler`.
 * @throws {@link SegkitError} for a model that carries no segkit metadata.
 */
export async function loadModel(source: io.IOHandler | string): Promise<layers.LayersModel> {
  checkPlace('loadModel', source);
  registerLayers();
  const model = await layers.loadLayersModel(source);
  getMetadata(model);
  return model;
}
