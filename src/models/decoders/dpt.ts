import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { convTranspose2d } from '../../layers/modules/convTranspose2d.js';
import { dropout } from '../../layers/modules/dropouts.js';
import { linear } from '../../layers/modules/linear.js';
import { batchNorm2d } from '../../layers/modules/norms.js';
import { activate, addAll, concatenateAll, resizeLike } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import type { Encoder } from '../encoders/encoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link dpt}. */
export interface DptOptions extends EncoderModelOptions {
  /** A vision transformer, for instance `tu-vit_base_patch16_224.augreg_in21k`. */
  readonly encoder: string;
  /** How many of the transformer's blocks give features, from 1 to 4; 4 by default. */
  readonly encoderDepth?: number;
  /** Which blocks these are, counted from 0, or from the end where below 0; evenly spread ones (`even`) by default. */
  readonly encoderOutputBlocks?: 'even' | readonly number[];
  /**
   * What becomes of the class token: put beside each place and joined by a dense layer (`concatenate`, the default), added
   * to each place (`add`), or left out (`ignore`).
   */
  readonly decoderReadout?: 'concatenate' | 'add' | 'ignore';
  /** The channels of the features of each block, the first block first; `[256, 512, 1024, 1024]` by default. */
  readonly decoderIntermediateChannels?: readonly number[];
  /** The channels in which they are fused; 256 by default. */
  readonly decoderFusionChannels?: number;
}

/**
 * Dense prediction transformer: the tokens of several blocks of a vision transformer, made into pictures at a quarter to a
 * thirty-second of the size, and fused from coarse to fine.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. The transformer knows each place of a picture by a parameter, so
 * height and width are those that are in its name, unless `pad` is `auto`, which takes smaller pictures too. Parameters
 * are those of smp's `DPT`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for another height or width, also when the finished model is called.
 * @see Ranftl et al., Vision Transformers for Dense Prediction, 2021
 *
 * @example
 * ```ts
 * import { dpt } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = dpt({
 *   encoder: 'tu-vit_tiny_patch16_224',
 *   encoderDepth: 2,
 *   inputShape: [224, 224, 3],
 *   decoderIntermediateChannels: [16, 32],
 *   decoderFusionChannels: 16,
 * });
 * console.log(model.outputs[0].shape); // [null, 224, 224, 1]
 * ```
 */
export function dpt(options: DptOptions): layers.LayersModel {
  return buildNetwork(dptArchitecture, options);
}

/** smp's `DPT`. */
export const dptArchitecture: Architecture<DptOptions> = {
  name: 'dpt',
  smpName: 'DPT',
  smpOptions: {
    encoderOutputBlocks: 'encoder_output_indices',
    decoderReadout: 'decoder_readout',
    decoderIntermediateChannels: 'decoder_intermediate_channels',
    decoderFusionChannels: 'decoder_fusion_channels',
  },
  encoderFeatures: 'patches',
  resolve: (options) => {
    const { encoder, encoderDepth = 4, encoderOutputBlocks = 'even', decoderReadout = 'concatenate' } = options;
    const { decoderIntermediateChannels = [256, 512, 1024, 1024].slice(0, encoderDepth) } = options;
    const { decoderFusionChannels = 256 } = options;
    checkNumber('dpt', 'encoderDepth', encoderDepth, { min: 1, max: 4, integer: true });
    checkOneOf('dpt', 'decoderReadout', decoderReadout, ['concatenate', 'add', 'ignore']);
    checkIntermediateChannels(decoderIntermediateChannels, encoderDepth);
    checkNumber('dpt', 'decoderFusionChannels', decoderFusionChannels, { min: 1, integer: true });
    return {
      options: {
        encoder,
        encoderDepth,
        encoderOutputBlocks,
        decoderReadout,
        decoderIntermediateChannels,
        decoderFusionChannels,
      },
      encoderDepth,
      ...(encoderOutputBlocks !== 'even' && { encoderOutputBlocks }),
      head: defineHead,
    };
  },
  decoder: (scope, encoder, options) => {
    const { decoderIntermediateChannels, decoderFusionChannels: filters } = options;
    const channels = encoder.channels.slice(1);
    const read = channels.map((count, i) => readout(scope.at('projection_blocks', i), encoder, options, count));
    const reassemble = channels.map((inputChannels, i) =>
      reassembleBlock(scope.at('reassemble_blocks', i), {
        inputChannels,
        inner: decoderIntermediateChannels[i],
        filters,
        scale: encoder.outputStride / 2 ** (i + 2),
      }),
    );
    const fuse = channels.map((_, i) => fusionBlock(scope.at('fusion_blocks', i), filters));
    return {
      channels: filters,
      decode: ([, ...features]) => {
        const [coarsest, ...finer] = features.map((x, i) => reassemble[i](read[i](x))).reverse();
        return finer.reduce((fused, x, i) => fuse[i + 1](x, fused), fuse[0](coarsest));
      },
    };
  },
};

