import { DataError } from '../../core/errors.js';
import type { Task } from '../../core/task.js';
import { type ArchitectureEntry, architectures } from '../../models/architectures.js';
import type { EncoderModelOptions } from '../../models/encoderDecoder.js';
import type { OutputActivation } from '../../models/metadata.js';

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
 * @throws DataError for a class, or a value of an option, that segkit has not.
 */
export function networkFromSmp(config: SmpConfig): SmpNetwork {
  const architecture = architectures.find(({ smpName }) => smpName === config._model_class);
  if (!architecture) {
    const known = architectures.map(({ smpName }) => smpName).join(', ');
    throw new DataError(`loadSmp: config.json asks for _model_class ${show(config._model_class)}. Known are ${known}.`);
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
  throw new DataError(
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

/** Values that are called otherwise here. */
function valueFromSmp(name: string, value: unknown): unknown {
  if (name === 'decoder_use_norm') return normFromSmp(value);
  if (name === 'decoder_attention_type') return value ?? 'none';
  if (name === 'decoder_interpolation') return value === 'nearest-exact' ? 'nearestExact' : value;
  return value ?? undefined;
}

const norms: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [true, 'batch'],
  ['batchnorm', 'batch'],
  [false, 'none'],
  ['identity', 'none'],
  ['instancenorm', 'instance'],
]);

function normFromSmp(value: unknown): string {
  const { type = value } = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown };
  const norm = norms.get(type);
  if (norm) return norm;
  throw new DataError(
    `loadSmp: config.json asks for decoder_use_norm ${show(value)}. Known are batchnorm, instancenorm (affine) and identity.`,
  );
}

function wholeNumber(config: SmpConfig, name: string, standard: number): number {
  const value = config[name] ?? standard;
  if (Number.isInteger(value) && (value as number) > 0) return value as number;
  throw new DataError(`loadSmp: config.json has ${name} ${show(value)}. It must be a whole number above 0.`);
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
