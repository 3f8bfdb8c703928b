import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Encoder, type EncoderFamily, type EncoderOptions, type EncoderStage, stagedEncoder } from './encoder.js';
import type { EncoderLibrary } from './stageSteps.js';

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
  define: (name, scope, options) => defineVgg(name, (index) => scope.at('features', index), options),
};

/** Declares the parameters of a VGG; in timm's way, those of stages that are not used are left out. */
export function defineVgg(
  name: string,
  place: (index: number) => Scope,
  options: EncoderOptions,
  library: EncoderLibrary = 'smp',
): Encoder {
  const used = library === 'timm' ? options.depth + 1 : widths.length + 1;
  const [first, ...further] = vggStages(place, name, options.inputChannels, used);
  const encoder = stagedEncoder(name, options, further);
  return {
    ...encoder,
    channels: [first.channels, ...encoder.channels.slice(1)],
    features: (x) => encoder.features(first.block(x)),
  };
}

/** The convolutions at full size, and for each further size a pooling and the convolutions behind it. */
function vggStages(place: (index: number) => Scope, name: string, inputChannels: number, used: number): EncoderStage[] {
  const normalized = name.endsWith('_bn');
  let index = 0;
  let before = inputChannels;
  const counts = [...convolutions[name.replace('_bn', '')], 0].slice(0, used);
  return counts.map((count, stage) => {
    const pooling = stage === 0 ? identityBlock : maxPool2d(place(index - 1), 2, 2);
    const blocks = Array.from({ length: count }, () => {
      const block = convolutionAt(place, index, { inputChannels: before, filters: widths[stage], normalized });
      index += normalized ? 3 : 2;
      before = widths[stage];
      return block;
    });
    index += 1; // the pooling behind
    return { channels: before, block: chain(pooling, ...blocks) };
  });
}

/** A convolution, its normalization and its activation, numbered from `index` on. */
function convolutionAt(
  place: (index: number) => Scope,
  index: number,
  { normalized, ...size }: { readonly inputChannels: number; readonly filters: number; readonly normalized: boolean },
): Block {
  return chain(
    conv2d(place(index), { ...size, kernelSize: 3, padding: 1 }),
    normalized ? batchNorm2d(place(index + 1), { channels: size.filters }) : identityBlock,
    activate(place(index)),
  );
}
