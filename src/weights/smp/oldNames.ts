import type { StoredTensor } from '../safetensors/readSafetensors.js';
import type { SmpConfig } from './smpConfig.js';

/** Options that earlier versions of smp called otherwise. */
const options: Readonly<Record<string, string>> = {
  decoder_use_batchnorm: 'decoder_use_norm',
  psp_use_batchnorm: 'decoder_use_norm',
  upscale_mode: 'decoder_interpolation',
};

/**
 * What a `config.json` says, in the words of today's smp. What is said in old ones goes before what new ones say, unless it
 * is null: smp writes the defaults of all options that it was not given.
 */
export function currentOptions(config: SmpConfig): SmpConfig {
  const entries = Object.entries(config);
  const old = entries.filter(([name, value]) => name in options && value !== null);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !(name in options))),
    ...Object.fromEntries(old.map(([name, value]) => [options[name], value])),
  };
}

/** Places of a decoder that earlier versions of smp counted, by its class there. */
const places: Readonly<Record<string, readonly string[]>> = { DeepLabV3: ['aspp', 'conv', 'bn'] };

/** The tensors of a file, by the keys of today's smp. */
export function currentKeys(
  config: SmpConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
): ReadonlyMap<string, StoredTensor> {
  const names = places[config._model_class as string];
  if (!names) return tensors;
  const current = (key: string): string =>
    key.replace(/^decoder\.(\d+)\./, (before, index) => (names[index] ? `decoder.${names[index]}.` : before));
  return new Map([...tensors].map(([key, tensor]) => [current(key), tensor]));
}
