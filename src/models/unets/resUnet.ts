import type * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { activation } from '../../layers/activation.js';
import { type Block, chain } from '../../layers/block.js';
import { convBlock } from '../../layers/convBlock.js';
import { convolution } from '../../layers/convolution.js';
import { normalization } from '../../layers/normalization.js';
import type { UpsampleMethod } from '../../ops/resizing/upsample.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from '../modelOptions.js';
import { segmentationHead } from '../segmentationHead.js';
import { assembleModel } from './assembleModel.js';
import {
  addAll,
  concatenate,
  decodeLevels,
  encodeLevels,
  enlarge,
  type LevelOptions,
  type LevelPlace,
  type Levels,
  levelOptionNames,
  resolveLevels,
} from './levels.js';

/** Options of {@link resUnet}. */
export interface ResUnetOptions extends ModelOptions, LevelOptions {
  /** How the decoder doubles height and width; `nearest` by default. */
  readonly interpolation?: UpsampleMethod;
}

/**
 * The deep residual U-Net, ResUNet: levels of two 3×3 convolutions, each after normalization and activation, with the
 * level's input added at the end; the first convolution of a level halves height and width. On the way up features are
 * doubled without weights and concatenated with the level's own.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^depth, unless `pad` is
 * `auto`. By default it is the published network, of depth 3 and 64 channels at first: 7.8 million weights in its 3×3
 * convolutions, and 0.4 million where a level's input has other channels than its output. For a U-Net of residual blocks
 * with activation after the sum, and max pooling, build `unet({ block: 'residual' })`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Zhang, Liu and Wang, Road Extraction by Deep Residual U-Net, 2018
 *
 * @example
 * ```ts
 * import { resUnet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = resUnet({ inputShape: [64, 64, 3], filters: 8 });
 * console.log(model.outputs[0].shape); // [null, 64, 64, 1]
 * ```
 */
export function resUnet(options: ResUnetOptions = {}): layers.LayersModel {
  checkOptionNames('resUnet', options, [...modelOptionNames, ...levelOptionNames, 'interpolation']);
  const common = resolveModelOptions('resUnet', options);
  const levels = resolveLevels('resUnet', options, { depth: 3, filters: 64 });
  const { interpolation: method = 'nearest' } = options;
  checkOneOf('resUnet', 'interpolation', method, ['nearest', 'bilinear']);
  const { widths, divisor } = levels;

  return assembleModel({ architecture: 'resUnet', options, common, divisor }, (x) => {
    const features = encodeLevels(x, widths, (place) => unit(levels, place), { pooling: false });
    const [decoded] = decodeLevels(features, (below, skip, index) => {
      const name = `up${index}`;
      const up = enlarge(below, { scale: 2, method, name: `${name}_resize` });
      const both = concatenate([skip, up], `${name}_concat`);
      return unit(levels, { filters: widths[index], strides: 1, name })(both);
    });
    return { predictions: [{ logits: segmentationHead({ classes: common.classes, seed: options.seed })(decoded) }] };
  });
}

/** A residual unit. The one that sees the picture begins with its convolution: there is nothing to normalize yet. */
function unit({ block }: Levels, { filters, strides, name }: Omit<LevelPlace, 'index'>): Block {
  if (name !== 'down0') return convBlock({ ...block, filters, strides, block: 'preActivation', name });
  const { norm, groups, seed } = block;
  const convolve = (part: string, kernelSize = 3): Block =>
    convolution({ filters, kernelSize, bias: norm === 'none', seed, name: `${name}_${part}` });
  const main = chain(
    convolve('conv0'),
    normalization({ norm, groups, name: `${name}_norm1` }),
    activation({ activation: block.activation, name: `${name}_activation1` }),
    convolve('conv1'),
  );
  return (x) => addAll([main(x), convolve('shortcut', 1)(x)], `${name}_add`);
}
