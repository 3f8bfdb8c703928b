import { OptionError, WeightsError } from '../../core/errors.js';
import type { Task } from '../../core/task.js';
import { type ArchitectureEntry, architectures } from '../../models/architectures.js';
import type { EncoderModelOptions } from '../../models/encoderDecoder.js';
import type { ModelMetadata, OutputActivation } from '../../models/metadata.js';
import { currentOptions } from './oldNames.js';

/** The content of smp's `config.json`. */
export type SmpConfig = Readonly<Record<string, unknown>>;

/** What a `config.json` of smp asks for, in our words. */
export interface SmpNetwork {
  readonly architecture: ArchitectureEntry;
  readonly options: EncoderModelOptions & { readonly classes: number; readonly task: Task };
  readonly inputChannels: number;
}

/**
 * Reads smp's `config.json`.
 *
 * @throws WeightsError for a class, or a value of an option, that segkit has not.
 */
export function networkFromSmp(given: SmpConfig): SmpNetwork {
  const config = currentOptions(given);
  const architecture = architectures.find(({ smpName }) => smpName === config._model_class);
  if (!architecture) {
    const known = architectures.map(({ smpName }) => smpName).join(', ');
    throw new WeightsError(
      `loadSmp: config.json asks for _model_class ${show(config._model_class)}. Known are ${known}.`,
    );
  }
  const classes = wholeNumber(config, 'classes', 1);
  const inputChannels = wholeNumber(config, 'in_channels', 3);
  const activation = activationFromSmp(config.activation ?? null);
  const own = Object.entries(architecture.smpOptions)
    .filter(([, smpName]) => config[smpName] !== undefined)
    .map(([name, smpName]) => [name, valueFromSmp(smpName, config[smpName])] as const)
    .filter(([, value]) => value !== undefined);
  return {
    architecture,
    inputChannels,
    options: {
      encoder: config.encoder_name as string,
      ...(config.encoder_depth === undefined ? {} : { encoderDepth: config.encoder_depth as number }),
      ...(config.aux_params ? { classificationHead: headFromSmp(config.aux_params as SmpConfig) } : {}),
      ...Object.fromEntries(own),
      classes,
      activation,
      task: taskOf(classes, activation),
      inputShape: [null, null, inputChannels],
    },
  };
}

function taskOf(classes: number, activation: OutputActivation): Task {
  if (classes === 1) return 'binary';
  return activation === 'sigmoid' ? 'multilabel' : 'multiclass';
}

const activations: ReadonlyMap<unknown, OutputActivation> = new Map<unknown, OutputActivation>([
  [null, 'linear'],
  ['identity', 'linear'],
  ['sigmoid', 'sigmoid'],
  ['softmax', 'softmax'],
  ['softmax2d', 'softmax'],
]);

function activationFromSmp(value: unknown): OutputActivation {
  const activation = activations.get(value);
  if (activation) return activation;
  throw new WeightsError(
    `loadSmp: config.json asks for activation ${show(value)}. Known are null, "identity", "sigmoid", "softmax" and "softmax2d".`,
  );
}

function headFromSmp({
  classes,
  pooling,
  dropout,
  activation = null,
}: SmpConfig): NonNullable<EncoderModelOptions['classificationHead']> {
  return {
    classes: classes as number,
    ...(pooling === undefined ? {} : { pooling: pooling as 'avg' }),
    ...(dropout === undefined || dropout === null ? {} : { dropout: dropout as number }),
    activation: activationFromSmp(activation),
  };
}

/** Values of options that are called otherwise here: smp's word, and ours. */
const words: Readonly<Record<string, readonly [theirs: string | null, ours: string]>> = {
  decoder_attention_type: [null, 'none'],
  decoder_interpolation: ['nearest-exact', 'nearestExact'],
  decoder_merge_policy: ['cat', 'concatenate'],
  decoder_readout: ['cat', 'concatenate'],
  encoder_output_indices: [null, 'even'],
};

function valueFromSmp(name: string, value: unknown): unknown {
  if (name === 'decoder_use_norm') return normFromSmp(value);
  const [theirs, ours] = words[name] ?? [];
  return value === theirs ? ours : (value ?? undefined);
}

const norms: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [true, 'batch'],
  ['batchnorm', 'batch'],
  [false, 'none'],
  ['identity', 'none'],
  ['instancenorm', 'instance'],
]);

function normFromSmp(value: unknown): string {
  const options = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown; eps?: unknown };
  const { type = value, eps = 1e-5 } = options;
  if (eps !== 1e-5) {
    throw new WeightsError(
      `loadSmp: config.json asks for decoder_use_norm ${show(value)}. Decoders here add 1e-5 to variances, and with another number they would give something else.`,
    );
  }
  const norm = norms.get(type);
  if (norm) return norm;
  throw new WeightsError(
    `loadSmp: config.json asks for decoder_use_norm ${show(value)}. Known are batchnorm, instancenorm (affine) and identity.`,
  );
}

function wholeNumber(config: SmpConfig, name: string, standard: number): number {
  const value = config[name] ?? standard;
  if (Number.isInteger(value) && (value as number) > 0) return value as number;
  throw new WeightsError(`loadSmp: config.json has ${name} ${show(value)}. It must be a whole number above 0.`);
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/**
 * What smp's `config.json` says of a network.
 *
 * @throws OptionError for an option that smp has not.
 */
export function smpConfigOf(metadata: ModelMetadata): Record<string, unknown> {
  const { architecture, network = {}, classes, activation, inputShape } = metadata;
  const { smpName, smpOptions } = architectures.find(({ name }) => name === architecture) as ArchitectureEntry;
  const own = Object.entries(smpOptions).map(([name, smpName]) => [smpName, valueForSmp(smpName, network[name])]);
  const config: Record<string, unknown> = {
    _model_class: smpName,
    activation: activationForSmp(activation),
    aux_params: headForSmp(network.classificationHead as EncoderModelOptions['classificationHead']),
    classes,
    encoder_depth: network.encoderDepth,
    encoder_name: network.encoder,
    encoder_weights: null,
    in_channels: inputShape[2],
    ...Object.fromEntries(own),
  };
  return Object.fromEntries(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const activationForSmp = (activation: OutputActivation): string | null =>
  ({ linear: null, sigmoid: 'sigmoid', softmax: 'softmax2d' })[activation];

function headForSmp(head: EncoderModelOptions['classificationHead']): Record<string, unknown> | null {
  if (!head) return null;
  const { classes, pooling = 'avg', dropout = 0.2, activation = 'linear' } = head;
  return { classes, pooling, dropout, activation: activation === 'linear' ? null : activation };
}

function valueForSmp(name: string, value: unknown): unknown {
  if (name === 'decoder_use_norm') return normForSmp(value);
  const [theirs, ours] = words[name] ?? [];
  return value === ours ? (theirs ?? null) : (value ?? null);
}

function normForSmp(norm: unknown): unknown {
  if (norm === 'batch') return 'batchnorm';
  if (norm === 'none') return 'identity';
  if (norm === 'instance') return { type: 'instancenorm', affine: true };
  throw new OptionError(
    `saveSmp: smp's decoders have no ${show(norm)} normalization. They have batch, instance and none.`,
    {
      option: 'decoderNorm',
      value: norm,
    },
  );
}
