import type * as layers from '@tensorflow/tfjs-layers';
import type { ConfigReader } from './configReader.js';

/** What a layer of Keras is made of here. */
export interface LayerPlan {
  /** Layers that are applied one after the other; the weights of Keras are those of all of them in turn. */
  readonly layers: readonly layers.layers.Layer[];
  /** Keras' name of the activation that comes last, `linear` for none. */
  readonly activation?: string;
  /** Whether what came in as probabilities goes out as such: of layers that only move or blend pixels. */
  readonly keepsMeaning?: boolean;
}

/** Makes a layer from its config; `shapes` are those of its inputs, with the batch. */
export type LayerBuilder = (config: ConfigReader, shapes: readonly layers.Shape[]) => LayerPlan;

/** Name and trainability, which every layer has. */
export function common(config: ConfigReader): { readonly name: string; readonly trainable: boolean } {
  return { name: config.name, trainable: config.flag('trainable', true) };
}

/** Refuses pictures with the channels first. */
export function checkChannelsLast(config: ConfigReader): void {
  const isRight = (value: unknown): boolean => value === 'channels_last' || value === 'channelsLast';
  config.expect('data_format', isRight, 'segkit reads channels_last; convert the model in Keras.');
}

/** `same` or `valid`. */
export function paddingOf(config: ConfigReader): 'same' | 'valid' {
  const padding = config.text('padding', 'valid');
  if (padding === 'same' || padding === 'valid') return padding;
  throw config.error(`has padding "${padding}". It must be "same" or "valid".`);
}

/** The channels of the one input. */
export function channelsOf(config: ConfigReader, shapes: readonly layers.Shape[]): number {
  const channels = shapes[0]?.at(-1);
  if (typeof channels === 'number' && channels > 0) return channels;
  throw config.error('has an input of an unknown number of channels.');
}

/** A whole number from the config. */
export function countOf(config: ConfigReader, key: string, fallback?: number): number {
  const count = config.number(key, fallback ?? Number.NaN);
  if (Number.isInteger(count) && count >= 1) return count;
  throw config.error(`has ${key} ${count}. It must be a whole number of at least 1.`);
}
