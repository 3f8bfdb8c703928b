import * as layers from '@tensorflow/tfjs-layers';
import { SegConvolution } from '../../layers/classes/segConvolution.js';
import { SegConvolutionTransposed } from '../../layers/classes/segConvolutionTransposed.js';
import { activationLayers, activationName } from './activations.js';
import type { ConfigReader } from './configReader.js';
import {
  channelsOf,
  checkChannelsLast,
  common,
  countOf,
  type LayerBuilder,
  type LayerPlan,
  paddingOf,
} from './layerPlan.js';

type Pair = readonly [number, number];

const isOne = ([a, b]: Pair): boolean => a === 1 && b === 1;

/** Layers, with the activation that the config asks for after them. */
function withActivation(config: ConfigReader, made: readonly layers.layers.Layer[]): LayerPlan {
  const activation = activationName(config);
  return { layers: [...made, ...activationLayers(config, activation, `${config.name}_activation`)], activation };
}

/** What convolutions share. Weights begin at 0: they are replaced by those of the file. */
function windowOf(config: ConfigReader) {
  checkChannelsLast(config);
  return {
    ...common(config),
    kernelSize: config.pair('kernel_size', 1) as [number, number],
    strides: config.pair('strides', 1) as [number, number],
    padding: paddingOf(config),
    dilation: config.pair('dilation_rate', 1),
    bias: config.flag('use_bias', true),
  };
}

const conv2d: LayerBuilder = (config) => {
  const { bias, dilation, ...window } = windowOf(config);
  const groups = countOf(config, 'groups', 1);
  const filters = countOf(config, 'filters');
  // tfjs's own cannot be trained with dilation, and passes over groups in silence.
  const convolution =
    isOne(dilation) && groups === 1
      ? layers.layers.conv2d({ ...window, filters, useBias: bias })
      : new SegConvolution({ ...window, dilation, filters, groups, bias });
  return withActivation(config, [convolution]);
};

const conv2dTranspose: LayerBuilder = (config) => {
  const { dilation, ...window } = windowOf(config);
  if (!isOne(dilation)) throw config.error('has dilation_rate, which is not read for transposed convolutions.');
  const filters = countOf(config, 'filters');
  const noPadding = 'Leave it out in Keras, and pad or crop the result instead.';
  config.expect('output_padding', () => false, `segkit does not read it. ${noPadding}`);
  const { kernelSize, strides, padding } = window;
  // A stride beyond the kernel leaves pixels at the end that no input reaches; Keras keeps them.
  const beyond = padding === 'valid' ? kernelSize.map((taps, i) => Math.max(0, strides[i] - taps)) : [0, 0];
  const outputPadding = beyond as [number, number];
  return withActivation(config, [new SegConvolutionTransposed({ ...window, filters, outputPadding })]);
};

/** A convolution of each channel by itself: as many groups as channels, for dilation that can be trained. */
function depthwise(
  config: ConfigReader,
  shapes: readonly layers.Shape[],
  { bias, name }: { readonly bias: boolean; readonly name: string },
): layers.layers.Layer {
  const { bias: _, dilation, ...window } = windowOf(config);
  const depthMultiplier = countOf(config, 'depth_multiplier', 1);
  if (isOne(dilation)) return layers.layers.depthwiseConv2d({ ...window, depthMultiplier, useBias: bias, name });
  const channels = channelsOf(config, shapes);
  const filters = channels * depthMultiplier;
  return new SegConvolution({ ...window, dilation, filters, groups: channels, bias, name });
}

const depthwiseConv2d: LayerBuilder = (config, shapes) =>
  withActivation(config, [depthwise(config, shapes, { bias: config.flag('use_bias', true), name: config.name })]);

const separableConv2d: LayerBuilder = (config, shapes) => {
  const { name, trainable, bias } = windowOf(config);
  const filters = countOf(config, 'filters');
  return withActivation(config, [
    depthwise(config, shapes, { bias: false, name: `${name}_depthwise` }),
    layers.layers.conv2d({ name, trainable, filters, kernelSize: 1, useBias: bias }),
  ]);
};

const dense: LayerBuilder = (config) =>
  withActivation(config, [
    layers.layers.dense({
      ...common(config),
      units: countOf(config, 'units'),
      useBias: config.flag('use_bias', true),
    }),
  ]);

/** Builders of layers with kernels, by Keras' names. */
export const convolutionLayers: Readonly<Record<string, LayerBuilder>> = {
  Conv2D: conv2d,
  Conv2DTranspose: conv2dTranspose,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Dense: dense,
};
