import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import {
  activate,
  addAll,
  globalAveragePool,
  maxPool2d,
  multiplyAll,
  resizeLike,
} from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type InterpolateMethod, interpolateMethods } from '../../ops/resizing/interpolate.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkSkips, checkUpsampling } from './checkDecoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link pan}. */
export interface PanOptions extends EncoderModelOptions {
  /** How often the encoder halves the picture, from 3 to 5; 5 by default. */
  readonly encoderDepth?: number;
  /** How many times smaller than the picture the encoder's last features may be at most: 16, the default, or 32. */
  readonly encoderOutputStride?: 16 | 32;
  /** The channels of every level; 32 by default. */
  readonly decoderChannels?: number;
  /** How a level is enlarged for the next; `bilinear`, with aligned corners, by default. */
  readonly decoderInterpolation?: InterpolateMethod;
  /** How many times the logits are enlarged: what gives the picture's size back, 4, and nothing else. */
  readonly upsampling?: number;
}

/**
 * Pyramid attention network: the encoder's last features, weighed by what is seen of them at a half, a quarter and an
 * eighth of their size, and on the way to a quarter of the picture added to finer ones, whose channels they weigh.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of the encoder's output
 * stride, and at least eight times that (128, or 256 at stride 32), as the last features are halved three times more;
 * with `pad: 'auto'` any size will do. Parameters are those of smp's `PAN`. Encoders that halve by pooling alone (VGG,
 * DenseNet, Inception, Xception) work at stride 32.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible or too small, also when the finished model is called.
 * @see Li et al., Pyramid Attention Network for Semantic Segmentation, 2018
 *
 * @example
 * ```ts
 * import { pan } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = pan({ encoder: 'resnet18', encoderDepth: 3, inputShape: [64, 96, 3] });
 * console.log(model.outputs[0].shape); // [null, 64, 96, 1]
 * ```
 */
export function pan(options: PanOptions): layers.LayersModel {
  return buildNetwork(panArchitecture, options);
}

/** The stride of the finest features that are used, and which those are. */
const finest = { stage: 2, stride: 4 };

/** smp's `PAN`. */
export const panArchitecture: Architecture<PanOptions> = {
  name: 'pan',
  smpName: 'PAN',
  smpOptions: {
    encoderOutputStride: 'encoder_output_stride',
    decoderChannels: 'decoder_channels',
    decoderInterpolation: 'decoder_interpolation',
    upsampling: 'upsampling',
  },
  resolve: (options) => {
    const { encoder, encoderDepth = 5, encoderOutputStride = 16, decoderChannels = 32 } = options;
    const { decoderInterpolation = 'bilinear', upsampling = finest.stride } = options;
    checkNumber('pan', 'encoderDepth', encoderDepth, { min: 3, max: 5, integer: true });
    checkOneOf('pan', 'encoderOutputStride', encoderOutputStride, [16, 32]);
    checkNumber('pan', 'decoderChannels', decoderChannels, { min: 1, integer: true });
    checkOneOf('pan', 'decoderInterpolation', decoderInterpolation, interpolateMethods);
    checkUpsampling('pan', upsampling, finest.stride);
    return {
      options: { encoder, encoderDepth, encoderOutputStride, decoderChannels, decoderInterpolation, upsampling },
      encoderDepth,
      encoderOutputStride,
      head: { kernelSize: 3, upsampling },
      minimum: 8 * Math.min(encoderOutputStride, 2 ** encoderDepth),
    };
  },
  decoder: (scope, encoder, { decoderChannels: filters, decoderInterpolation }) => {
    checkSkips('pan', encoder, finest.stage);
    const used = encoder.channels.slice(finest.stage);
    const attend = pyramidAttention(scope.at('fpa'), used[used.length - 1], filters);
    const levels = used
      .slice(0, -1)
      .map((_, level) => level)
      .reverse();
    const upsample = levels.map((level) =>
      attentionUpsample(scope.at(`gau${level + 1}`), used[level], filters, decoderInterpolation),
    );
    return {
      channels: filters,
      decode: (features) => {
        const start = attend(features[features.length - 1]);
        return upsample.reduce((x, block, i) => block(x, features[levels[i] + finest.stage]), start);
      },
    };
  },
};

/** smp's `ConvBnRelu`: parameters under `conv`, with a bias, and `bn`. */
function convolve(scope: Scope, inputChannels: number, filters: number, kernelSize: number): Block {
  const padding = Math.floor(kernelSize / 2);
  return chain(
    conv2d(scope.at('conv'), { inputChannels, filters, kernelSize, padding }),
    batchNorm2d(scope.at('bn'), { channels: filters }),
  );
}

const enlarge = (scope: Scope, x: Tensor, like: Tensor): Tensor =>
  resizeLike(scope, { method: 'bilinear', coordinates: 'alignCorners' }, x, like);

/** smp's `FPABlock`: features weighed by a map that is drawn from three coarser scales of them, plus their mean. */
function pyramidAttention(scope: Scope, inputChannels: number, filters: number): Block {
  const bend = activate(scope);
  const unit = (names: readonly (string | number)[], channels: number, out: number, kernelSize: number): Block =>
    chain(convolve(scope.at(...names), channels, out, kernelSize), bend);
  const halve = maxPool2d(scope, 2, 2);
  const mean = chain(globalAveragePool(scope), unit(['branch1', 1], inputChannels, filters, 1));
  const middle = unit(['mid', 0], inputChannels, filters, 1);
  const half = chain(halve, unit(['down1', 1], inputChannels, 1, 7));
  const quarter = chain(halve, unit(['down2', 1], 1, 1, 5));
  const eighth = chain(halve, unit(['down3', 1], 1, 1, 3), unit(['down3', 2], 1, 1, 3));
  const onQuarter = unit(['conv2'], 1, 1, 5);
  const onHalf = unit(['conv1'], 1, 1, 7);
  return (x) => {
    const halved = half(x);
    const quartered = quarter(halved);
    const atQuarter = addAll(scope, [onQuarter(quartered), enlarge(scope, eighth(quartered), quartered)]);
    const atHalf = addAll(scope, [enlarge(scope, atQuarter, halved), onHalf(halved)]);
    const weighed = multiplyAll(scope, [enlarge(scope, atHalf, x), middle(x)]);
    return addAll(scope, [weighed, enlarge(scope, mean(x), x)]);
  };
}

/** smp's `GAUBlock`: finer features, their channels weighed by the means of the coarser ones, plus these, enlarged. */
function attentionUpsample(
  scope: Scope,
  inputChannels: number,
  filters: number,
  method: InterpolateMethod,
): (x: Tensor, fine: Tensor) => Tensor {
  const weigh = chain(
    globalAveragePool(scope),
    convolve(scope.at('conv1', 1), filters, filters, 1),
    activate(scope, 'sigmoid'),
  );
  const refine = chain(convolve(scope.at('conv2'), inputChannels, filters, 3), activate(scope));
  const coordinates = method === 'bilinear' ? 'alignCorners' : 'halfPixel';
  return (x, fine) => {
    const larger = resizeLike(scope, { method, coordinates }, x, fine);
    return addAll(scope, [larger, multiplyAll(scope, [refine(fine), weigh(x)])]);
  };
}
