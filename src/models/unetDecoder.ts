import type * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../core/options.js';
import { type Block, chain, identityBlock } from '../layers/block.js';
import { convNormRelu } from '../layers/modules/convNormRelu.js';
import { scseModule } from '../layers/modules/scse.js';
import { concatenateAll, resizeLike } from '../layers/modules/stateless.js';
import { checkNorm, type NormChoice } from '../layers/normSettings.js';
import type { Scope } from '../layers/scope.js';
import { type InterpolateMethod, interpolateMethods } from '../ops/resizing/interpolate.js';
import {
  type Architecture,
  checkDecoderChannels,
  type EncoderModelOptions,
  type ResolvedNetwork,
} from './encoderDecoder.js';
import type { Encoder } from './encoders/encoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link unet} with an encoder. */
export interface EncoderUnetOptions extends EncoderModelOptions {
  /** The channels of each level of the decoder, the coarsest first; `[256, 128, 64, 32, 16]` by default. */
  readonly decoderChannels?: readonly number[];
  /** `batch` by default; with settings as `{ type: 'batch', epsilon: 1e-3 }`. Only without one (`none`) do the decoder's convolutions have a bias. */
  readonly decoderNorm?: NormChoice;
  /** `scse` weighs channels and places anew in each level; `none` by default. */
  readonly decoderAttention?: 'none' | 'scse';
  /** How features are enlarged; `nearest` by default. */
  readonly decoderInterpolation?: InterpolateMethod;
}

/** What they are called in smp. */
export const unetSmpOptions = {
  decoderChannels: 'decoder_channels',
  decoderNorm: 'decoder_use_norm',
  decoderAttention: 'decoder_attention_type',
  decoderInterpolation: 'decoder_interpolation',
} as const;

/** smp's `Unet`: features enlarged to the size of the next finer ones, concatenated with them, and two convolutions. */
export const unetArchitecture: Architecture<EncoderUnetOptions> = {
  name: 'unet',
  smpName: 'Unet',
  smpOptions: unetSmpOptions,
  resolve: (options) => ({
    ...resolveUnetOptions('unet', options),
    divisor: 1, // each level is enlarged to the very size of its features
  }),
  decoder: (scope, encoder, options) => {
    const { decoderChannels } = options;
    const coarseFirst = encoder.channels.slice(1).reverse();
    const skips = [...coarseFirst.slice(1), 0]; // the picture itself gives its size alone
    const center = centerBlock(scope.at('center'), encoder, options);
    const blocks = decoderChannels.map((filters, i) =>
      decoderBlock(scope.at('blocks', i), options, {
        inputChannels: i === 0 ? coarseFirst[0] : decoderChannels[i - 1],
        skipChannels: skips[i],
        filters,
      }),
    );
    return {
      channels: decoderChannels[decoderChannels.length - 1],
      decode: (features) => {
        const finer = [...features].reverse().slice(1);
        return blocks.reduce((x, block, i) => block(x, finer[i]), center(features[features.length - 1]));
      },
    };
  },
};

/** The options of a decoder that is wired as that of a U-Net, checked and with their defaults. */
export function resolveUnetOptions(where: string, options: EncoderUnetOptions): ResolvedNetwork<EncoderUnetOptions> {
  const { encoder, encoderDepth = 5, decoderNorm = 'batch', decoderAttention = 'none' } = options;
  const { decoderChannels = [256, 128, 64, 32, 16].slice(0, encoderDepth), decoderInterpolation = 'nearest' } = options;
  checkDecoderChannels(where, decoderChannels, encoderDepth);
  checkNorm(where, 'decoderNorm', decoderNorm);
  checkOneOf(where, 'decoderAttention', decoderAttention, ['none', 'scse']);
  checkOneOf(where, 'decoderInterpolation', decoderInterpolation, interpolateMethods);
  return {
    options: { encoder, encoderDepth, decoderChannels, decoderNorm, decoderAttention, decoderInterpolation },
    encoderDepth,
    head: { kernelSize: 3, upsampling: 1 },
  };
}

/** How a level of a decoder is wired. */
export type DecoderBlockOptions = Required<
  Pick<EncoderUnetOptions, 'decoderNorm' | 'decoderAttention' | 'decoderInterpolation'>
>;

/** The channels of a level: of what comes from below, of the level's own features, and of what it puts out. */
export interface DecoderBlockSize {
  readonly inputChannels: number;
  readonly skipChannels: number;
  readonly filters: number;
}

/** A level: what comes from below, and features of the size that it is brought to. */
export type DecoderBlock = (x: Tensor, skip: Tensor) => Tensor;

/** Enlarges features to the size of finer ones, puts both side by side, and convolves twice; of 0 skip channels, only the size counts. */
export function decoderBlock(
  scope: Scope,
  { decoderNorm: norm, decoderAttention, decoderInterpolation }: DecoderBlockOptions,
  size: DecoderBlockSize,
): DecoderBlock {
  const { inputChannels, skipChannels, filters } = size;
  const both = inputChannels + skipChannels;
  const convolution = (name: string, channels: number): Block =>
    convNormRelu(scope.at(name), { inputChannels: channels, filters, kernelSize: 3, padding: 1, norm });
  const attention = (name: string, channels: number): Block =>
    decoderAttention === 'scse' ? scseModule(scope.at(name, 'attention'), { inputChannels: channels }) : identityBlock;
  // The order of definition is that of the parameters in smp's files.
  const first = convolution('conv1', both);
  const attendBoth = attention('attention1', both);
  const second = convolution('conv2', filters);
  const attendOutput = attention('attention2', filters);
  const refine = chain(first, second, attendOutput);
  return (x, skip) => {
    const larger = resizeLike(scope, { method: decoderInterpolation }, x, skip);
    return refine(skipChannels === 0 ? larger : attendBoth(concatenateAll(scope, [larger, skip])));
  };
}

/** VGGs end with a pooling, after which the decoder convolves twice; for other encoders it is nothing. */
export function centerBlock(
  scope: Scope,
  { name, channels }: Encoder,
  { decoderNorm: norm }: DecoderBlockOptions,
): Block {
  if (!name.startsWith('vgg')) return identityBlock;
  const filters = channels[channels.length - 1];
  const options = { inputChannels: filters, filters, kernelSize: 3, padding: 1, norm };
  return chain(convNormRelu(scope.at(0), options), convNormRelu(scope.at(1), options));
}
