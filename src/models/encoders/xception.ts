import type { Preprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { type ConvNormOptions, convNorm } from '../../layers/modules/convNorm.js';
import { activate, addAll, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, stagedEncoder } from './encoder.js';

/** What its pretrained weights expect: values from −1 to 1. */
const preprocessing: Preprocessing = { mean: 0.5, std: 0.5 };

/** The channels that the separable convolutions of a block put out, and whether it shrinks. */
type Row = readonly [channels: readonly number[], shrinks: boolean];

const middle: Row = [[728, 728, 728], false];

/** `block1` … `block12`. */
const blocks: readonly Row[] = [
  [[128, 128], true],
  [[256, 256], true],
  [[728, 728], true],
  ...Array.from({ length: 8 }, () => middle),
  [[728, 1024], true],
];

/**
 * Xception as Cadene's pretrainedmodels have it, with pictures padded so that each stage halves them.
 *
 * @see Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2016
 */
export const xceptionFamily: EncoderFamily = {
  name: 'xception',
  names: ['xception'],
  preprocessing: () => preprocessing,
  fixedStride: 'it shrinks by max pooling.',
  define: (name, scope, options) => {
    const { inputChannels } = options;
    const stem = chain(
      unit(scope, 1, { inputChannels, filters: 32, kernelSize: 3, strides: 2, padding: 1 }),
      activate(scope),
      unit(scope, 2, { inputChannels: 32, filters: 64, kernelSize: 3, padding: 1 }),
      activate(scope),
    );
    let before = 64;
    const body = blocks.map((row, i) => {
      const block = xceptionBlock(scope.at(`block${i + 1}`), before, row, i > 0);
      before = row[0][row[0].length - 1];
      return block;
    });
    const tail = chain(
      separableUnit(scope.at('conv3'), scope.at('bn3'), 1024, 1536),
      activate(scope),
      separableUnit(scope.at('conv4'), scope.at('bn4'), 1536, 2048),
    );
    return stagedEncoder(name, options, [
      { channels: 64, block: stem },
      { channels: 128, block: body[0] },
      { channels: 256, block: body[1] },
      { channels: 728, block: chain(...body.slice(2, 11)) },
      { channels: 2048, block: chain(body[11], tail) },
    ]);
  },
};

/** Separable convolutions, of which each but a network's first is preceded by an activation, and a shortcut. */
function xceptionBlock(scope: Scope, inputChannels: number, [channels, shrinks]: Row, startsWithRelu: boolean): Block {
  const filters = channels[channels.length - 1];
  const shortcut = shrinks
    ? convNorm(scope.at('skip'), scope.at('skipbn'), { inputChannels, filters, strides: 2 })
    : identityBlock;
  const first = startsWithRelu ? 1 : 0; // activations are counted too
  const steps = channels.map((outputChannels, i) => {
    const at = (offset: number): Scope => scope.at('rep', first + 3 * i + offset);
    const step = separableUnit(at(0), at(1), i === 0 ? inputChannels : channels[i - 1], outputChannels);
    return i > 0 || startsWithRelu ? chain(activate(scope), step) : step;
  });
  const main = chain(...steps, shrinks ? maxPool2d(scope, 3, 2, 1) : identityBlock);
  return (x) => addAll(scope, [main(x), shortcut(x)]);
}

/** A convolution of each channel alone, one of all channels, and a normalization. */
function separableUnit(scope: Scope, norm: Scope, inputChannels: number, filters: number): Block {
  const each = { inputChannels, filters: inputChannels, kernelSize: 3, padding: 1, groups: inputChannels, bias: false };
  return chain(conv2d(scope.at('conv1'), each), convNorm(scope.at('pointwise'), norm, { inputChannels, filters }));
}

/** `conv1` with `bn1`, and so on. */
const unit = (scope: Scope, index: number, options: ConvNormOptions): Block =>
  convNorm(scope.at(`conv${index}`), scope.at(`bn${index}`), options);
