import * as layers from '@tensorflow/tfjs-layers';
import type { Padding } from '../../ops/convolution/convolve.js';
import { type ActivationName, activation } from '../activation.js';
import type { Block } from '../block.js';
import { SegChannelSlice } from '../classes/segChannelSlice.js';
import { SegPooling, type SegPoolingOptions } from '../classes/segPooling.js';
import { SegResize, type SegResizeOptions } from '../classes/segResize.js';
import { registerLayers } from '../registerLayers.js';
import type { Scope } from '../scope.js';

type Tensor = layers.SymbolicTensor;

/** An activation. */
export const activate =
  (scope: Scope, kind: ActivationName = 'relu'): Block =>
  (x) =>
    activation({ activation: kind, name: scope.layerName(kind) })(x);

/** The sum of tensors of one shape; of one alone, itself. */
export function addAll(scope: Scope, tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 1) return tensors[0];
  return layers.layers.add({ name: scope.layerName('add') }).apply([...tensors]) as Tensor;
}

/** The product of tensors, where a side of 1 stands for all. */
export function multiplyAll(scope: Scope, tensors: readonly Tensor[]): Tensor {
  return layers.layers.multiply({ name: scope.layerName('multiply') }).apply([...tensors]) as Tensor;
}

/** Tensors side by side in their channels; of one alone, itself. */
export function concatenateAll(scope: Scope, tensors: readonly Tensor[]): Tensor {
  if (tensors.length === 1) return tensors[0];
  return layers.layers.concatenate({ name: scope.layerName('concatenate') }).apply([...tensors]) as Tensor;
}

/** `size` channels from `start` on. */
export function sliceChannels(scope: Scope, x: Tensor, start: number, size: number): Tensor {
  registerLayers();
  return new SegChannelSlice({ start, size, name: scope.layerName('slice') }).apply(x) as Tensor;
}

/** Largest values of windows; what is padded never wins. */
export const maxPool2d = (scope: Scope, size: number, strides: number, padding: Padding = 0, ceilMode = false): Block =>
  pool2d(scope, { kind: 'max', size, strides, padding, ceilMode });

/** Largest or mean values of windows. */
export const pool2d =
  (scope: Scope, options: SegPoolingOptions): Block =>
  (x) => {
    registerLayers();
    return new SegPooling({ ...options, name: scope.layerName(`${options.kind}Pool`) }).apply(x) as Tensor;
  };

/** The mean of each channel `[N,1,1,C]`. */
export const globalAveragePool =
  (scope: Scope): Block =>
  (x) => {
    const channels = x.shape[3] as number;
    const flat = layers.layers.globalAveragePooling2d({ name: scope.layerName('globalPool') }).apply(x) as Tensor;
    return layers.layers
      .reshape({ targetShape: [1, 1, channels], name: scope.layerName('globalPoolShape') })
      .apply(flat) as Tensor;
  };

/** Resizes by whole numbers, or, given another tensor, to the height and width of that. */
export function resizeLike(scope: Scope, options: SegResizeOptions, x: Tensor, like?: Tensor): Tensor {
  registerLayers();
  const layer = new SegResize({ ...options, name: scope.layerName('resize') });
  return layer.apply(like ? [x, like] : x) as Tensor;
}
