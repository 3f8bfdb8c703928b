import * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type ActivationName, activationNames } from '../../layers/activation.js';
import type { Block } from '../../layers/block.js';
import { SegUpsampling } from '../../layers/classes/segUpsampling.js';
import { type NormName, normNames } from '../../layers/normalization.js';
import { registerLayers } from '../../layers/registerLayers.js';
import { checkGroups } from '../../ops/normalization/groupNorm.js';
import type { UpsampleMethod } from '../../ops/resizing/upsample.js';

type Tensor = layers.SymbolicTensor;

/** Options of all networks that halve the picture level by level. */
export interface LevelOptions {
  /** How often the picture is halved: from 1 to 10; what `filters` gives, or the network's own number. */
  readonly depth?: number;
  /** The channels of the first level, which double at each one below, or one number a level: depth + 1. */
  readonly filters?: number | readonly number[];
  /** `batch` by default, if the network does not say otherwise. Only without one (`none`) do the convolutions have a bias. */
  readonly norm?: NormName;
  /** The number of groups of norm `group`, which must divide the filters of every level; 8 by default. */
  readonly groups?: number;
  /** What the blocks bend their values with; `relu` by default, if the network does not say otherwise. */
  readonly blockActivation?: ActivationName;
  /** The share of channels dropped in training between the two convolutions of a level; 0 by default. */
  readonly dropout?: number;
}

/** The names of {@link LevelOptions}. */
export const levelOptionNames = ['depth', 'filters', 'norm', 'groups', 'blockActivation', 'dropout'] as const;

/** What a network has where its user says nothing. */
export interface LevelDefaults {
  readonly depth: number;
  readonly filters: number;
  /** The most channels of a level, where they double; as many as come out by default. */
  readonly mostFilters?: number;
  readonly norm?: NormName;
  readonly blockActivation?: ActivationName;
}

/** What {@link convBlock} takes, but for what differs from block to block. */
export interface BlockSettings {
  readonly norm: NormName;
  readonly groups: number;
  readonly activation: ActivationName;
  readonly dropout: number;
  readonly seed: number | undefined;
}

/** {@link LevelOptions}, checked and with their defaults. */
export interface Levels {
  /** The number of channels of every level, the bottom included. */
  readonly widths: readonly number[];
  readonly depth: number;
  /** What height and width must be multiples of. */
  readonly divisor: number;
  readonly block: BlockSettings;
}

/**
 * Checks the options of levels.
 *
 * @param where - The function to name in messages, for instance `unet`.
 * @throws OptionError for values that cannot be, or do not go together.
 */
export function resolveLevels(
  where: string,
  options: LevelOptions & { readonly seed?: number },
  defaults: LevelDefaults,
): Levels {
  const widths = levelWidths(where, options, defaults);
  const depth = widths.length - 1;
  return { widths, depth, divisor: 2 ** depth, block: resolveBlock(where, options, widths, defaults) };
}

/** Checks the options of blocks of such widths. */
export function resolveBlock(
  where: string,
  options: Omit<LevelOptions, 'depth' | 'filters'> & { readonly seed?: number },
  widths: readonly number[],
  defaults: Pick<LevelDefaults, 'norm' | 'blockActivation'> = {},
): BlockSettings {
  const { norm = defaults.norm ?? 'batch', groups = 8, dropout = 0, seed } = options;
  const { blockActivation: activation = defaults.blockActivation ?? 'relu' } = options;
  checkOneOf(where, 'norm', norm, normNames);
  checkOneOf(where, 'blockActivation', activation, activationNames);
  checkNumber(where, 'dropout', dropout, { min: 0, max: 0.99 });
  if (norm === 'group') for (const width of widths) checkGroups(where, groups, width);
  return { norm, groups, activation, dropout, seed };
}

function levelWidths(where: string, options: LevelOptions, defaults: LevelDefaults): readonly number[] {
  const { filters = defaults.filters } = options;
  const { mostFilters = Number.POSITIVE_INFINITY } = defaults;
  const depth = options.depth ?? (typeof filters === 'number' ? defaults.depth : filters.length - 1);
  checkNumber(where, 'depth', depth, { min: 1, max: 10, integer: true });
  const widths =
    typeof filters === 'number'
      ? Array.from({ length: depth + 1 }, (_, i) => Math.max(filters, Math.min(mostFilters, filters * 2 ** i)))
      : filters;
  for (const width of widths) checkNumber(where, 'filters', width, { min: 1, integer: true });
  if (widths.length === depth + 1) return widths;
  throw new OptionError(
    `${where}: filters has ${widths.length} numbers, but depth ${depth} has ${depth + 1} levels with the bottom. ` +
      `Give ${depth + 1} numbers, or one to start with.`,
    { option: 'filters', value: filters },
  );
}

/** Which level a block is for. */
export interface LevelPlace {
  /** Counted from 0, the largest. */
  readonly index: number;
  readonly filters: number;
  /** 2 where the block has to halve height and width itself, else 1. */
  readonly strides: number;
  /** What the names of its layers begin with. */
  readonly name: string;
}

/**
 * The way down: the features of every level, the largest first, in layers whose names begin with `down0`, `down1`, …
 *
 * Between levels a 2×2 max pooling halves height and width, or with `pooling` false the blocks of the levels do.
 */
export function encodeLevels(
  x: Tensor,
  widths: readonly number[],
  level: (place: LevelPlace) => Block,
  { pooling = true }: { readonly pooling?: boolean } = {},
): Tensor[] {
  const features: Tensor[] = [];
  widths.forEach((filters, index) => {
    const name = `down${index}`;
    const above = index === 0 ? x : features[index - 1];
    const half = pooling && index > 0 ? maxPool(above, 2, `${name}_pool`) : above; // [N,H/2^index,W/2^index,C]
    const strides = pooling || index === 0 ? 1 : 2;
    features.push(level({ index, filters, strides, name })(half));
  });
  return features;
}

/**
 * The way up: each step takes what comes from below and the features of its level. It gives what the steps gave, the
 * largest first, the features of the bottom last.
 */
export function decodeLevels(
  features: readonly Tensor[],
  step: (below: Tensor, skip: Tensor, level: number, decoded: readonly Tensor[]) => Tensor,
): Tensor[] {
  const decoded = features.slice(-1);
  for (let i = features.length - 2; i >= 0; i--) decoded.unshift(step(decoded[0], features[i], i, decoded));
  return decoded;
}

/** Max pooling without overlap. */
export function maxPool(x: Tensor, size: number, name: string): Tensor {
  return layers.layers.maxPooling2d({ poolSize: size, strides: size, name }).apply(x) as Tensor;
}

/** Puts channels side by side. */
export function concatenate(tensors: readonly Tensor[], name: string): Tensor {
  return layers.layers.concatenate({ name }).apply([...tensors]) as Tensor;
}

/** The sum of tensors of one shape. */
export function addAll(tensors: readonly Tensor[], name: string): Tensor {
  return layers.layers.add({ name }).apply([...tensors]) as Tensor;
}

/** Enlarges height and width without weights. */
export function enlarge(
  x: Tensor,
  options: { readonly scale: number; readonly method: UpsampleMethod; readonly name: string },
): Tensor {
  registerLayers();
  return new SegUpsampling(options).apply(x) as Tensor;
}
