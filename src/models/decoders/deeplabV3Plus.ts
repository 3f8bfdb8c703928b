import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { asppModule } from '../../layers/modules/aspp.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { separableConvolution } from '../../layers/modules/separableConvolution.js';
import { activate, concatenateAll, resizeLike } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Architecture, buildNetwork } from '../encoderDecoder.js';
import { type AsppDecoderOptions, asppModuleOptions, asppSmpOptions, resolveAsppOptions } from './asppOptions.js';
import { checkSkips, checkUpsampling } from './checkDecoder.js';

/** Options of {@link deeplabV3Plus}. */
export interface DeeplabV3PlusOptions extends AsppDecoderOptions {
  /** How often the encoder halves the picture, from 3 to 5; 5 by default. */
  readonly encoderDepth?: number;
  /** How many times smaller than the picture the encoder's last features may be at most: 8 or 16, the default. */
  readonly encoderOutputStride?: 8 | 16;
  /** Whether the dilated convolutions are depthwise separable; true by default. */
  readonly decoderAsppSeparable?: boolean;
  /** How many times the logits are enlarged: what gives the picture's size back, 4, and nothing else. */
  readonly upsampling?: number;
}

/**
 * DeepLabV3+: what {@link deeplabV3} makes of the encoder's last features, enlarged and joined with those at a quarter of
 * the picture, which know where edges are. A good first choice where a U-Net is too large.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of the encoder's output
 * stride, unless `pad` is `auto`. Parameters are those of smp's `DeepLabV3Plus`. Encoders that halve by pooling alone (VGG,
 * DenseNet, Inception, Xception) cannot keep their size.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Chen et al., Encoder-Decoder with Atrous Separable Convolution for Semantic Image Segmentation, 2018
 *
 * @example
 * ```ts
 * import { deeplabV3Plus } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = deeplabV3Plus({ encoder: 'resnet18', encoderDepth: 3, decoderChannels: 32, pad: 'auto' });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function deeplabV3Plus(options: DeeplabV3PlusOptions): layers.LayersModel {
  return buildNetwork(deeplabV3PlusArchitecture, options);
}

/** Which features know where edges are, and how many times smaller than the picture they are. */
const edges = { stage: 2, stride: 4, filters: 48 };

/** smp's `DeepLabV3Plus`. */
export const deeplabV3PlusArchitecture: Architecture<DeeplabV3PlusOptions> = {
  name: 'deeplabV3Plus',
  smpName: 'DeepLabV3Plus',
  smpOptions: asppSmpOptions,
  resolve: (options) => {
    const { encoder, encoderDepth = 5, upsampling = edges.stride } = options;
    checkNumber('deeplabV3Plus', 'encoderDepth', encoderDepth, { min: 3, max: 5, integer: true });
    const own = resolveAsppOptions('deeplabV3Plus', options, { encoderOutputStride: 16, decoderAsppSeparable: true });
    checkUpsampling('deeplabV3Plus', upsampling, edges.stride);
    return {
      options: { encoder, encoderDepth, ...own, upsampling },
      encoderDepth,
      encoderOutputStride: own.encoderOutputStride,
      head: { kernelSize: 1, upsampling },
    };
  },
  decoder: (scope, encoder, options) => {
    checkSkips('deeplabV3Plus', encoder, edges.stage);
    const { decoderChannels: filters } = options;
    const inputChannels = encoder.channels[encoder.channels.length - 1];
    const aspp = chain(
      asppModule(scope.at('aspp', 0), asppModuleOptions(inputChannels, options)),
      separableConvolution(scope.at('aspp', 1), { inputChannels: filters, filters }),
      batchNorm2d(scope.at('aspp', 2), { channels: filters }),
      activate(scope.at('aspp')),
    );
    const fine = convNormRelu(scope.at('block1'), {
      inputChannels: encoder.channels[edges.stage],
      filters: edges.filters,
    });
    const join = joinBlock(scope.at('block2'), edges.filters + filters, filters);
    return {
      channels: filters,
      decode: (features) => {
        const detail = fine(features[edges.stage]);
        const coarse = aspp(features[features.length - 1]);
        const larger = resizeLike(scope, { method: 'bilinear', coordinates: 'alignCorners' }, coarse, detail);
        return join(concatenateAll(scope, [larger, detail]));
      },
    };
  },
};

function joinBlock(scope: Scope, inputChannels: number, filters: number): Block {
  return chain(
    separableConvolution(scope.at(0), { inputChannels, filters }),
    batchNorm2d(scope.at(1), { channels: filters }),
    activate(scope),
  );
}