function checkIntermediateChannels(channels: readonly number[], depth: number): void {
  for (const each of channels) checkNumber('dpt', 'decoderIntermediateChannels', each, { min: 1, integer: true });
  if (channels.length === depth) return;
  throw new OptionError(
    `dpt: decoderIntermediateChannels has ${channels.length} numbers, but encoderDepth ${depth} has ${depth} features. ` +
      `Give ${depth} numbers.`,
    { option: 'decoderIntermediateChannels', value: channels },
  );
}

/** What every place is told of the class token. */
function readout(scope: Scope, encoder: Encoder, { decoderReadout }: Required<DptOptions>, channels: number): Block {
  if (decoderReadout === 'ignore') return identityBlock;
  const token = (x: Tensor): Tensor => {
    if (!encoder.classToken) throw new Error(`dpt: encoder "${encoder.name}" has no class token`);
    return resizeLike(scope, { method: 'nearest' }, encoder.classToken(x), x);
  };
  if (decoderReadout === 'add') return (x) => addAll(scope, [x, token(x)]);
  const join = chain(
    linear(scope.at('project', 0), { inputChannels: 2 * channels, units: channels }),
    activate(scope, 'gelu'),
  );
  return (x) => join(concatenateAll(scope, [x, token(x)]));
}

interface Reassembling {
  readonly inputChannels: number;
  readonly inner: number;
  readonly filters: number;
  /** How many times larger the features become; a fraction makes them smaller. */
  readonly scale: number;
}

function reassembleBlock(scope: Scope, { inputChannels, inner, filters, scale }: Reassembling): Block {
  return chain(
    conv2d(scope.at('project_to_out_channel'), { inputChannels, filters: inner }),
    rescale(scope.at('upsample'), inner, scale),
    conv2d(scope.at('project_to_feature_dim'), {
      inputChannels: inner,
      filters,
      kernelSize: 3,
      padding: 1,
      bias: false,
    }),
  );
}

function rescale(scope: Scope, channels: number, scale: number): Block {
  const both = { inputChannels: channels, filters: channels };
  if (scale === 1) return identityBlock;
  if (scale > 1) return convTranspose2d(scope, { ...both, kernelSize: scale, strides: scale });
  return conv2d(scope, { ...both, kernelSize: 3, strides: 1 / scale, padding: 1 });
}

/** Features, what was fused so far added to them, doubled. */
function fusionBlock(scope: Scope, channels: number): (x: Tensor, fused?: Tensor) => Tensor {
  const refineOwn = residualBlock(scope.at('residual_conv_block1'), channels);
  const refineAll = residualBlock(scope.at('residual_conv_block2'), channels);
  const project = conv2d(scope.at('project'), { inputChannels: channels, filters: channels });
  const double = { method: 'bilinear', coordinates: 'alignCorners', scale: 2 } as const;
  return (x, fused) => {
    const own = refineOwn(x);
    const all = fused ? addAll(scope, [own, fused]) : own;
    return project(resizeLike(scope, double, refineAll(all)));
  };
}

function residualBlock(scope: Scope, channels: number): Block {
  const step = (index: number): Block =>
    chain(
      activate(scope),
      conv2d(scope.at(`conv_${index}`), {
        inputChannels: channels,
        filters: channels,
        kernelSize: 3,
        padding: 1,
        bias: false,
      }),
      batchNorm2d(scope.at(`batch_norm_${index}`), { channels }),
    );
  const main = chain(step(1), step(2));
  return (x) => addAll(scope, [main(x), x]);
}

/** A 3×3 convolution, dropout, a convolution to one logit a class, and a doubling. */
function defineHead(
  scope: Scope,
  { inputChannels, classes }: { readonly inputChannels: number; readonly classes: number },
): Block {
  const at = (index: number): Scope => scope.at('head', index);
  const logits = chain(
    conv2d(at(0), { inputChannels, filters: inputChannels, kernelSize: 3, padding: 1, bias: false }),
    batchNorm2d(at(1), { channels: inputChannels }),
    activate(scope),
    dropout(scope, 0.1),
    conv2d(at(4), { inputChannels, filters: classes, initializer: 'glorot' }),
  );
  return (x) => resizeLike(scope, { method: 'bilinear', coordinates: 'alignCorners', scale: 2 }, logits(x));
}
