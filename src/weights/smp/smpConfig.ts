import { WeightsError } from '../../core/errors.js';
import type { Task } from '../../core/task.js';
import { type ArchitectureEntry, architectures } from '../../models/architectures.js';
import type { EncoderModelOptions } from '../../models/encoderDecoder.js';
import { listEncoders } from '../../models/encoders/registry.js';
import type { ModelMetadata, OutputActivation } from '../../models/metadata.js';
import { currentOptions } from './oldNames.js';
import {
  activationForSmp,
  activationFromSmp,
  headForSmp,
  headFromSmp,
  valueForSmp,
  valueFromSmp,
} from './smpValues.js';

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
 * @throws WeightsError for a class, an option, or a value of one, that segkit has not.
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
  checkKeys(config, architecture);
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
      encoder: withoutTag(config.encoder_name as string),
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

const commonKeys = [
  'activation',
  'aux_params',
  'classes',
  'encoder_depth',
  'encoder_name',
  'encoder_weights',
  'in_channels',
];

/** What smp passes on to timm changes the network; a null it leaves out, and what begins with a low line it does not read. */
function checkKeys(config: SmpConfig, { smpName, smpOptions }: ArchitectureEntry): void {
  const known = [...commonKeys, ...Object.values(smpOptions)];
  const unknown = Object.entries(config).find(
    ([name, value]) => !name.startsWith('_') && value !== null && !known.includes(name),
  );
  if (!unknown) return;
  const [name, value] = unknown;
  throw new WeightsError(
    `loadSmp: config.json has ${name} ${show(value)}, which segkit does not know of ${smpName}. Known are ${known.toSorted().join(', ')}.`,
  );
}

/** timm's names may say which weights they begin with (`tu-resnet18.a1_in1k`); the network is the same without. */
function withoutTag(encoder: string): string {
  const known = listEncoders();
  const plain = String(encoder).replace(/^(tu-[^.]+)\..*$/, '$1');
  return !known.includes(encoder) && known.includes(plain) ? plain : encoder;
}

function taskOf(classes: number, activation: OutputActivation): Task {
  if (classes === 1) return 'binary';
  return activation === 'sigmoid' ? 'multilabel' : 'multiclass';
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
