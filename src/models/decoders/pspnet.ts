import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { chain } from '../../layers/block.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { dropout2d } from '../../layers/modules/dropouts.js';
import { pyramidPooling, pyramidSizes } from '../../layers/modules/pyramidPooling.js';
import { checkNorm, type NormChoice } from '../../layers/normSettings.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkUpsampling } from './checkDecoder.js';

/** Options of {@link pspnet}. */
export interface PspnetOptions extends EncoderModelOptions {
  /** How often the encoder halves the picture, from 1 to 5; 3 by default. Only the last features are used. */
  readonly encoderDepth?: number;
  /** The channels that the decoder puts out; 512 by default. */
  readonly decoderChannels?: number;
  /** `batch` by default; with settings as `{ type: 'batch', epsilon: 1e-3 }`. Only without one (`none`) do the decoder's convolutions have a bias. */
  readonly decoderNorm?: NormChoice;
  /** The share of channels dropped in training, from 0 to 0.99; 0.2 by default. */
  readonly decoderDropout?: number;
  /** How many times the logits are enlarged: what gives the picture's size back, 2^encoderDepth, and nothing else. */
  readonly upsampling?: number;
}

/**
 * Pyramid scene parsing network: the encoder's last features beside their means over 1, 4, 9 and 36 windows, which say
 * what else is in the picture. Fast, and coarse at edges.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `PSPNet`. The means of the whole picture are not normalized: a batch of
 * one has a single value a channel there.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Zhao et al., Pyramid Scene Parsing Network, 2017
 *
 * @example
 * ```ts
 * import { pspnet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = pspnet({ encoder: 'resnet18', decoderChannels: 64, task: 'multiclass', classes: 3 });
 * console.log(model.outputs[0].shape); // [null, null, null, 3]
 * ```
 */
export function pspnet(options: PspnetOptions): layers.LayersModel {
  return buildNetwork(pspnetArchitecture, options);
}

/** smp's `PSPNet`. */
export const pspnetArchitecture: Architecture<PspnetOptions> = {
  name: 'pspnet',
  smpName: 'PSPNet',
  smpOptions: {
    decoderChannels: 'psp_out_channels',
    decoderNorm: 'decoder_use_norm',
    decoderDropout: 'psp_dropout',
    upsampling: 'upsampling',
  },
  resolve: (options) => {
    const { encoder, encoderDepth = 3, decoderChannels = 512, decoderNorm = 'batch', decoderDropout = 0.2 } = options;
    const { upsampling = 2 ** encoderDepth } = options;
    checkNumber('pspnet', 'decoderChannels', decoderChannels, { min: 1, integer: true });
    checkNorm('pspnet', 'decoderNorm', decoderNorm);
    checkNumber('pspnet', 'decoderDropout', decoderDropout, { min: 0, max: 0.99 });
    checkUpsampling('pspnet', upsampling, 2 ** encoderDepth);
    return {
      options: { encoder, encoderDepth, decoderChannels, decoderNorm, decoderDropout, upsampling },
      encoderDepth,
      head: { kernelSize: 3, upsampling },
    };
  },
  decoder: (scope, encoder, { decoderChannels: filters, decoderNorm: norm, decoderDropout }) => {
    const inputChannels = encoder.channels[encoder.channels.length - 1];
    const width = Math.floor(inputChannels / pyramidSizes.length);
    const pool = pyramidPooling(scope.at('psp'), {
      blocks: pyramidSizes.map((size, i) =>
        convNormRelu(scope.at('psp', 'blocks', i, 'pool', 1), {
          inputChannels,
          filters: width,
          norm: size === 1 ? 'none' : norm,
        }),
      ),
      coordinates: 'alignCorners',
      features: 'last',
    });
    const join = convNormRelu(scope.at('conv'), {
      inputChannels: inputChannels + width * pyramidSizes.length,
      filters,
      norm,
    });
    const decode = chain(pool, join, dropout2d(scope, decoderDropout));
    return { channels: filters, decode: (features) => decode(features[features.length - 1]) };
  },
};
