import { OptionError } from '../../core/errors.js';
import { imagenetPreprocessing } from '../../core/preprocessing.js';
import { type Block, chain, identityBlock } from '../../layers/block.js';
import { attend } from '../../layers/modules/attention.js';
import { conv2d } from '../../layers/modules/conv2d.js';
import { linear } from '../../layers/modules/linear.js';
import { layerNorm } from '../../layers/modules/norms.js';
import { residual } from '../../layers/modules/residual.js';
import { activate, maxPool2d } from '../../layers/modules/stateless.js';
import type { Scope } from '../../layers/scope.js';
import { type EncoderFamily, stageScope } from './encoder.js';

/** What one Mix Transformer differs in from another: the channels of its stages, and their blocks. */
type Row = readonly [channels: readonly number[], blocks: readonly number[]];

const wide = [64, 128, 320, 512];

const rows: Readonly<Record<string, Row>> = {
  mit_b0: [
    [32, 64, 160, 256],
    [2, 2, 2, 2],
  ],
  mit_b1: [wide, [2, 2, 2, 2]],
  mit_b2: [wide, [3, 4, 6, 3]],
  mit_b3: [wide, [3, 4, 18, 3]],
  mit_b4: [wide, [3, 8, 27, 3]],
  mit_b5: [wide, [3, 6, 40, 3]],
};

/** What the stages of all have in common; keys and values are taken from a picture that is `reduction` times smaller. */
const stageNumbers = [
  { heads: 1, reduction: 8, patch: 7, strides: 4 },
  { heads: 2, reduction: 4, patch: 3, strides: 2 },
  { heads: 5, reduction: 2, patch: 3, strides: 2 },
  { heads: 8, reduction: 1, patch: 3, strides: 2 },
];

/** The share of pictures for which training leaves out the last block; earlier ones have less, the first has none. */
const dropRate = 0.1;

/**
 * The Mix Transformers of SegFormer. Their first stage already shrinks the picture to a quarter, so that the features at a half
 * have no channels, but a size.
 *
 * @see Xie et al., SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers, 2021
 */
export const mixTransformerFamily: EncoderFamily = {
  name: 'mix_transformer',
  names: Object.keys(rows),
  preprocessing: () => imagenetPreprocessing,
  define: (name, scope, options) => {
    checkDepth(name, options.depth);
    const [channels, blocks] = rows[name];
    const before = [options.inputChannels, ...channels];
    const stageAt = channels.map((_, i) => stageScope(scope, i + 2, options));
    const patches = channels.map((_, i) =>
      patchEmbedding(stageAt[i].at(`patch_embed${i + 1}`), before[i], before[i + 1], i),
    );
    const total = blocks.reduce((sum, count) => sum + count, 0);
    const stages = channels.map((filters, i) => {
      const done = blocks.slice(0, i).reduce((sum, count) => sum + count, 0);
      const layers = Array.from({ length: blocks[i] }, (_, k) =>
        transformerBlock(stageAt[i].at(`block${i + 1}`, k), {
          channels: filters,
          ...stageNumbers[i],
          dropRate: (dropRate * (done + k)) / (total - 1),
        }),
      );
      return chain(patches[i], ...layers, layerNorm(scope.at(`norm${i + 1}`), { channels: filters, epsilon: 1e-6 }));
    });
    return {
      name,
      channels: [options.inputChannels, 0, ...channels.slice(0, options.depth - 1)],
      outputStride: Math.min(options.outputStride, 2 ** options.depth),
      features: (x) => {
        const features = [x, maxPool2d(scope, 2, 2)(x)];
        let last = x;
        for (const stage of stages.slice(0, options.depth - 1)) {
          last = stage(last);
          features.push(last);
        }
        return features;
      },
    };
  },
};

function checkDepth(name: string, depth: number): void {
  if (depth > 1) return;
  throw new OptionError(
    `encoder "${name}" has no features at a half of the picture, so that encoderDepth ${depth} leaves nothing. Use 2 to 5.`,
    { option: 'encoderDepth', value: depth },
  );
}

/** A convolution that strides, with windows that overlap, and its normalization. */
function patchEmbedding(scope: Scope, inputChannels: number, filters: number, stage: number): Block {
  const { patch: kernelSize, strides } = stageNumbers[stage];
  const padding = Math.floor(kernelSize / 2);
  return chain(
    conv2d(scope.at('proj'), { inputChannels, filters, kernelSize, strides, padding }),
    layerNorm(scope.at('norm'), { channels: filters }),
  );
}

interface TransformerBlockOptions {
  readonly channels: number;
  readonly heads: number;
  readonly reduction: number;
  readonly dropRate: number;
}

/** Attention and a perceptron, each normalized first and added to what was there. Pictures stay pictures throughout. */
function transformerBlock(scope: Scope, options: TransformerBlockOptions): Block {
  const { channels, dropRate } = options;
  const norm = (name: string): Block => layerNorm(scope.at(name), { channels, epsilon: 1e-6 });
  const attention = chain(norm('norm1'), reducedAttention(scope.at('attn'), options));
  const perceptron = chain(norm('norm2'), convolvedPerceptron(scope.at('mlp'), channels));
  return chain(residual(scope, attention, dropRate), residual(scope, perceptron, dropRate));
}

/** Attention whose keys and values come from a picture that a convolution has made smaller. */
function reducedAttention(scope: Scope, { channels, heads, reduction }: TransformerBlockOptions): Block {
  const queries = linear(scope.at('q'), { inputChannels: channels, units: channels });
  const keysAndValues = linear(scope.at('kv'), { inputChannels: channels, units: 2 * channels });
  const project = linear(scope.at('proj'), { inputChannels: channels, units: channels });
  const window = { kernelSize: reduction, strides: reduction };
  const shrink =
    reduction === 1
      ? identityBlock
      : chain(
          conv2d(scope.at('sr'), { inputChannels: channels, filters: channels, ...window }),
          layerNorm(scope.at('norm'), { channels }),
        );
  return (x) => project(attend(scope, [queries(x), keysAndValues(shrink(x))], heads));
}

/** Two dense layers, with a depthwise convolution between them that tells places apart. */
function convolvedPerceptron(scope: Scope, channels: number): Block {
  const inner = 4 * channels;
  return chain(
    linear(scope.at('fc1'), { inputChannels: channels, units: inner }),
    conv2d(scope.at('dwconv', 'dwconv'), {
      inputChannels: inner,
      filters: inner,
      kernelSize: 3,
      padding: 1,
      groups: inner,
    }),
    activate(scope, 'gelu'),
    linear(scope.at('fc2'), { inputChannels: inner, units: channels }),
  );
}
