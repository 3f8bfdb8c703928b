import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { layerNorm } from '../../layers/modules/norms.js';
import { pyramidPooling, pyramidSizes } from '../../layers/modules/pyramidPooling.js';
import { addAll, concatenateAll, resizeLike } from '../../layers/modules/stateless.js';
import { checkNorm, type NormChoice } from '../../layers/normSettings.js';
import type { Scope } from '../../layers/scope.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkUpsampling } from './checkDecoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link upernet}. */
export interface UpernetOptions extends EncoderModelOptions {
  /** How often the encoder halves the picture, from 3 to 5; 5 by default. Features from stride 4 on are used. */
  readonly encoderDepth?: number;
  /** The channels of every level, and those that the decoder puts out; 256 by default. */
  readonly decoderChannels?: number;
  /** `batch` by default; with settings as `{ type: 'batch', epsilon: 1e-3 }`. Only without one (`none`) do the decoder's convolutions have a bias. */
  readonly decoderNorm?: NormChoice;
  /** How many times the logits are enlarged: what gives the picture's size back, 4, and nothing else. */
  readonly upsampling?: number;
}

/**
 * Unified perceptual parsing network: pyramid pooling on the coarsest features, a feature pyramid from there to a quarter of
 * the picture, and a convolution over all its levels.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `UPerNet`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Xiao et al., Unified Perceptual Parsing for Scene Understanding, 2018
 *
 * @example
 * ```ts
 * import { upernet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = upernet({ encoder: 'resnet18', encoderDepth: 3, decoderChannels: 32 });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function upernet(options: UpernetOptions): layers.LayersModel {
  return buildNetwork(upernetArchitecture, options);
}

/** The stride of the finest features that are used. */
const decoderStride = 4;

/** smp's `UPerNet`. */
export const upernetArchitecture: Architecture<UpernetOptions> = {
  name: 'upernet',
  smpName: 'UPerNet',
  smpOptions: { decoderChannels: 'decoder_channels', decoderNorm: 'decoder_use_norm', upsampling: 'upsampling' },
  resolve: (options) => {
    const { encoder, encoderDepth = 5, decoderChannels = 256, decoderNorm = 'batch' } = options;
    const { upsampling = decoderStride } = options;
    checkNumber('upernet', 'encoderDepth', encoderDepth, { min: 3, max: 5, integer: true });
    checkNumber('upernet', 'decoderChannels', decoderChannels, { min: 1, integer: true });
    checkNorm('upernet', 'decoderNorm', decoderNorm);
    checkUpsampling('upernet', upsampling, decoderStride);
    return {
      options: { encoder, encoderDepth, decoderChannels, decoderNorm, upsampling },
      encoderDepth,
      head: { kernelSize: 1, upsampling },
    };
  },
  decoder: (scope, encoder, { decoderChannels: filters, decoderNorm: norm }) => {
    const channels = encoder.channels.slice(2);
    const norms = channels.map((count, i) =>
      layerNorm(scope.at('feature_norms', i), { channels: count, epsilon: 1e-6 }),
    );
    const pool = poolCoarsest(scope.at('psp'), channels[channels.length - 1], filters, norm);
    const lateral = channels
      .slice(0, -1)
      .reverse()
      .map((inputChannels, i) =>
        convNormRelu(scope.at('fpn_lateral_blocks', i, 'conv_norm_relu'), { inputChannels, filters, norm }),
      );
    const square = { filters, kernelSize: 3, padding: 1, norm };
    const smooth = lateral.map((_, i) =>
      convNormRelu(scope.at('fpn_conv_blocks', i), { ...square, inputChannels: filters }),
    );
    const fuse = convNormRelu(scope.at('fusion_block'), { ...square, inputChannels: channels.length * filters });
    const enlarge = (x: Tensor, like: Tensor): Tensor => resizeLike(scope, { method: 'bilinear' }, x, like);
    return {
      channels: filters,
      decode: (features) => {
        const [coarsest, ...finer] = features
          .slice(2)
          .map((x, i) => norms[i](x))
          .reverse();
        const levels = [pool(coarsest)];
        for (const [i, x] of finer.entries()) levels.push(addAll(scope, [enlarge(levels[i], x), lateral[i](x)]));
        const [finest, ...coarser] = levels.map((x, i) => (i === 0 ? x : smooth[i - 1](x))).reverse();
        return fuse(concatenateAll(scope, [finest, ...coarser.map((x) => enlarge(x, finest))]));
      },
    };
  },
};

/** Pyramid pooling, and a 3×3 convolution over what it gives. */
function poolCoarsest(scope: Scope, inputChannels: number, filters: number, norm: NormChoice): Block {
  const pool = pyramidPooling(scope, {
    blocks: pyramidSizes.map((_, i) => convNormRelu(scope.at('blocks', i, 1), { inputChannels, filters, norm })),
    coordinates: 'halfPixel',
    features: 'first',
  });
  const joined = inputChannels + pyramidSizes.length * filters;
  const join = { inputChannels: joined, filters, kernelSize: 3, padding: 1 }; // normalized by batches, as in smp
  return chain(pool, convNormRelu(scope.at('out_conv'), join));
}
