import type { io } from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { checkOptionNames } from '../core/options.js';
import { registerLayers } from '../layers/registerLayers.js';
import { getMetadata } from '../models/metadata.js';
import { checkPlace } from './checkPlace.js';
import { type FetchOptions, fetchOptionNames } from './fetch/fetchFile.js';
import { modelUrl } from './fetch/modelUrl.js';

/**
 * Loads a model that {@link saveModel} saved, with all of segkit's layers known.
 *
 * @param source - `modelFolder(path)` of `segkit/node`, a URL of its `model.json`, one of TensorFlow.js's own places in
 *   a browser (`'indexeddb://name'`, `'localstorage://name'`), or an `IOHandler`.
 * @param options - for a URL: a cache, and what else {@link fetchFile} takes
 * @throws {@link SegkitError} for a model that carries no segkit metadata.
 * @throws WeightsError for a URL that cannot be fetched.
 */
export async function loadModel(
  source: io.IOHandler | string,
  options: FetchOptions = {},
): Promise<layers.LayersModel> {
  checkPlace('loadModel', source);
  const isUrl = typeof source === 'string' && (/^https?:/.test(source) || !source.includes('://'));
  checkOptionNames('loadModel', options, isUrl ? fetchOptionNames : []);
  registerLayers();
  const model = await layers.loadLayersModel(isUrl ? modelUrl(source, options) : source);
  getMetadata(model);
  return model;
}
