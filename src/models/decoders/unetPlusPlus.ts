import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber } from '../../core/options.js';
import { concatenateAll } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type Architecture, buildNetwork } from '../encoderDecoder.js';
import type { Encoder } from '../encoders/encoder.js';
import {
  centerBlock,
  type DecoderBlock,
  decoderBlock,
  type EncoderUnetOptions,
  resolveUnetOptions,
  unetSmpOptions,
} from '../unetDecoder.js';
import { checkSkips } from './checkDecoder.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link unetPlusPlus}: those of {@link unet} with an encoder. */
export interface UnetPlusPlusOptions extends EncoderUnetOptions {
  /** How often the encoder halves the picture, from 2 to 5; 5 by default. */
  readonly encoderDepth?: number;
}

/**
 * UNet++: a U-Net whose skip connections are dense. Between the features of a level and the decoder there lie further
 * blocks, each of which sees all that came before it on its level, and what lies below it, enlarged.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^encoderDepth, unless
 * `pad` is `auto`. Parameters are those of smp's `UnetPlusPlus`. It has no deep supervision, and wants features at every
 * stride: not the `mit_b*` encoders, which have none at stride 2.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Zhou et al., UNet++: A Nested U-Net Architecture for Medical Image Segmentation, 2018
 *
 * @example
 * ```ts
 * import { unetPlusPlus } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unetPlusPlus({ encoder: 'resnet18', encoderDepth: 3, decoderChannels: [64, 32, 16] });
 * console.log(model.outputs[0].shape); // [null, null, null, 1]
 * ```
 */
export function unetPlusPlus(options: UnetPlusPlusOptions): layers.LayersModel {
  return buildNetwork(unetPlusPlusArchitecture, options);
}

/** smp's `UnetPlusPlus`. */
export const unetPlusPlusArchitecture: Architecture<UnetPlusPlusOptions> = {
  name: 'unetPlusPlus',
  smpName: 'UnetPlusPlus',
  smpOptions: unetSmpOptions,
  resolve: (options) => {
    checkNumber('unetPlusPlus', 'encoderDepth', options.encoderDepth ?? 5, { min: 2, max: 5, integer: true });
    return resolveUnetOptions('unetPlusPlus', options);
  },
  decoder: (scope, encoder, options) => {
    checkSkips('unetPlusPlus', encoder);
    centerBlock(scope.at('center'), encoder, options); // smp declares it for VGGs, and does not use it
    const { nodes, last } = defineBlocks(scope, encoder, options);
    return {
      channels: options.decoderChannels[options.decoderChannels.length - 1],
      decode: (features) => {
        const coarseFirst = [...features].reverse();
        let outputs: readonly Tensor[] = [];
        for (const [level, blocks] of nodes.entries()) {
          outputs = applyLevel(scope, blocks, [...outputs, coarseFirst[level]], coarseFirst[level + 1]);
        }
        return last(outputs[0], coarseFirst[coarseFirst.length - 1]);
      },
    };
  },
};

/**
 * The blocks of a level: `blocks[i]` enlarges `below[i]` and puts it beside the outputs of the blocks after it and the
 * level's own features.
 */
function applyLevel(
  scope: Scope,
  blocks: readonly DecoderBlock[],
  below: readonly Tensor[],
  skip: Tensor,
): readonly Tensor[] {
  const outputs: Tensor[] = [];
  for (const [i, block] of [...blocks.entries()].reverse()) {
    outputs.unshift(block(below[i], concatenateAll(scope, [...outputs, skip])));
  }
  return outputs;
}

/** The blocks `x_<i>_<level>`, in smp's order: level by level, the coarsest first, and the one without a skip last. */
function defineBlocks(
  scope: Scope,
  encoder: Encoder,
  options: Required<UnetPlusPlusOptions>,
): { readonly nodes: readonly (readonly DecoderBlock[])[]; readonly last: DecoderBlock } {
  const { decoderChannels } = options;
  const coarseFirst = encoder.channels.slice(1).reverse();
  const inputs = [coarseFirst[0], ...decoderChannels];
  const define = (i: number, level: number, skipChannels: number): DecoderBlock =>
    decoderBlock(scope.at('blocks', `x_${i}_${level}`), options, {
      inputChannels: i === 0 ? inputs[level] : coarseFirst[level],
      skipChannels,
      filters: i === 0 ? decoderChannels[level] : coarseFirst[level + 1],
    });
  const finest = decoderChannels.length - 1;
  const nodes = decoderChannels
    .slice(0, finest)
    .map((_, level) =>
      Array.from({ length: level + 1 }, (_, i) => define(i, level, coarseFirst[level + 1] * (level + 1 - i))),
    );
  return { nodes, last: define(0, finest, 0) };
}
