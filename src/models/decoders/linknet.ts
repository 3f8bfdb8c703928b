import type * as layers from '@tensorflow/tfjs-layers';
import { type Block, chain } from '../../layers/block.js';
import { convNormRelu } from '../../layers/modules/convNormRelu.js';
import { convTranspose2d } from '../../layers/modules/convTranspose2d.js';
import { normModule } from '../../layers/modules/norms.js';
import { activate, addAll } from '../../layers/modules/stateless.js';
import { checkNorm, type NormChoice } from '../../layers/normSettings.js';
import type { Scope } from '../../layers/scope.js';
import { type Architecture, buildNetwork, type EncoderModelOptions } from '../encoderDecoder.js';
import { checkSkips } from './checkDecoder.js';

/** Options of {@link linknet}. */
export interface LinknetOptions extends EncoderModelOptions {
  /** `batch` by default; with settings as `{ type: 'batch', epsilon: 1e-3 }`. Only without one (`none`) do the decoder's 1×1 convolutions have a bias. */
  readonly decoderNorm?: NormChoice;
}

/**
 * LinkNet: small and fast. Each level of the decoder narrows its features to a quarter, doubles them by a transposed
 * convolution, widens them again, and adds the encoder's.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `Linknet`. It wants features at every stride: not the `mit_b*`
 * encoders, which have none at stride 2.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Chaurasia and Culurciello, LinkNet: Exploiting Encoder Representations for Efficient Semantic Segmentation, 2017
 *
 * @example
 * ```ts
 * import { linknet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = linknet({ encoder: 'resnet18', encoderDepth: 3, inputShape: [64, 64, 3] });
 * console.log(model.outputs[0].shape); // [null, 64, 64, 1]
 * ```
 */
export function linknet(options: LinknetOptions): layers.LayersModel {
  return buildNetwork(linknetArchitecture, options);
}

/** What the last level puts out. */
const lastChannels = 32;

/** smp's `Linknet`. */
export const linknetArchitecture: Architecture<LinknetOptions> = {
  name: 'linknet',
  smpName: 'Linknet',
  smpOptions: { decoderNorm: 'decoder_use_norm' },
  resolve: ({ encoder, encoderDepth = 5, decoderNorm = 'batch' }) => {
    checkNorm('linknet', 'decoderNorm', decoderNorm);
    return {
      options: { encoder, encoderDepth, decoderNorm },
      encoderDepth,
      head: { kernelSize: 1, upsampling: 1 },
    };
  },
  decoder: (scope, encoder, { decoderNorm }) => {
    checkSkips('linknet', encoder);
    const channels = [...encoder.channels.slice(1).reverse(), lastChannels];
    const blocks = channels
      .slice(1)
      .map((filters, i) => doublingBlock(scope.at('blocks', i, 'block'), channels[i], filters, decoderNorm));
    return {
      channels: lastChannels,
      decode: (features) => {
        const coarseFirst = features.slice(1).reverse();
        return blocks.reduce((x, block, i) => {
          const larger = block(x);
          return i + 1 < coarseFirst.length ? addAll(scope, [larger, coarseFirst[i + 1]]) : larger;
        }, coarseFirst[0]);
      },
    };
  },
};

/** 1×1 convolution to a quarter of the channels, 4×4 transposed convolution of stride 2, and 1×1 convolution. */
function doublingBlock(scope: Scope, inputChannels: number, filters: number, norm: NormChoice): Block {
  const inner = Math.floor(inputChannels / 4);
  return chain(
    convNormRelu(scope.at(0), { inputChannels, filters: inner, norm }),
    convTranspose2d(scope.at(1, 0), { inputChannels: inner, filters: inner, kernelSize: 4, strides: 2, padding: 1 }),
    normModule(scope.at(1, 1), norm, { channels: inner }),
    activate(scope.at(1)),
    convNormRelu(scope.at(2), { inputChannels: inner, filters, norm }),
  );
}
