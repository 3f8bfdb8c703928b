import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain } from '../../layers/block.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { addAll } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import type { BlockGroup } from './efficientNetParts.js';
import { type EncoderFamily, stagedEncoder, stageScope } from './encoder.js';

/** Its groups of blocks, which timm scales. */
export const mobilenetV2Groups: readonly BlockGroup[] = [
  [1, 3, 1, 1, 16],
  [2, 3, 2, 6, 24],
  [3, 3, 2, 6, 32],
  [4, 3, 2, 6, 64],
  [3, 3, 1, 6, 96],
  [3, 3, 2, 6, 160],
  [1, 3, 1, 6, 320],
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
    for (const [count, kernelSize, strides, expansion, channels] of mobilenetV2Groups) {
      for (let i = 0; i < count; i++) {
        const size = { inputChannels, channels, kernelSize, expansion, strides: i === 0 ? strides : 1 };
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
  readonly kernelSize: number;
  readonly expansion: number;
  readonly strides: number;
}

/** Widens, convolves each channel alone, and narrows again without an activation; what keeps its shape is added. */
function invertedResidual(scope: Scope, size: BlockSize): Block {
  const { inputChannels, channels, kernelSize, expansion, strides } = size;
  const padding = Math.floor(kernelSize / 2);
  const inner = inputChannels * expansion;
  const units: ConvNormOptions[] = [
    ...(expansion === 1 ? [] : [{ inputChannels, filters: inner }]),
    { inputChannels: inner, filters: inner, kernelSize, strides, padding, groups: inner },
  ];
  const at = scope.at('conv');
  const wide = units.map((unit, i) => convNormRelu(at.at(i), { ...unit, activation: 'relu6' }));
  const narrow = convNorm(at.at(units.length), at.at(units.length + 1), { inputChannels: inner, filters: channels });
  const main = chain(...wide, narrow);
  // What counts is the stride that the block is made with, also where an output stride takes it away.
  if (strides !== 1 || inputChannels !== channels) return main;
  return (x) => addAll(scope, [x, main(x)]);
}
