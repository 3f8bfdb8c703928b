import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { convNorm } from '../../layers/modules/convNorm.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, concatenateAll, maxPool2d, pool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Encoder, type EncoderFamily, type EncoderOptions, type EncoderStage, stagedEncoder } from './encoder.js';
import type { EncoderLibrary } from './stageSteps.js';

/** The channels of the stem, those that a layer adds, and the layers of each of the four blocks. */
type Row = readonly [stem: number, growth: number, layers: readonly number[]];

const rows: Readonly<Record<string, Row>> = {
  densenet121: [64, 32, [6, 12, 24, 16]],
  densenet169: [64, 32, [6, 12, 32, 32]],
  densenet201: [64, 32, [6, 12, 48, 32]],
  densenet161: [96, 48, [6, 12, 36, 24]],
};

/** How many times wider than what it adds a layer is in between. */
const bottleneck = 4;

/**
 * DenseNet as torchvision has it. The features are taken where a transition has normalized and activated them, before
 * its convolution halves their channels.
 *
 * @see Huang et al., Densely Connected Convolutional Networks, 2016
 */
export const densenetFamily: EncoderFamily = {
  name: 'densenet',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  fixedStride: 'it shrinks by pooling.',
  define: (name, scope, options) => defineDensenet(name, (part) => scope.at('features', part), options),
};

type Place = (part: string) => Scope;

/**
 * Declares the parameters of a DenseNet. timm takes the features where a block ends, activates the last ones, and leaves out
 * the parameters of blocks that are not used.
 */
export function defineDensenet(
  name: string,
  place: Place,
  options: EncoderOptions,
  library: EncoderLibrary = 'smp',
): Encoder {
  const [stem, growth, layers] = rows[name];
  const isTimm = library === 'timm';
  const stages: EncoderStage[] = [{ channels: stem, block: stemBlock(place, options.inputChannels, stem) }];
  layers.slice(0, isTimm ? options.depth - 1 : layers.length).forEach((count, index) => {
    const { channels: before } = stages[index];
    const shrink =
      index === 0
        ? [maxPool2d(place('pool0'), 3, 2, 1)]
        : [...(isTimm ? [transitionNorm(place, index, before)] : []), transitionShrink(place, index, before)];
    const inputChannels = index === 0 ? stem : before / 2;
    const dense = denseBlock(place(`denseblock${index + 1}`), { inputChannels, growth, count });
    const channels = inputChannels + growth * count;
    const isLast = index === layers.length - 1;
    const end = isLast
      ? [batchNorm2d(place('norm5'), { channels }), ...(isTimm ? [activate(place('norm5'))] : [])]
      : [];
    const transition = isLast || isTimm ? [] : [transitionNorm(place, index + 1, channels)];
    stages.push({ channels, block: chain(...shrink, dense, ...end, ...transition) });
  });
  return stagedEncoder(name, options, stages);
}

function stemBlock(place: Place, inputChannels: number, filters: number): Block {
  const size = { inputChannels, filters, kernelSize: 7, strides: 2, padding: 3 };
  return chain(convNorm(place('conv0'), place('norm0'), size), activate(place('norm0')));
}

function transitionNorm(place: Place, index: number, channels: number): Block {
  const at = place(`transition${index}`);
  return chain(batchNorm2d(at.at('norm'), { channels }), activate(at));
}

/** Half the channels, and half the size. */
function transitionShrink(place: Place, index: number, channels: number): Block {
  const at = place(`transition${index}`);
  return chain(
    conv2d(at.at('conv'), { inputChannels: channels, filters: channels / 2, bias: false }),
    pool2d(at, { kind: 'average', size: 2, strides: 2, padding: 0 }),
  );
}

/** Layers of which each sees what went in and what all layers before it added. */
function denseBlock(
  scope: Scope,
  { inputChannels, growth, count }: { readonly inputChannels: number; readonly growth: number; readonly count: number },
): Block {
  const layers = Array.from({ length: count }, (_, i) =>
    denseLayer(scope.at(`denselayer${i + 1}`), inputChannels + growth * i, growth),
  );
  return (x) => layers.reduce((before, layer) => concatenateAll(scope, [before, layer(before)]), x);
}

function denseLayer(scope: Scope, inputChannels: number, growth: number): Block {
  const inner = bottleneck * growth;
  return chain(
    batchNorm2d(scope.at('norm1'), { channels: inputChannels }),
    activate(scope),
    convNorm(scope.at('conv1'), scope.at('norm2'), { inputChannels, filters: inner }),
    activate(scope),
    conv2d(scope.at('conv2'), { inputChannels: inner, filters: growth, kernelSize: 3, padding: 1, bias: false }),
  );
}
