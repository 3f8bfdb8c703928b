import * as layers from '@tensorflow/tfjs-layers';
import { type Block, chain } from '../block.js';
import type { Scope } from '../scope.js';
import { conv2d } from './conv2d.js';
import { convNorm } from './convNorm.js';
import { activate, addAll, globalAveragePool, multiplyAll, sliceChannels } from './stateless.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link selectiveKernel}. */
export interface SelectiveKernelOptions {
  readonly inputChannels: number;
  readonly filters: number;
  readonly strides: number;
  readonly groups: number;
  /** How many channels there are between what both see and the weights of each. */
  readonly innerChannels: number;
}

const paths = 2;

/**
 * Two 3×3 convolutions, the second with dilation 2, each of one half of the channels; their outputs are mixed, channel by
 * channel, in shares that depend on what the whole picture shows. Parameters as in timm's `SelectiveKernel`.
 *
 * @see Li et al., Selective Kernel Networks, 2019
 */
export function selectiveKernel(scope: Scope, options: SelectiveKernelOptions): Block {
  const { inputChannels, filters, strides, groups, innerChannels } = options;
  const half = inputChannels / paths;
  const size = { inputChannels: half, filters, kernelSize: 3, strides, groups: Math.min(groups, filters) };
  const convolutions = [1, 2].map((dilation, i) => {
    const at = scope.at('paths', i);
    return chain(convNorm(at.at('conv'), at.at('bn'), { ...size, padding: dilation, dilation }), activate(at));
  });
  const attention = scope.at('attn');
  const shares = chain(
    globalAveragePool(attention),
    convNorm(attention.at('fc_reduce'), attention.at('bn'), { inputChannels: filters, filters: innerChannels }),
    activate(attention),
    conv2d(attention.at('fc_select'), { inputChannels: innerChannels, filters: filters * paths, bias: false }),
    softmaxOverPaths(attention, filters),
  );
  return (x) => {
    const outputs = convolutions.map((convolve, i) => convolve(sliceChannels(scope, x, i * half, half)));
    const weights = shares(addAll(scope, outputs));
    return addAll(
      scope,
      outputs.map((y, i) => multiplyAll(scope, [y, sliceChannels(attention, weights, i * filters, filters)])),
    );
  };
}

/** Of `[N,1,1,paths·C]`, makes the values that the paths have for a channel add up to 1. */
function softmaxOverPaths(scope: Scope, channels: number): Block {
  const reshape = (x: Tensor, targetShape: number[]): Tensor =>
    layers.layers.reshape({ targetShape, name: scope.layerName('reshape') }).apply(x) as Tensor;
  const permute = (x: Tensor): Tensor =>
    layers.layers.permute({ dims: [2, 1], name: scope.layerName('permute') }).apply(x) as Tensor;
  return (x) => {
    const ofChannels = permute(reshape(x, [paths, channels])); // [N,C,paths]
    const softmax = layers.layers.softmax({ axis: -1, name: scope.layerName('softmax') }).apply(ofChannels) as Tensor;
    return reshape(permute(softmax), [1, 1, paths * channels]);
  };
}
