import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { rootScope, type StateEntry } from '../../layers/scope.js';
import { defineEncoder, familyOf } from '../../models/encoders/registry.js';
import { getMetadata } from '../../models/metadata.js';
import { type ByteInput, byteSource } from '../byteSource.js';
import type { StrictOptions } from '../mismatch.js';
import { readSafetensors } from '../safetensors/readSafetensors.js';
import { bindState } from '../stateDictionary.js';
import { applyState } from './applyState.js';
import { encoderNames } from './encoderNames.js';
import { firstConvolution } from './firstConvolution.js';

/** Options of {@link loadEncoder}. */
export interface LoadEncoderOptions extends StrictOptions {
  /** The name of the encoder, for a model with a decoder of your own; other models know theirs. */
  readonly encoder?: string;
}

/**
 * Reads pretrained weights into the encoder of a model, and leaves the rest of it alone: a safetensors file of timm,
 * torchvision or smp's hub for the same network, or of a whole model of smp's with that encoder.
 *
 * The layers that classify (`fc`, `classifier`, `head` and their like) are passed over. A first convolution for three channels
 * suits other numbers of channels as in smp: summed for one, else taken in turn and scaled by 3 / channels.
 *
 * @param source - the bytes of the file, a `Blob` or `File`; `readFile` or `fileSource(path)` in Node
 * @throws WeightsError for a file that is damaged, or does not fit in every weight; all names that do not match are listed.
 *
 * @example
 * ```ts
 * import { loadEncoder, saveSmp, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const options = { encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8] } as const;
 * const pretrained = await saveSmp(unet(options));
 * const model = unet({ ...options, task: 'multiclass', classes: 4 });
 * await loadEncoder(model, pretrained['model.safetensors']);
 * ```
 */
export async function loadEncoder(
  model: LayersModel,
  source: ByteInput,
  options: LoadEncoderOptions = {},
): Promise<void> {
  checkOptionNames('loadEncoder', options, ['encoder', 'strict', 'onMismatch']);
  const { inputShape } = getMetadata(model);
  const state = encoderState(nameOf(model, options), inputShape[2] as number);
  const file = byteSource('loadEncoder', source);
  const { tensors } = await readSafetensors(file);
  const bound = bindState(model, state);
  const without = new Set(bound.filter(({ variable }) => !variable).map(({ entry }) => entry.key));
  // Counters have no place here, and what lies beyond the model's depth, or classifies, is of no use, whatever its shape.
  const renamed = new Map([...encoderNames(tensors, state)].filter(([key]) => !without.has(key)));
  const { strict, onMismatch } = options;
  await applyState(bound, renamed, {
    where: 'loadEncoder',
    file: file.name,
    strict,
    onMismatch,
    isOptional: ({ key }) => without.has(key),
    adapter: firstConvolution(state),
  });
}

function nameOf(model: LayersModel, { encoder }: LoadEncoderOptions): string {
  const name = encoder ?? getMetadata(model).network?.encoder;
  if (typeof name === 'string') return name;
  throw new OptionError(
    `loadEncoder: "${model.name}" does not say which encoder it has. Give it: loadEncoder(model, file, { encoder: 'resnet34' }).`,
    { option: 'encoder', value: name },
  );
}

function encoderState(name: string, inputChannels: number): readonly StateEntry[] {
  const scope = rootScope({ path: 'encoder' });
  const depth = familyOf('loadEncoder', name).features === 'patches' ? 4 : 5; // the most that there is
  defineEncoder('loadEncoder', name, scope, { inputChannels, depth, outputStride: 32 });
  return scope.state;
}
