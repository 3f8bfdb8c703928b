import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError, loadModel } from 'segkit';
import { modelFolder } from 'segkit/node';

/** Loads the model of a run's folder, or of a folder that a model was saved in. */
export async function openModel(path: string): Promise<LayersModel> {
  for (const folder of [join(path, 'model'), path]) {
    const isThere = await access(join(folder, 'model.json')).then(
      () => true,
      () => false,
    );
    if (isThere) return loadModel(modelFolder(folder));
  }
  throw new DataError(`--model ${path} holds no model. Name a folder that segkit train or saveModel wrote.`, {
    file: path,
  });
}
