import * as layers from '@tensorflow/tfjs-layers';
import { chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { activate, addAll } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderStage, stagedEncoder } from './encoder.js';
import {
  type InceptionBranches,
  type InceptionStep,
  inceptionBranches,
  inceptionFixedStride,
  inceptionPreprocessing,
  inceptionStep,
  type SizedBlock,
} from './inceptionParts.js';

/** A part of the network: a step, branches side by side, or residual blocks of branches whose sum is scaled down. */
type Part =
  | { readonly kind: 'step'; readonly step: InceptionStep }
  | { readonly kind: 'branches'; readonly branches: InceptionBranches }
  | {
      readonly kind: 'residual';
      readonly branches: InceptionBranches;
      readonly scale: number;
      /** How many there are; without a number it is one, which is not numbered either. */
      readonly count?: number;
      readonly activation: 'relu' | 'linear';
    };

const step = (filters: number, kernel: number, strides = 1): Part => ({
  kind: 'step',
  step: [filters, kernel, kernel, strides],
});

const block8: InceptionBranches = [
  [[192, 1, 1]],
  [
    [192, 1, 1],
    [224, 1, 3],
    [256, 3, 1],
  ],
];

/** The parts by stages, under the names that they have in files. */
const stages: readonly Readonly<Record<string, Part>>[] = [
  { conv2d_1a: step(32, 3, 2), conv2d_2a: step(32, 3), conv2d_2b: step(64, 3) },
  { maxpool_3a: { kind: 'step', step: 'max' }, conv2d_3b: step(80, 1), conv2d_4a: step(192, 3) },
  {
    maxpool_5a: { kind: 'step', step: 'max' },
    mixed_5b: {
      kind: 'branches',
      branches: [
        [[96, 1, 1]],
        [
          [48, 1, 1],
          [64, 5, 5],
        ],
        [
          [64, 1, 1],
          [96, 3, 3],
          [96, 3, 3],
        ],
        ['average', [64, 1, 1]],
      ],
    },
    repeat: {
      kind: 'residual',
      count: 10,
      scale: 0.17,
      activation: 'relu',
      branches: [
        [[32, 1, 1]],
        [
          [32, 1, 1],
          [32, 3, 3],
        ],
        [
          [32, 1, 1],
          [48, 3, 3],
          [64, 3, 3],
        ],
      ],
    },
  },
  {
    mixed_6a: {
      kind: 'branches',
      branches: [
        [[384, 3, 3, 2]],
        [
          [256, 1, 1],
          [256, 3, 3],
          [384, 3, 3, 2],
        ],
        ['max'],
      ],
    },
    repeat_1: {
      kind: 'residual',
      count: 20,
      scale: 0.1,
      activation: 'relu',
      branches: [
        [[192, 1, 1]],
        [
          [128, 1, 1],
          [160, 1, 7],
          [192, 7, 1],
        ],
      ],
    },
  },
  {
    mixed_7a: {
      kind: 'branches',
      branches: [
        [
          [256, 1, 1],
          [384, 3, 3, 2],
        ],
        [
          [256, 1, 1],
          [288, 3, 3, 2],
        ],
        [
          [256, 1, 1],
          [288, 3, 3],
          [320, 3, 3, 2],
        ],
        ['max'],
      ],
    },
    repeat_2: { kind: 'residual', count: 9, scale: 0.2, activation: 'relu', branches: block8 },
    block8: { kind: 'residual', scale: 1, activation: 'linear', branches: block8 },
    conv2d_7b: step(1536, 1),
  },
];

/**
 * Inception-ResNet v2, with all convolutions padded, as smp has it.
 *
 * @see Szegedy et al., Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning, 2016
 */
export const inceptionresnetv2Family: EncoderFamily = {
  name: 'inceptionresnetv2',
  names: ['inceptionresnetv2'],
  preprocessing: () => inceptionPreprocessing,
  fixedStride: inceptionFixedStride,
  define: (name, scope, options) => {
    let channels = options.inputChannels;
    const define = (parts: Readonly<Record<string, Part>>): EncoderStage => {
      const blocks = Object.entries(parts).map(([key, part]) => {
        const sized = definePart(scope.at(key), channels, part);
        channels = sized.channels;
        return sized.block;
      });
      return { channels, block: chain(...blocks) };
    };
    return stagedEncoder(name, options, stages.map(define));
  },
};

function definePart(scope: Scope, channels: number, part: Part): SizedBlock {
  if (part.kind === 'step') return inceptionStep(scope, channels, part.step);
  if (part.kind === 'branches') return inceptionBranches(scope, channels, part.branches);
  if (part.count === undefined) return residual(scope, channels, part);
  const blocks = Array.from({ length: part.count }, (_, i) => residual(scope.at(i), channels, part).block);
  return { channels, block: chain(...blocks) };
}

/** The input and, scaled, what branches and a convolution make of it. */
function residual(scope: Scope, channels: number, part: Extract<Part, { kind: 'residual' }>): SizedBlock {
  const { scale, activation } = part;
  const branches = inceptionBranches(scope, channels, part.branches);
  const widen = conv2d(scope.at('conv2d'), { inputChannels: branches.channels, filters: channels });
  const bend = activate(scope, activation);
  const shrink = (x: layers.SymbolicTensor): layers.SymbolicTensor =>
    layers.layers.rescaling({ scale, offset: 0, name: scope.layerName('scale') }).apply(x) as layers.SymbolicTensor;
  const main = chain(branches.block, widen, ...(scale === 1 ? [] : [shrink]));
  return { channels, block: (x) => bend(addAll(scope, [main(x), x])) };
}
