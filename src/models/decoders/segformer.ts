import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { linear } from '../../layers/modules/linear.js';
import { concatenateAll, resizeLike } from '../../layers/modules/stateless.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkUpsampling } from './checkDecoder.js';

/** Options of {@link segformer}. */
export interface SegformerOptions extends EncoderModelOptions {
  /** How often the encoder halves the picture, from 3 to 5; 5 by default. */
  readonly encoderDepth?: number;
  /** The channels that every stride is brought to, and that the decoder puts out; 256 by default. */
  readonly decoderSegmentationChannels?: number;
  /** How many times the logits are enlarged: what gives the picture's size back, 4, and nothing else. */
  readonly upsampling?: number;
}

/**
 * SegFormer's decoder: a dense layer brings the features of every stride to the same channels, all are enlarged to a
 * quarter of the picture, and a 1×1 convolution joins them. It was made for the `mit_b*` encoders and takes any.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `Segformer`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Xie et al., SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers, 2021
 *
 * @example
 * ```ts
 * import { segformer } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = segformer({ encoder: 'resnet18', encoderDepth: 3, decoderSegmentationChannels: 64 });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function segformer(options: SegformerOptions): layers.LayersModel {
  return buildNetwork(segformerArchitecture, options);
}

/** The stride that the features of all others are brought to. */
const decoderStride = 4;

/** smp's `Segformer`. */
export const segformerArchitecture: Architecture<SegformerOptions> = {
  name: 'segformer',
  smpName: 'Segformer',
  smpOptions: { decoderSegmentationChannels: 'decoder_segmentation_channels', upsampling: 'upsampling' },
  resolve: (options) => {
    const { encoder, encoderDepth = 5, decoderSegmentationChannels = 256, upsampling = decoderStride } = options;
    checkNumber('segformer', 'encoderDepth', encoderDepth, { min: 3, max: 5, integer: true });
    checkNumber('segformer', 'decoderSegmentationChannels', decoderSegmentationChannels, { min: 1, integer: true });
    checkUpsampling('segformer', upsampling, decoderStride);
    return {
      options: { encoder, encoderDepth, decoderSegmentationChannels, upsampling },
      encoderDepth,
      head: { kernelSize: 1, upsampling },
    };
  },
  decoder: (scope, encoder, { decoderSegmentationChannels: units }) => {
    const used = encoder.channels.slice(1).filter((channels) => channels > 0);
    const stages = [...used]
      .reverse()
      .map((inputChannels, i) => linear(scope.at('mlp_stage', i, 'linear'), { inputChannels, units }));
    const fuse = convNormRelu(scope.at('fuse_stage'), { inputChannels: used.length * units, filters: units });
    return {
      channels: units,
      decode: (features) => {
        const coarseFirst = features.slice(-used.length).reverse();
        const quarter = features[Math.log2(decoderStride)];
        const enlarged = coarseFirst.map((x, i) => resizeLike(scope, { method: 'bilinear' }, stages[i](x), quarter));
        return fuse(concatenateAll(scope, enlarged));
      },
    };
  },
};
