import { chain } from '../../layers/block.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderStage, stagedEncoder } from './encoder.js';
import {
  type InceptionBranches,
  inceptionBranches,
  inceptionFixedStride,
  inceptionPreprocessing,
  inceptionStep,
  type SizedBlock,
  sideBySide,
} from './inceptionParts.js';

type Part = (scope: Scope, inputChannels: number) => SizedBlock;

const branches =
  (all: InceptionBranches): Part =>
  (scope, inputChannels) =>
    inceptionBranches(scope, inputChannels, all);

const step =
  (filters: number, kernel: number, strides = 1): Part =>
  (scope, inputChannels) =>
    inceptionStep(scope, inputChannels, [filters, kernel, kernel, strides]);

const a = branches([
  [[96, 1, 1]],
  [
    [64, 1, 1],
    [96, 3, 3],
  ],
  [
    [64, 1, 1],
    [96, 3, 3],
    [96, 3, 3],
  ],
  ['average', [96, 1, 1]],
]);

const b = branches([
  [[384, 1, 1]],
  [
    [192, 1, 1],
    [224, 1, 7],
    [256, 7, 1],
  ],
  [
    [192, 1, 1],
    [192, 7, 1],
    [224, 1, 7],
    [224, 7, 1],
    [256, 1, 7],
  ],
  ['average', [128, 1, 1]],
]);

/** Two of its branches end in a fork, which is why its parts have names of their own. */
const c: Part = (scope, inputChannels) => {
  const at = (
    name: string,
    channels: number,
    [filters, height, width]: readonly [number, number, number],
  ): SizedBlock => inceptionStep(scope.at(name), channels, [filters, height, width]);
  const fork = (stem: readonly SizedBlock[], name: string): SizedBlock => {
    const { channels: before } = stem[stem.length - 1];
    const ends = sideBySide(scope, [at(`${name}a`, before, [256, 1, 3]), at(`${name}b`, before, [256, 3, 1])]);
    return { channels: ends.channels, block: chain(...stem.map(({ block }) => block), ends.block) };
  };
  return sideBySide(scope, [
    at('branch0', inputChannels, [256, 1, 1]),
    fork([at('branch1_0', inputChannels, [384, 1, 1])], 'branch1_1'),
    fork(
      [
        at('branch2_0', inputChannels, [384, 1, 1]),
        at('branch2_1', 384, [448, 3, 1]),
        at('branch2_2', 448, [512, 1, 3]),
      ],
      'branch2_3',
    ),
    averaged(scope.at('branch3'), inputChannels),
  ]);
};

const averaged = (scope: Scope, inputChannels: number): SizedBlock => {
  const pool = inceptionStep(scope.at(0), inputChannels, 'average');
  const convolve = inceptionStep(scope.at(1), inputChannels, [256, 1, 1]);
  return { channels: convolve.channels, block: chain(pool.block, convolve.block) };
};

/** Halves the size by pooling and by a convolution side by side. */
const halve =
  (filters: number, order: 'poolFirst' | 'poolLast'): Part =>
  (scope, inputChannels) => {
    const pool = inceptionStep(scope, inputChannels, 'max');
    const convolve = inceptionStep(scope.at('conv'), inputChannels, [filters, 3, 3, 2]);
    return sideBySide(scope, order === 'poolFirst' ? [pool, convolve] : [convolve, pool]);
  };

/** `features` of the file, by stages. */
const stages: readonly (readonly Part[])[] = [
  [step(32, 3, 2), step(32, 3), step(64, 3)],
  [
    halve(96, 'poolFirst'),
    branches([
      [
        [64, 1, 1],
        [96, 3, 3],
      ],
      [
        [64, 1, 1],
        [64, 1, 7],
        [64, 7, 1],
        [96, 3, 3],
      ],
    ]),
  ],
  [halve(192, 'poolLast'), a, a, a],
  [
    a,
    branches([
      [[384, 3, 3, 2]],
      [
        [192, 1, 1],
        [224, 3, 3],
        [256, 3, 3, 2],
      ],
      ['max'],
    ]),
    ...[b, b, b, b],
  ],
  [
    ...[b, b, b],
    branches([
      [
        [192, 1, 1],
        [192, 3, 3, 2],
      ],
      [
        [256, 1, 1],
        [256, 1, 7],
        [320, 7, 1],
        [320, 3, 3, 2],
      ],
      ['max'],
    ]),
    ...[c, c, c],
  ],
];

/**
 * Inception v4, with all convolutions padded, as smp has it.
 *
 * @see Szegedy et al., Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning, 2016
 */
export const inceptionv4Family: EncoderFamily = {
  name: 'inceptionv4',
  names: ['inceptionv4'],
  preprocessing: () => inceptionPreprocessing,
  fixedStride: inceptionFixedStride,
  define: (name, scope, options) => {
    let [channels, index] = [options.inputChannels, 0];
    const define = (parts: readonly Part[]): EncoderStage => {
      const blocks = parts.map((part) => {
        const sized = part(scope.at('features', index++), channels);
        channels = sized.channels;
        return sized.block;
      });
      return { channels, block: chain(...blocks) };
    };
    return stagedEncoder(name, options, stages.map(define));
  },
};
