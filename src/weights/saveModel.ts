import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { getMetadata } from '../models/metadata.js';
import { checkPlace } from './checkPlace.js';

/**
 * Saves a model: its graph, its weights and segkit's metadata, as plain TensorFlow.js files.
 *
 * @param destination - `modelFolder(path)` of `segkit/node`, or one of TensorFlow.js's own places in a browser:
 *   `'indexeddb://name'`, `'localstorage://name'`, `'downloads://name'`, or an `IOHandler`.
 * @throws {@link SegkitError} for a model that carries no segkit metadata.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { loadModel, saveModel, unet } from 'segkit';
 * import { modelFolder, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const folder = modelFolder(join(tmpdir(), 'segkit-example-model'));
 * await saveModel(unet({ inputShape: [64, 64, 3], depth: 2, filters: 4 }), folder);
 * const model = await loadModel(folder);
 * console.log(model.countParams());
 * ```
 */
export async function saveModel(model: LayersModel, destination: io.IOHandler | string): Promise<void> {
  checkPlace('saveModel', destination);
  getMetadata(model); // refuses a model that could not be fed after loading
  await model.save(destination);
}
