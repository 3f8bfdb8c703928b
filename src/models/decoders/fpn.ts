import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { dropout2d } from '../../layers/modules/dropouts.js';
import { addAll, concatenateAll, resizeLike } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type InterpolateMethod, interpolateMethods } from '../../ops/resizing/interpolate.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkSkips, checkUpsampling } from './checkDecoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link fpn}. */
export interface FpnOptions extends EncoderModelOptions {
  /** How often the encoder halves the picture, from 3 to 5; 5 by default. The last four features make the pyramid. */
  readonly encoderDepth?: number;
  /** The channels of the levels of the pyramid; 256 by default. */
  readonly decoderPyramidChannels?: number;
  /** The channels that each level is brought to, a multiple of 32; 128 by default. */
  readonly decoderSegmentationChannels?: number;
  /** How the levels are put together: summed (`add`, the default) or side by side (`concatenate`). */
  readonly decoderMerge?: 'add' | 'concatenate';
  /** The share of channels dropped in training, from 0 to 0.99; 0.2 by default. */
  readonly decoderDropout?: number;
  /** How a level of the pyramid is enlarged for the next; `nearest` by default. */
  readonly decoderInterpolation?: InterpolateMethod;
  /** How many times the logits are enlarged: what gives the picture's size back, 2^(encoderDepth − 3), and nothing else. */
  readonly upsampling?: number;
}

/**
 * Feature pyramid network: features of the last four strides, each brought to the same channels and added to the coarser
 * ones, enlarged; then every level goes through convolutions up to the finest, and all are put together.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `FPN`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Kirillov et al., Panoptic Feature Pyramid Networks, 2019
 *
 * @example
 * ```ts
 * import { fpn } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = fpn({ encoder: 'resnet18', encoderDepth: 4, decoderPyramidChannels: 64, decoderSegmentationChannels: 32 });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function fpn(options: FpnOptions): layers.LayersModel {
  return buildNetwork(fpnArchitecture, options);
}

const normGroups = 32;

/** smp's `FPN`. */
export const fpnArchitecture: Architecture<FpnOptions> = {
  name: 'fpn',
  smpName: 'FPN',
  smpOptions: {
    decoderPyramidChannels: 'decoder_pyramid_channels',
    decoderSegmentationChannels: 'decoder_segmentation_channels',
    decoderMerge: 'decoder_merge_policy',
    decoderDropout: 'decoder_dropout',
    decoderInterpolation: 'decoder_interpolation',
    upsampling: 'upsampling',
  },
  resolve: (options) => {
    const { encoder, encoderDepth = 5, decoderPyramidChannels = 256, decoderSegmentationChannels = 128 } = options;
    const { decoderMerge = 'add', decoderDropout = 0.2, decoderInterpolation = 'nearest' } = options;
    const stride = 2 ** (encoderDepth - 3);
    const { upsampling = stride } = options;
    checkNumber('fpn', 'encoderDepth', encoderDepth, { min: 3, max: 5, integer: true });
    checkNumber('fpn', 'decoderPyramidChannels', decoderPyramidChannels, { min: 1, integer: true });
    checkSegmentationChannels(decoderSegmentationChannels);
    checkOneOf('fpn', 'decoderMerge', decoderMerge, ['add', 'concatenate']);
    checkNumber('fpn', 'decoderDropout', decoderDropout, { min: 0, max: 0.99 });
    checkOneOf('fpn', 'decoderInterpolation', decoderInterpolation, interpolateMethods);
    checkUpsampling('fpn', upsampling, stride);
    return {
      options: {
        encoder,
        encoderDepth,
        decoderPyramidChannels,
        decoderSegmentationChannels,
        decoderMerge,
        decoderDropout,
        decoderInterpolation,
        upsampling,
      },
      encoderDepth,
      head: { kernelSize: 1, upsampling },
    };
  },
  decoder: (scope, encoder, options) => {
    const { decoderSegmentationChannels: filters, decoderMerge } = options;
    const used = encoder.channels.slice(-4).reverse();
    checkSkips('fpn', encoder, encoder.channels.length - used.length);
    const pyramid = definePyramid(scope, used, options);
    const segment = used.map((_, level) => segmentationBlock(scope.at('seg_blocks', level), options, 3 - level));
    const drop = dropout2d(scope, options.decoderDropout);
    const merge = decoderMerge === 'add' ? addAll : concatenateAll;
    return {
      channels: decoderMerge === 'add' ? filters : filters * used.length,
      decode: (features) => {
        const levels = pyramid(features.slice(-4).reverse());
        return drop(
          merge(
            scope,
            levels.map((x, level) => segment[level](x)),
          ),
        );
      },
    };
  },
};

function checkSegmentationChannels(channels: number): void {
  checkNumber('fpn', 'decoderSegmentationChannels', channels, { min: 1, integer: true });
  if (channels % normGroups === 0) return;
  const nearest = Math.ceil(channels / normGroups) * normGroups;
  throw new OptionError(
    `fpn: decoderSegmentationChannels is ${channels}, but they are normalized in ${normGroups} groups. ` +
      `Use a multiple of ${normGroups}, for instance ${nearest}.`,
    { option: 'decoderSegmentationChannels', value: channels },
  );
}

/** The levels `p5` … `p2`, the coarsest first: 1×1 convolutions, and each level but the first plus the one before it. */
function definePyramid(
  scope: Scope,
  channels: readonly number[],
  { decoderPyramidChannels: filters, decoderInterpolation: method }: Required<FpnOptions>,
): (features: readonly Tensor[]) => readonly Tensor[] {
  const lateral = channels.map((inputChannels, level) => {
    const place = scope.at(`p${5 - level}`);
    return conv2d(level === 0 ? place : place.at('skip_conv'), { inputChannels, filters });
  });
  return (features) => {
    const levels: Tensor[] = [];
    for (const [level, x] of features.entries()) {
      const own = lateral[level](x);
      const before = levels[level - 1];
      levels.push(before ? addAll(scope, [resizeLike(scope, { method }, before, own), own]) : own);
    }
    return levels;
  };
}

/** Convolutions with group normalization, of which the first `doublings` are each followed by a doubling; at least one. */
function segmentationBlock(scope: Scope, options: Required<FpnOptions>, doublings: number): Block {
  const { decoderPyramidChannels, decoderSegmentationChannels: filters } = options;
  const steps = Array.from({ length: Math.max(doublings, 1) }, (_, i) => {
    const inputChannels = i === 0 ? decoderPyramidChannels : filters;
    const at = scope.at('block', i, 'block');
    return convNormRelu(at, {
      inputChannels,
      filters,
      kernelSize: 3,
      padding: 1,
      norm: 'group',
      groupNormGroups: normGroups,
    });
  });
  if (doublings === 0) return steps[0];
  const double: Block = (x) => resizeLike(scope, { method: 'bilinear', coordinates: 'alignCorners', scale: 2 }, x);
  return chain(...steps.flatMap((step) => [step, double]));
}
