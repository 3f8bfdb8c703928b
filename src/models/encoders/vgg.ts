import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, type EncoderStage, stagedEncoder } from './encoder.js';

/** How many convolutions each of the five stages has. */
const convolutions: Readonly<Record<string, readonly number[]>> = {
  vgg11: [1, 1, 2, 2, 2],
  vgg13: [2, 2, 2, 2, 2],
  vgg16: [2, 2, 3, 3, 3],
  vgg19: [2, 2, 4, 4, 4],
};

const widths = [64, 128, 256, 512, 512];

/**
 * VGG as torchvision has it, `_bn` with batch normalization. Its first features are of the size of the picture; each
 * further one begins with a max pooling, and the last is one alone.
 *
 * @see Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014
 */
export const vggFamily: EncoderFamily = {
  name: 'vgg',
  names: Object.keys(convolutions).flatMap((name) => [name, `${name}_bn`]),
  preprocessing: () => imagenetPreprocessing,
  fixedStride: 'it shrinks by max pooling.',
  define: (name, scope, options) => {
    const [first, ...further] = vggStages(scope.at('features'), name, options.inputChannels);
    const encoder = stagedEncoder(name, options, further);
    return {
      ...encoder,
      channels: [first.channels, ...encoder.channels.slice(1)],
      features: (x) => encoder.features(first.block(x)),
    };
  },
};

/** The convolutions at full size, and for each further size a pooling and the convolutions behind it. */
function vggStages(scope: Scope, name: string, inputChannels: number): EncoderStage[] {
  const normalized = name.endsWith('_bn');
  let index = 0;
  let before = inputChannels;
  const stages = convolutions[name.replace('_bn', '')].map((count, stage) => {
    const pooling = stage === 0 ? identityBlock : maxPool2d(scope, 2, 2);
    const blocks = Array.from({ length: count }, () => {
      const block = convolutionAt(scope, index, { inputChannels: before, filters: widths[stage], normalized });
      index += normalized ? 3 : 2;
      before = widths[stage];
      return block;
    });
    index += 1; // the pooling behind
    return { channels: widths[stage], block: chain(pooling, ...blocks) };
  });
  return [...stages, { channels: before, block: maxPool2d(scope, 2, 2) }];
}

/** A convolution, its normalization and its activation, numbered from `index` on. */
function convolutionAt(
  scope: Scope,
  index: number,
  { normalized, ...size }: { readonly inputChannels: number; readonly filters: number; readonly normalized: boolean },
): Block {
  return chain(
    conv2d(scope.at(index), { ...size, kernelSize: 3, padding: 1 }),
    normalized ? batchNorm2d(scope.at(index + 1), { channels: size.filters }) : identityBlock,
    activate(scope),
  );
}
