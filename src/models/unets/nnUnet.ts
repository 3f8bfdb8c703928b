import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { type Block, chain } from '../../layers/block.js';
import { convBlock } from '../../layers/convBlock.js';
import { upsampling } from '../../layers/upsampling.js';
import { halvingWeights } from '../../losses/deepSupervision.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from '../modelOptions.js';
import { segmentationHead } from '../segmentationHead.js';
import { assembleModel } from './assembleModel.js';
import {
  concatenate,
  decodeLevels,
  encodeLevels,
  type LevelOptions,
  type LevelPlace,
  type Levels,
  levelOptionNames,
  resolveLevels,
} from './levels.js';

/**
 * How the levels of {@link nnUnet}'s encoder are wired: convolutions one after the other (`plain`, nnU-Net's
 * `PlainConvUNet`), or residual blocks (`residual`, its `ResidualEncoderUNet`).
 */
export type NnUnetEncoder = 'plain' | 'residual';

/** Options of {@link nnUnet}. */
export interface NnUnetOptions extends ModelOptions, LevelOptions {
  /** `plain` by default. */
  readonly encoder?: NnUnetEncoder;
  /**
   * Convolutions of each level of a `plain` encoder, 2 by default; residual blocks of each level of a `residual` one, 1, 3,
   * 4, 6, 6, … by default. One number for all levels, or one a level: depth + 1.
   */
  readonly encoderBlocks?: number | readonly number[];
  /** Convolutions of each level of the decoder; 2 by default after a `plain` encoder, 1 after a `residual` one. */
  readonly decoderBlocks?: number;
  /**
   * Whether the model also puts out predictions at a half, a quarter, … of the size, for training; false by default.
   * `fit` supervises all, and `withoutAuxiliaryOutputs` takes them off.
   */
  readonly deepSupervision?: boolean;
}

/**
 * The networks of nnU-Net: levels of 3×3 convolutions, each with instance normalization and leaky ReLU, the first of a
 * level with stride 2; on the way up learned 2×2 transposed convolutions and concatenation; a 1×1 convolution to the
 * logits. Channels double from 32 and end at 512.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^depth, unless `pad` is
 * `auto`. With deep supervision there is an output for each level but the bottom and the coarsest of the decoder, which
 * nnU-Net counts 0: at 1, ½, ¼ … of the size, and in training each counts half as much as the one before, 1 together.
 *
 * nnU-Net's planner chooses the depth: halvings until the shorter edge would have fewer than 4 pixels, `depth: 7` for
 * 512×512. Its convolutions have biases, which the normalizations after them cancel; here they have none.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Isensee et al., nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation, 2021
 * @see Isensee et al., nnU-Net Revisited, 2024, for the residual encoder
 *
 * @example
 * ```ts
 * import { nnUnet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = nnUnet({ inputShape: [64, 64, 3], depth: 4, filters: 4, deepSupervision: true });
 * console.log(model.outputs.map(({ shape }) => shape[1])); // [ 64, 32, 16 ]
 * ```
 */
export function nnUnet(options: NnUnetOptions = {}): layers.LayersModel {
  const own = ['encoder', 'encoderBlocks', 'decoderBlocks', 'deepSupervision'];
  checkOptionNames('nnUnet', options, [...modelOptionNames, ...levelOptionNames, ...own]);
  const common = resolveModelOptions('nnUnet', options);
  const levels = resolveLevels('nnUnet', options, {
    depth: 5,
    filters: 32,
    mostFilters: 512,
    norm: 'instance',
    blockActivation: 'leakyRelu',
  });
  const { widths, divisor, block } = levels;
  const { encoder = 'plain', deepSupervision = false } = options;
  checkOneOf('nnUnet', 'encoder', encoder, ['plain', 'residual']);
  checkOneOf('nnUnet', 'deepSupervision', deepSupervision, [true, false]);
  const blocks = blocksOfLevels(options, encoder, levels);
  const decoderBlocks = options.decoderBlocks ?? (encoder === 'plain' ? 2 : 1);
  checkNumber('nnUnet', 'decoderBlocks', decoderBlocks, { min: 1, integer: true });
  const outputs = deepSupervision ? supervisedLevels(levels) : 1;

  const weights = deepSupervision ? halvingWeights(outputs) : undefined;
  return assembleModel({ architecture: 'nnUnet', options, common, divisor, deepSupervision: weights }, (x) => {
    const level = encoder === 'plain' ? plainLevel(levels, blocks) : residualLevel(levels, blocks);
    const features = encodeLevels(x, widths, level, { pooling: false });
    const decoded = decodeLevels(features, (below, skip, i) => {
      const filters = widths[i];
      const up = upsampling({ filters, upsampling: 'transpose', seed: block.seed, name: `up${i}_upconv` })(below);
      return convBlock({ ...block, filters, convolutions: decoderBlocks, name: `up${i}` })(
        concatenate([up, skip], `up${i}_concat`),
      );
    });
    const { classes } = common;
    return {
      predictions: decoded.slice(0, outputs).map((features, i) => ({
        logits: segmentationHead({ classes, seed: block.seed, name: i === 0 ? 'head' : `head${i}` })(features),
        scale: 2 ** i,
      })),
    };
  });
}

/** So many convolutions; the first takes the stride. */
function plainLevel({ block }: Levels, blocks: readonly number[]): (place: LevelPlace) => Block {
  return ({ index, ...place }) => convBlock({ ...block, ...place, convolutions: blocks[index] });
}

/** So many residual blocks, the first with the stride; before the first level a convolution, nnU-Net's stem. */
function residualLevel({ block }: Levels, blocks: readonly number[]): (place: LevelPlace) => Block {
  return ({ index, filters, strides, name }) => {
    const stem = convBlock({ ...block, filters, convolutions: 1, name: 'stem' });
    const units = Array.from({ length: blocks[index] }, (_, n) =>
      convBlock({ ...block, filters, block: 'residual', strides: n === 0 ? strides : 1, name: `${name}_block${n}` }),
    );
    return index === 0 ? chain(stem, ...units) : chain(...units);
  };
}

/** The number of convolutions or residual blocks of every level. */
function blocksOfLevels(
  { encoderBlocks }: NnUnetOptions,
  encoder: NnUnetEncoder,
  { depth }: Levels,
): readonly number[] {
  const usual = Array.from({ length: depth + 1 }, (_, i) => (encoder === 'plain' ? 2 : ([1, 3, 4][i] ?? 6)));
  const blocks = typeof encoderBlocks === 'number' ? usual.map(() => encoderBlocks) : (encoderBlocks ?? usual);
  for (const count of blocks) checkNumber('nnUnet', 'encoderBlocks', count, { min: 1, integer: true });
  if (blocks.length === depth + 1) return blocks;
  throw new OptionError(
    `nnUnet: encoderBlocks has ${blocks.length} numbers, but depth ${depth} has ${depth + 1} levels with the bottom. ` +
      `Give ${depth + 1} numbers, or one for all.`,
    { option: 'encoderBlocks', value: encoderBlocks },
  );
}

/** How many levels of the decoder put out a prediction. */
function supervisedLevels({ depth }: Levels): number {
  if (depth > 2) return depth - 1;
  throw new OptionError(
    `nnUnet: deepSupervision needs a depth of 3 at least, got ${depth}: the bottom and the coarsest level of the decoder put ` +
      `out nothing. Set depth to 3 or more.`,
    { option: 'deepSupervision', value: true },
  );
}
