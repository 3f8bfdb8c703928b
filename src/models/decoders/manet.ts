import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { SegPositionAttention } from '../../layers/classes/segPositionAttention.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import {
  activate,
  addAll,
  concatenateAll,
  globalAveragePool,
  multiplyAll,
  resizeLike,
} from '../../layers/modules/stateless.js';
import { checkNorm, type NormChoice } from '../../layers/normSettings.js';
import { registerLayers } from '../../layers/registerLayers.js';
import type { Scope } from '../../layers/scope.js';
import { type InterpolateMethod, interpolateMethods } from '../../ops/resizing/interpolate.js';
import { type Architecture, buildNetwork, checkDecoderChannels, type EncoderModelOptions } from '../encoderDecoder.js';
import { type DecoderBlock, type DecoderBlockSize, decoderBlock } from '../unetDecoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link manet}. */
export interface ManetOptions extends EncoderModelOptions {
  /** The channels of each level of the decoder, the coarsest first; `[256, 128, 64, 32, 16]` by default. */
  readonly decoderChannels?: readonly number[];
  /** `batch` by default; with settings as `{ type: 'batch', epsilon: 1e-3 }`. Only without one (`none`) do the decoder's convolutions have a bias. */
  readonly decoderNorm?: NormChoice;
  /** How features are enlarged; `nearest` by default. */
  readonly decoderInterpolation?: InterpolateMethod;
  /** The channels by which places of the coarsest features are compared with one another; 64 by default. */
  readonly decoderPabChannels?: number;
}

/**
 * MA-Net: a U-Net in which the coarsest features attend to one another over the whole picture, and in which each level
 * weighs its channels by what it sees and by what comes from below.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `MAnet`. The attention's memory grows with the fourth power of the
 * picture's side: a picture of 512 × 512 has 65,536 pairs of places, one of 2048 × 2048 has 16.8 million.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Fan et al., MA-Net: A Multi-Scale Attention Network for Liver and Tumor Segmentation, 2020
 *
 * @example
 * ```ts
 * import { manet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = manet({ encoder: 'resnet18', encoderDepth: 3, decoderChannels: [32, 16, 8], decoderPabChannels: 16 });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function manet(options: ManetOptions): layers.LayersModel {
  return buildNetwork(manetArchitecture, options);
}

/** smp's `MAnet`. */
export const manetArchitecture: Architecture<ManetOptions> = {
  name: 'manet',
  smpName: 'MAnet',
  smpOptions: {
    decoderChannels: 'decoder_channels',
    decoderNorm: 'decoder_use_norm',
    decoderInterpolation: 'decoder_interpolation',
    decoderPabChannels: 'decoder_pab_channels',
  },
  resolve: (options) => {
    const { encoder, encoderDepth = 5, decoderNorm = 'batch', decoderInterpolation = 'nearest' } = options;
    const { decoderChannels = [256, 128, 64, 32, 16].slice(0, encoderDepth), decoderPabChannels = 64 } = options;
    checkDecoderChannels('manet', decoderChannels, encoderDepth);
    checkNorm('manet', 'decoderNorm', decoderNorm);
    checkOneOf('manet', 'decoderInterpolation', decoderInterpolation, interpolateMethods);
    checkNumber('manet', 'decoderPabChannels', decoderPabChannels, { min: 1, integer: true });
    return {
      options: { encoder, encoderDepth, decoderChannels, decoderNorm, decoderInterpolation, decoderPabChannels },
      encoderDepth,
      head: { kernelSize: 3, upsampling: 1 },
    };
  },
  decoder: (scope, encoder, options) => {
    const { decoderChannels, decoderPabChannels } = options;
    const coarseFirst = encoder.channels.slice(1).reverse();
    const skips = [...coarseFirst.slice(1), 0]; // the picture itself gives its size alone
    const center = attendingBlock(scope.at('center'), coarseFirst[0], decoderPabChannels);
    const blocks = decoderChannels.map((filters, i) => {
      const inputChannels = i === 0 ? coarseFirst[0] : decoderChannels[i - 1];
      const define = skips[i] > 0 ? weighingBlock : plainBlock;
      return define(scope.at('blocks', i), options, { inputChannels, skipChannels: skips[i], filters });
    });
    return {
      channels: decoderChannels[decoderChannels.length - 1],
      decode: (features) => {
        const finer = [...features].reverse().slice(1);
        return blocks.reduce((x, block, i) => block(x, finer[i]), center(features[features.length - 1]));
      },
    };
  },
};

/** smp's `PAB`: what every place gets from all places, added to what it has. */
function attendingBlock(scope: Scope, channels: number, pabChannels: number): Block {
  const narrow = { inputChannels: channels, filters: pabChannels };
  const wide = { inputChannels: channels, filters: channels, kernelSize: 3, padding: 1 };
  const top = conv2d(scope.at('top_conv'), narrow);
  const center = conv2d(scope.at('center_conv'), narrow);
  const bottom = conv2d(scope.at('bottom_conv'), wide);
  const output = conv2d(scope.at('out_conv'), wide);
  return (x) => {
    registerLayers();
    const attention = new SegPositionAttention({ name: scope.layerName('attention') });
    const mixed = attention.apply([center(x), top(x), bottom(x)]) as Tensor;
    return output(addAll(scope, [x, mixed]));
  };
}

type DefineBlock = (scope: Scope, options: Required<ManetOptions>, size: DecoderBlockSize) => DecoderBlock;

/** smp's `MFAB`: features from below, brought to the channels of the level's own, weighed by both, and put beside them. */
const weighingBlock: DefineBlock = (scope, options, { inputChannels, skipChannels, filters }) => {
  const { decoderNorm: norm, decoderInterpolation: method } = options;
  const square = { kernelSize: 3, padding: 1, norm };
  const narrow = chain(
    convNormRelu(scope.at('hl_conv', 0), { ...square, inputChannels, filters: inputChannels }),
    convNormRelu(scope.at('hl_conv', 1), { inputChannels, filters: skipChannels, norm }),
  );
  const skipWeights = channelWeights(scope.at('SE_ll'), skipChannels);
  const ownWeights = channelWeights(scope.at('SE_hl'), skipChannels);
  const refine = chain(
    convNormRelu(scope.at('conv1'), { ...square, inputChannels: skipChannels * 2, filters }),
    convNormRelu(scope.at('conv2'), { ...square, inputChannels: filters, filters }),
  );
  return (x, skip) => {
    const larger = resizeLike(scope, { method }, narrow(x), skip);
    const weights = addAll(scope, [ownWeights(larger), skipWeights(skip)]);
    return refine(concatenateAll(scope, [multiplyAll(scope, [larger, weights]), skip]));
  };
};

const plainBlock: DefineBlock = (scope, options, size) =>
  decoderBlock(scope, { ...options, decoderAttention: 'none' }, size);

/** A weight a channel, by the means of all: squeeze and excitation. */
function channelWeights(scope: Scope, channels: number): Block {
  const inner = Math.max(1, Math.floor(channels / 16));
  return chain(
    globalAveragePool(scope),
    conv2d(scope.at(1), { inputChannels: channels, filters: inner }),
    activate(scope),
    conv2d(scope.at(3), { inputChannels: inner, filters: channels }),
    activate(scope, 'sigmoid'),
  );
}
