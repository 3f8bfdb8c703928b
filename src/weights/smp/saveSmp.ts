import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { getMetadata } from '../../models/metadata.js';
import { type WritableTensor, writeSafetensors } from '../safetensors/writeSafetensors.js';
import { type BoundEntry, bindState, networkOf, readTorch } from '../stateDictionary.js';
import { smpConfigOf } from './smpConfig.js';
import type { SmpFileName, SmpPlace } from './smpPlace.js';
import { unusedValues } from './unusedWeights.js';

/**
 * Saves a network with an encoder as smp's `save_pretrained` does, so that `smp.from_pretrained(folder)` loads it in Python:
 * `config.json` and `model.safetensors`, with every name, shape and number that PyTorch expects. Parameters that the
 * network does not use are written as they were loaded, or as PyTorch begins with them.
 *
 * @param place - `smpFolder(path)` of `segkit/node`, or a place of your own; without one the files are only returned
 * @returns The two files.
 * @throws OptionError for a model that is none of smp's.
 *
 * @example
 * ```ts
 * import { saveSmp, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8] });
 * const files = await saveSmp(model);
 * console.log(new TextDecoder().decode(files['config.json']).includes('"encoder_name": "resnet18"')); // true
 * ```
 */
export async function saveSmp(
  model: LayersModel,
  place?: SmpPlace,
): Promise<Readonly<Record<SmpFileName, Uint8Array>>> {
  const { state } = networkOf('saveSmp', model);
  const config = smpConfigOf(getMetadata(model));
  if (place && !place.write) {
    throw new OptionError(`saveSmp: ${place.name} cannot be written to. Give smpFolder(path) of segkit/node.`, {
      option: 'place',
      value: place.name,
    });
  }
  const tensors = new Map(bindState(model, state).map((bound) => [bound.entry.key, tensorOf(model, bound)]));
  const files = {
    'config.json': new TextEncoder().encode(JSON.stringify(config, null, 2)),
    'model.safetensors': writeSafetensors(tensors),
  };
  await place?.write?.(files);
  return files;
}

function tensorOf(model: LayersModel, bound: BoundEntry): WritableTensor {
  const { entry } = bound;
  const { shape, layout } = entry;
  const data = readTorch(bound)?.values ?? unusedValues(model, entry);
  return layout === 'count' ? { shape, data: Float64Array.from(data), dtype: 'I64' } : { shape, data };
}
