import type * as layers from '@tensorflow/tfjs-layers';
import { chain } from '../../layers/block.js';
import { asppModule } from '../../layers/modules/aspp.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate } from '../../layers/modules/stateless.js';
import { type Architecture, buildNetwork } from '../encoderDecoder.js';
import { type AsppDecoderOptions, asppModuleOptions, asppSmpOptions, resolveAsppOptions } from './asppOptions.js';
import { checkUpsampling } from './checkDecoder.js';

/** Options of {@link deeplabV3}. */
export interface DeeplabV3Options extends AsppDecoderOptions {
  /** How many times smaller than the picture the encoder's last features may be at most: 8, the default, or 16. */
  readonly encoderOutputStride?: 8 | 16;
  /** Whether the dilated convolutions are depthwise separable; false by default. */
  readonly decoderAsppSeparable?: boolean;
  /** How many times the logits are enlarged: what gives the picture's size back, the encoder's stride, and nothing else. */
  readonly upsampling?: number;
}

/**
 * DeepLabV3: the encoder keeps the size of its last features and spreads its kernels instead (`encoderOutputStride`);
 * convolutions of several reaches, side by side with the mean of the whole picture, then say what is where.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of the encoder's output
 * stride, unless `pad` is `auto`. Parameters are those of smp's `DeepLabV3`. Encoders that halve by pooling alone (VGG,
 * DenseNet, Inception, Xception) cannot keep their size.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Chen et al., Rethinking Atrous Convolution for Semantic Image Segmentation, 2017
 *
 * @example
 * ```ts
 * import { deeplabV3 } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = deeplabV3({ encoder: 'resnet18', encoderDepth: 3, decoderChannels: 32, decoderAtrousRates: [2, 4, 6] });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function deeplabV3(options: DeeplabV3Options): layers.LayersModel {
  return buildNetwork(deeplabV3Architecture, options);
}

/** smp's `DeepLabV3`. */
export const deeplabV3Architecture: Architecture<DeeplabV3Options> = {
  name: 'deeplabV3',
  smpName: 'DeepLabV3',
  smpOptions: asppSmpOptions,
  resolve: (options) => {
    const { encoder, encoderDepth = 5 } = options;
    const own = resolveAsppOptions('deeplabV3', options, { encoderOutputStride: 8, decoderAsppSeparable: false });
    const { encoderOutputStride } = own;
    const stride = Math.min(encoderOutputStride, 2 ** encoderDepth);
    const { upsampling = stride } = options;
    checkUpsampling('deeplabV3', upsampling, stride);
    return {
      options: { encoder, encoderDepth, ...own, upsampling },
      encoderDepth,
      encoderOutputStride,
      head: { kernelSize: 1, upsampling },
    };
  },
  decoder: (scope, encoder, options) => {
    const { decoderChannels: filters } = options;
    const inputChannels = encoder.channels[encoder.channels.length - 1];
    const decode = chain(
      asppModule(scope.at('aspp'), asppModuleOptions(inputChannels, options)),
      conv2d(scope.at('conv'), { inputChannels: filters, filters, kernelSize: 3, padding: 1, bias: false }),
      batchNorm2d(scope.at('bn'), { channels: filters }),
      activate(scope),
    );
    return { channels: filters, decode: (features) => decode(features[features.length - 1]) };
  },
};
