import { OptionError, WeightsError } from '../../core/errors.js';
import { type NormChoice, type NormSettings, normSettings } from '../../layers/normSettings.js';
import type { EncoderModelOptions } from '../../models/encoderDecoder.js';
import type { OutputActivation } from '../../models/metadata.js';

type Head = NonNullable<EncoderModelOptions['classificationHead']>;

const activations: ReadonlyMap<unknown, OutputActivation> = new Map<unknown, OutputActivation>([
  [null, 'linear'],
  ['identity', 'linear'],
  ['sigmoid', 'sigmoid'],
  ['softmax', 'softmax'],
  ['softmax2d', 'softmax'],
]);

/** What smp's name of an activation is called here. */
export function activationFromSmp(value: unknown): OutputActivation {
  const activation = activations.get(value);
  if (activation) return activation;
  throw new WeightsError(
    `loadSmp: config.json asks for activation ${show(value)}. Known are null, "identity", "sigmoid", "softmax" and "softmax2d".`,
  );
}

/** What smp calls an activation; its `softmax` leaves the axis to PyTorch, `softmax2d` says it. */
export const activationForSmp = (activation: OutputActivation): string | null =>
  ({ linear: null, sigmoid: 'sigmoid', softmax: 'softmax2d' })[activation];

const headKeys = ['classes', 'pooling', 'dropout', 'activation'];

/** Reads `aux_params`. */
export function headFromSmp(params: Readonly<Record<string, unknown>>): Head {
  const unknown = Object.keys(params).find((name) => !headKeys.includes(name));
  if (unknown !== undefined) {
    throw new WeightsError(
      `loadSmp: config.json has aux_params.${unknown} ${show(params[unknown])}. Known are ${headKeys.join(', ')}.`,
    );
  }
  const { classes, pooling, dropout, activation = null } = params;
  return {
    classes: classes as number,
    ...(pooling === undefined ? {} : { pooling: pooling as 'avg' }),
    ...(dropout === undefined ? {} : { dropout: (dropout ?? 0) as number }), // null is none, too
    activation: activationFromSmp(activation),
  };
}

/** What `aux_params` says of a classification head. */
export function headForSmp(head: Head | undefined): Record<string, unknown> | null {
  if (!head) return null;
  const { classes, pooling = 'avg', dropout = 0.2, activation = 'linear' } = head;
  return { classes, pooling, dropout, activation: activation === 'linear' ? null : activation };
}

/** Values of options that are called otherwise here: smp's word, and ours. */
const words: Readonly<Record<string, readonly [theirs: string | null, ours: string]>> = {
  decoder_attention_type: [null, 'none'],
  decoder_interpolation: ['nearest-exact', 'nearestExact'],
  decoder_merge_policy: ['cat', 'concatenate'],
  decoder_readout: ['cat', 'concatenate'],
  encoder_output_indices: [null, 'even'],
};

/** What a value of one of smp's options is called here. */
export function valueFromSmp(name: string, value: unknown): unknown {
  if (name === 'decoder_use_norm') return normFromSmp(value);
  const [theirs, ours] = words[name] ?? [];
  return value === theirs ? ours : (value ?? undefined);
}

/** What smp calls a value of one of our options. */
export function valueForSmp(name: string, value: unknown): unknown {
  if (name === 'decoder_use_norm') return normForSmp(value as NormChoice);
  const [theirs, ours] = words[name] ?? [];
  return value === ours ? (theirs ?? null) : (value ?? null);
}

/** The keys of PyTorch's normalizations that say the same as ours. */
const normKeys = ['type', 'eps', 'momentum', 'affine'];

function normFromSmp(value: unknown): NormChoice {
  const settings = dictionaryOf(value);
  const { type, eps, momentum, affine } = settings;
  if (type === 'identity') return 'none'; // smp reads nothing else of it
  const unknown = Object.keys(settings).find((name) => !normKeys.includes(name));
  const isNumber = (given: unknown): given is number | undefined => given === undefined || typeof given === 'number';
  const isKnown = (type === 'batchnorm' || type === 'instancenorm') && unknown === undefined;
  if (!isKnown || !isNumber(eps) || !isNumber(momentum)) {
    throw new WeightsError(
      `loadSmp: config.json asks for decoder_use_norm ${show(value)}. Known are batchnorm, instancenorm and identity, with eps, momentum and affine.`,
    );
  }
  const isBatch = type === 'batchnorm';
  const isAffine = affine ?? isBatch; // PyTorch's InstanceNorm2d is not, by default
  const own: Omit<NormSettings, 'type'> = {
    ...(eps === undefined ? {} : { epsilon: eps }),
    ...(isBatch && momentum !== undefined ? { momentum: oneMinus(momentum) } : {}), // without statistics it has no use
    ...(isAffine ? {} : { affine: false }),
  };
  const ours = isBatch ? 'batch' : 'instance';
  return Object.keys(own).length === 0 ? ours : { type: ours, ...own };
}

/** As smp makes it of the names and truth values that it takes as well; names in any case. */
function dictionaryOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === true) return { type: 'batchnorm' };
  if (value === false) return { type: 'identity' };
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : { type: typeof value === 'string' ? value.toLowerCase() : value };
}

function normForSmp(norm: NormChoice): unknown {
  const { type, epsilon, momentum, affine = true } = normSettings(norm);
  if (type === 'group') {
    throw new OptionError(
      `saveSmp: smp's decoders have no ${show(norm)} normalization. They have batch, instance and none.`,
      { option: 'decoderNorm', value: norm },
    );
  }
  if (type === 'none') return 'identity';
  const own = {
    ...(epsilon === undefined ? {} : { eps: epsilon }),
    ...(momentum === undefined ? {} : { momentum: oneMinus(momentum) }),
    ...(affine === (type === 'batch') ? {} : { affine }),
  };
  const smpType = type === 'batch' ? 'batchnorm' : 'instancenorm';
  return Object.keys(own).length === 0 ? smpType : { type: smpType, ...own };
}

/** PyTorch's momentum weighs what is new, ours what was there; rounded, so that 1 − 0.9 is 0.1. */
const oneMinus = (weight: number): number => Number((1 - weight).toPrecision(12));

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
