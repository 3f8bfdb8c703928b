import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptionNames } from '../../core/options.js';
import type { Preprocessing } from '../../core/preprocessing.js';
import type { Task } from '../../core/task.js';
import { familyOf } from '../../models/encoders/registry.js';
import type { InputShape } from '../../models/modelOptions.js';
import { byteSource } from '../byteSource.js';
import type { StrictOptions } from '../mismatch.js';
import { readSafetensors } from '../safetensors/readSafetensors.js';
import { bindState, networkOf } from '../stateDictionary.js';
import { applyState } from './applyState.js';
import { currentKeys } from './oldNames.js';
import { networkFromSmp, type SmpConfig } from './smpConfig.js';
import { isBytes, readConfig, type SmpFiles, type SmpPlace } from './smpPlace.js';
import { smpUrl } from './smpUrl.js';
import { keepUnused } from './unusedWeights.js';

/** Options of {@link loadSmp}. */
export interface LoadSmpOptions extends StrictOptions {
  /** `[height, width, channels]`; `[null, null, channels]`, pictures of any size that suits, by default. */
  readonly inputShape?: InputShape;
  /** By default `binary` for one class, `multilabel` where smp's activation is `sigmoid`, else `multiclass`. */
  readonly task?: Task;
  /** The names of the classes. */
  readonly labels?: readonly string[];
  /** `auto` pads inside the model, so that any size works; `none` by default. */
  readonly pad?: 'none' | 'auto';
  /**
   * How pictures become numbers, which smp's files do not say. By default those of the encoder's pretrained weights if
   * `encoder_weights` names some, else 0 … 1.
   */
  readonly preprocessing?: Preprocessing;
  /** The number of classes, where it is to be another than that of the file; together with `strict: false`. */
  readonly classes?: number;
}

/**
 * Loads a model that smp's `save_pretrained` wrote: builds the network that `config.json` asks for, and reads its weights
 * from `model.safetensors`. No pickle is opened, and nothing of the files is run.
 *
 * @param source - `smpFolder(path)` of `segkit/node`, `smpUrl(url)`, the URL itself, the two files, or a place of your own
 * @throws WeightsError for files that are damaged, ask for what segkit has not, or do not fit in every weight; all names that
 *   do not match are listed.
 * @throws OptionError for options that cannot be.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { loadSmp, saveSmp, unet } from 'segkit';
 * import { smpFolder, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const folder = smpFolder(`${tmpdir()}/segkit-example-smp`);
 * await saveSmp(unet({ encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8] }), folder);
 * const model = await loadSmp(folder);
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export async function loadSmp(
  source: SmpPlace | SmpFiles | string,
  options: LoadSmpOptions = {},
): Promise<LayersModel> {
  checkOptionNames('loadSmp', options, optionNames);
  const { strict, onMismatch, ...given } = options;
  const { config, weights, name } = await openSmp(typeof source === 'string' ? smpUrl(source) : source);
  const { architecture, options: asked } = networkFromSmp(config);
  const { encoder } = asked;
  const preprocessing = preprocessingOf(encoder, config);
  const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const model = architecture.build({ ...asked, preprocessing, ...wanted });
  try {
    const file = `${name}/model.safetensors`;
    const { tensors } = await readSafetensors(byteSource('loadSmp', weights, file));
    const bound = bindState(model, networkOf('loadSmp', model).state);
    const unused = await applyState(bound, currentKeys(config, tensors), {
      where: 'loadSmp',
      file,
      strict,
      onMismatch,
      isOptional: ({ layout }) => layout === 'count', // PyTorch begins at 0 without, as files of its first versions are
    });
    keepUnused(model, unused);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** What the weights that the encoder began with expect; those of AdvProp were trained on -1 … 1. */
function preprocessingOf(encoder: string, { encoder_name: name, encoder_weights: weights }: SmpConfig): Preprocessing {
  if (!weights) return {};
  const isAdvProp = weights === 'advprop' || /^tu-.*\.ap_in1k$/.test(String(name));
  return isAdvProp ? { mean: 0.5, std: 0.5 } : familyOf('loadSmp', encoder).preprocessing(encoder);
}

const optionNames = ['inputShape', 'task', 'labels', 'pad', 'preprocessing', 'classes', 'strict', 'onMismatch'];

async function openSmp(source: SmpPlace | SmpFiles): Promise<{
  readonly config: SmpConfig;
  readonly weights: SmpFiles['weights'];
  readonly name: string;
}> {
  if ('read' in source) {
    const config = await readConfig(await source.read('config.json'), `${source.name}/config.json`);
    return { config, weights: await source.read('model.safetensors'), name: source.name };
  }
  const { config, weights } = source;
  return { config: isBytes(config) ? await readConfig(config, 'config.json') : config, weights, name: 'smp' };
}
