import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { convNorm } from '../../layers/modules/convNorm.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, concatenateAll, maxPool2d, pool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderStage, stagedEncoder } from './encoder.js';

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
  define: (name, scope, options) => {
    const [stem, growth, layers] = rows[name];
    const at = scope.at('features');
    const first = stemBlock(at, options.inputChannels, stem);
    const stages: EncoderStage[] = [{ channels: stem, block: first }];
    let shrink: Block = maxPool2d(at, 3, 2, 1);
    let inputChannels = stem;
    layers.forEach((count, index) => {
      const dense = denseBlock(at.at(`denseblock${index + 1}`), { inputChannels, growth, count });
      const channels = inputChannels + growth * count;
      const isLast = index === layers.length - 1;
      const transition = at.at(`transition${index + 1}`);
      const norm = batchNorm2d(isLast ? at.at('norm5') : transition.at('norm'), { channels });
      stages.push({ channels, block: chain(shrink, dense, norm, ...(isLast ? [] : [activate(transition)])) });
      if (isLast) return;
      inputChannels = channels / 2;
      shrink = chain(
        conv2d(transition.at('conv'), { inputChannels: channels, filters: inputChannels, bias: false }),
        pool2d(transition, { kind: 'average', size: 2, strides: 2, padding: 0 }),
      );
    });
    return stagedEncoder(name, options, stages);
  },
};

function stemBlock(scope: Scope, inputChannels: number, filters: number): Block {
  return chain(
    convNorm(scope.at('conv0'), scope.at('norm0'), { inputChannels, filters, kernelSize: 7, strides: 2, padding: 3 }),
    activate(scope),
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
