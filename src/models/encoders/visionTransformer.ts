import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { attend } from '../../layers/modules/attention.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { linear } from '../../layers/modules/linear.js';
import { layerNorm } from '../../layers/modules/norms.js';
import { patchTokens, splitTokens } from '../../layers/modules/patchTokens.js';
import { residual } from '../../layers/modules/residual.js';
import { activate } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import type { EncoderFamily, EncoderOptions } from './encoder.js';

type Tensor = layers.SymbolicTensor;

/** How large a vision transformer is. */
type Size = readonly [channels: number, blocks: number, heads: number];

const sizes: Readonly<Record<string, Size>> = {
  tiny: [192, 12, 3],
  small: [384, 12, 6],
  base: [768, 12, 12],
  large: [1024, 24, 16],
};

const both = ['augreg_in21k', 'augreg_in21k_ft_in1k'];
const without21k = ['augreg_in1k', 'augreg_in21k_ft_in1k'];

/** The trainings that timm knows of each; a name without one has the same network as most of them. */
const trainings: Readonly<Record<string, readonly string[]>> = {
  vit_tiny_patch16_224: both,
  vit_tiny_patch16_384: ['augreg_in21k_ft_in1k'],
  vit_small_patch32_224: both,
  vit_small_patch32_384: ['augreg_in21k_ft_in1k'],
  vit_small_patch16_224: [...both, 'augreg_in1k'],
  vit_small_patch16_384: without21k,
  vit_base_patch32_224: [...both, 'augreg_in1k'],
  vit_base_patch32_384: without21k,
  vit_base_patch16_224: [...both, 'augreg_in1k', 'augreg2_in21k_ft_in1k'],
  vit_base_patch16_384: without21k,
  vit_base_patch8_224: [...both, 'augreg2_in21k_ft_in1k'],
  vit_large_patch16_224: both,
  vit_large_patch16_384: ['augreg_in21k_ft_in1k'],
};

const epsilon = 1e-6;

/**
 * The vision transformers of timm, as smp's `tu-vit_…`: all features have the size of the patches, and each a class token.
 *
 * @see Dosovitskiy et al., An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale, 2020
 */
export const visionTransformerFamily: EncoderFamily = {
  name: 'vision_transformer',
  names: Object.entries(trainings).flatMap(([name, tags]) => [`tu-${name}`, ...tags.map((tag) => `tu-${name}.${tag}`)]),
  preprocessing: () => ({ mean: 0.5, std: 0.5 }),
  features: 'patches',
  fixedStride: 'its features have the size of its patches.',
  define: (name, root, options) => {
    const { channels, blocks, heads, patch, side } = numbersOf(name);
    const taken = takenBlocks(name, blocks, options);
    const scope = root.at('model');
    const embed = patchTokens(scope, { channels, side, patch });
    const patches = conv2d(scope.at('patch_embed', 'proj'), {
      inputChannels: options.inputChannels,
      filters: channels,
      kernelSize: patch,
      strides: patch,
    });
    const steps = Array.from({ length: blocks }, (_, i) => transformerBlock(scope.at('blocks', i), channels, heads));
    // What comes after the last block is for a classification: never used, but in every file.
    layerNorm(scope.at('norm'), { channels, epsilon });
    linear(scope.at('head'), { inputChannels: channels, units: name.endsWith('in21k') ? 21843 : 1000 });

    const classTokens = new WeakMap<Tensor, Tensor>();
    return {
      name,
      channels: [options.inputChannels, ...taken.map(() => channels)],
      outputStride: patch,
      inputSize: side * patch,
      features: (x) => {
        let tokens = embed(patches(x));
        const all = steps.slice(0, Math.max(...taken) + 1).map((step) => {
          tokens = step(tokens);
          return tokens;
        });
        const pictures = taken.map((index) => {
          const { picture, classToken } = splitTokens(scope, all[index], side);
          classTokens.set(picture, classToken);
          return picture;
        });
        return [x, ...pictures];
      },
      classToken: (feature) => classTokens.get(feature) as Tensor,
    };
  },
};

interface Numbers {
  readonly channels: number;
  readonly blocks: number;
  readonly heads: number;
  /** The side of a patch in pixels. */
  readonly patch: number;
  /** How many patches there are in a row. */
  readonly side: number;
}

function numbersOf(name: string): Numbers {
  const [, size, patch, pixels] = /vit_([a-z]+)_patch(\d+)_(\d+)/.exec(name) as RegExpExecArray;
  const [channels, blocks, heads] = sizes[size];
  return { channels, blocks, heads, patch: Number(patch), side: Number(pixels) / Number(patch) };
}

/** The blocks whose outputs are features: those asked for, from the end where below 0, or evenly spread ones. */
function takenBlocks(name: string, blocks: number, { depth, outputBlocks }: EncoderOptions): readonly number[] {
  const where = `encoder "${name}"`;
  checkNumber(where, 'encoderDepth', depth, { min: 1, max: 4, integer: true });
  if (!outputBlocks) return Array.from({ length: depth }, (_, i) => Math.floor((blocks / depth) * (i + 1)) - 1);
  if (outputBlocks.length !== depth) {
    throw new OptionError(
      `${where}: encoderOutputBlocks has ${outputBlocks.length} numbers, and encoderDepth is ${depth}. Give ${depth} numbers.`,
      { option: 'encoderOutputBlocks', value: outputBlocks },
    );
  }
  for (const index of outputBlocks) {
    checkNumber(where, 'encoderOutputBlocks', index, { min: -blocks, max: blocks - 1, integer: true });
  }
  return outputBlocks.map((index) => (index < 0 ? blocks + index : index));
}

/** Attention and a perceptron, each normalized first and added to what was there. */
function transformerBlock(scope: Scope, channels: number, heads: number): Block {
  const norm = (name: string): Block => layerNorm(scope.at(name), { channels, epsilon });
  const attention = chain(norm('norm1'), selfAttention(scope.at('attn'), channels, heads));
  const perceptron = chain(
    norm('norm2'),
    linear(scope.at('mlp', 'fc1'), { inputChannels: channels, units: 4 * channels }),
    activate(scope.at('mlp'), 'gelu'),
    linear(scope.at('mlp', 'fc2'), { inputChannels: 4 * channels, units: channels }),
  );
  return chain(residual(scope, attention), residual(scope, perceptron));
}

function selfAttention(scope: Scope, channels: number, heads: number): Block {
  const all = linear(scope.at('qkv'), { inputChannels: channels, units: 3 * channels });
  const project = linear(scope.at('proj'), { inputChannels: channels, units: channels });
  return (x) => project(attend(scope, [all(x)], heads));
}
