import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError, SegkitError } from '../core/errors.js';
import type { StateEntry } from '../layers/scope.js';
import { architectures } from '../models/architectures.js';
import type { DefinedNetwork, EncoderModelOptions } from '../models/encoderDecoder.js';
import { getMetadata } from '../models/metadata.js';
import { fromTorch, type ShapedValues, shapeFromTorch, toTorch } from './torchLayout.js';

/** The parameters of a network with an encoder, as smp names and orders them. */
export function networkOf(where: string, model: layers.LayersModel): DefinedNetwork {
  const { architecture, network, inputShape, classes } = getMetadata(model);
  const entry = architectures.find(({ name }) => name === architecture);
  if (entry && network) {
    const options = network as unknown as EncoderModelOptions;
    return entry.define(options, { inputChannels: inputShape[2] as number, classes });
  }
  throw new OptionError(
    `${where}: "${model.name}" has no encoder of smp's, so its weights have no names there. Build it with one, for instance unet({ encoder: 'resnet34' }).`,
    { option: 'model', value: model.name },
  );
}

/** A parameter, and the weight of the model that holds it, if it is used. */
export interface BoundEntry {
  readonly entry: StateEntry;
  readonly variable: layers.LayerVariable | undefined;
}

/** Finds the weight of each parameter in the model. */
export function bindState(model: layers.LayersModel, state: readonly StateEntry[]): BoundEntry[] {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  return state.map((entry) => {
    const layer = entry.weight === undefined ? undefined : byName.get(entry.layer);
    const variable = layer?.weights.find(({ originalName }) => originalName.endsWith(`/${entry.weight}`));
    if (layer && !variable) throw new SegkitError(`layer "${layer.name}" has no weight "${entry.weight}"`);
    return { entry, variable };
  });
}

/** Puts numbers as PyTorch stores them into a weight. */
export function writeTorch({ entry, variable }: BoundEntry, values: Float32Array): void {
  if (!variable) return;
  tf.tidy(() => {
    const turned = fromTorch(values, entry.shape, entry.layout);
    variable.write(tf.tensor(turned.values, variable.shape as number[], 'float32'));
  });
}

/** The numbers of a weight, as PyTorch stores them. */
export function readTorch({ entry, variable }: BoundEntry): ShapedValues | undefined {
  if (!variable) return undefined;
  const values = variable.read().dataSync() as Float32Array;
  return toTorch({ values, shape: shapeFromTorch(entry.shape, entry.layout) }, entry.layout);
}
