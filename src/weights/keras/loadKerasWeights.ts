import type * as layers from '@tensorflow/tfjs-layers';
import { checkOptionNames } from '../../core/options.js';
import { handleMismatch, type StrictOptions } from '../mismatch.js';
import { planWeights, type WeightsReport, writeWeights } from './assignWeights.js';
import { modelHolders } from './modelHolders.js';
import { type KerasSource, openKeras } from './openKeras.js';

/** Options of {@link loadKerasWeights}. */
export interface LoadKerasWeightsOptions extends StrictOptions {}

/**
 * Loads the weights of a Keras file into a model that is there: of `*.weights.h5` of Keras 3, of what `save_weights` of
 * Keras 2 writes, or of a whole model.
 *
 * Layers are found by their names where model and file have the same ones; else, in a file of Keras 3, by their class and
 * their order among those of it, and in one of Keras 2 by their order, as Keras does itself.
 *
 * @param source - see {@link loadKeras}
 * @throws WeightsError that lists every weight that is missing, not expected, or of another shape, unless `strict` is
 *   false. The model is then as it was.
 *
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { loadKerasWeights, unet } from 'segkit';
 * import { fileSource, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [64, 64, 3], depth: 2, filters: 4, norm: 'none' });
 * if (existsSync('unet.weights.h5')) await loadKerasWeights(model, await fileSource('unet.weights.h5'));
 * ```
 */
export async function loadKerasWeights(
  model: layers.LayersModel,
  source: KerasSource,
  options: LoadKerasWeightsOptions = {},
): Promise<WeightsReport> {
  checkOptionNames('loadKerasWeights', options, ['strict', 'onMismatch']);
  const file = await openKeras('loadKerasWeights', source);
  const { pairs, ...rest } = planWeights(modelHolders(model, file.layers), file.layers);
  handleMismatch('loadKerasWeights', file.name, rest, options);
  await writeWeights({ pairs, ...rest });
  return { loaded: pairs.length, ...rest };
}
