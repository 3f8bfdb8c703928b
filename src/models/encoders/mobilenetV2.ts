import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain } from '../../layers/block.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { addAll } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, stagedEncoder, stageScope } from './encoder.js';

/** Groups of blocks alike: how much wider they are in between, their channels, how many, and the stride of the first. */
const groups: readonly (readonly [expansion: number, channels: number, count: number, strides: number])[] = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
];

const stemChannels = 32;
const lastChannels = 1280;

/** Where each stage begins among the parts of the network, and the channels that it puts out. */
const stages: readonly (readonly [from: number, to: number, channels: number])[] = [
  [0, 2, 16],
  [2, 4, 24],
  [4, 7, 32],
  [7, 14, 96],
  [14, 19, lastChannels],
];

/**
 * MobileNetV2 as torchvision has it, with all of its channels.
 *
 * @see Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018
 */
export const mobilenetV2Family: EncoderFamily = {
  name: 'mobilenet_v2',
  names: ['mobilenet_v2'],
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    const stageOf = (part: number): number => stages.findIndex(([from, to]) => part >= from && part < to) + 1;
    const at = (part: number): Scope => stageScope(scope.at('features', part), stageOf(part), options);
    const unit = { activation: 'relu6' } as const;
    const stem = { inputChannels: options.inputChannels, filters: stemChannels, kernelSize: 3, strides: 2, padding: 1 };
    const parts = [convNormRelu(at(0), { ...stem, ...unit })];
    let inputChannels = stemChannels;
    for (const [expansion, channels, count, strides] of groups) {
      for (let i = 0; i < count; i++) {
        const size = { inputChannels, channels, expansion, strides: i === 0 ? strides : 1 };
        parts.push(invertedResidual(at(parts.length), size));
        inputChannels = channels;
      }
    }
    parts.push(convNormRelu(at(parts.length), { inputChannels, filters: lastChannels, ...unit }));
    return stagedEncoder(
      name,
      options,
      stages.map(([from, to, channels]) => ({ channels, block: chain(...parts.slice(from, to)) })),
    );
  },
};

interface BlockSize {
  readonly inputChannels: number;
  readonly channels: number;
  readonly expansion: number;
  readonly strides: number;
}

/** Widens, convolves each channel alone, and narrows again without an activation; what keeps its shape is added. */
function invertedResidual(scope: Scope, { inputChannels, channels, expansion, strides }: BlockSize): Block {
  const inner = inputChannels * expansion;
  const units: ConvNormOptions[] = [
    ...(expansion === 1 ? [] : [{ inputChannels, filters: inner }]),
    { inputChannels: inner, filters: inner, kernelSize: 3, strides, padding: 1, groups: inner },
  ];
  const at = scope.at('conv');
  const wide = units.map((unit, i) => convNormRelu(at.at(i), { ...unit, activation: 'relu6' }));
  const narrow = convNorm(at.at(units.length), at.at(units.length + 1), { inputChannels: inner, filters: channels });
  const main = chain(...wide, narrow);
  // What counts is the stride that the block is made with, also where an output stride takes it away.
  if (strides !== 1 || inputChannels !== channels) return main;
  return (x) => addAll(scope, [x, main(x)]);
}
