import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { chain, layerBlock } from '../../layers/block.js';
import { SegPresenceGate } from '../../layers/classes/segPresenceGate.js';
import { convBlock } from '../../layers/convBlock.js';
import { convolution } from '../../layers/convolution.js';
import { spatialDropout } from '../../layers/spatialDropout.js';
import {
  type ModelOptions,
  modelOptionNames,
  type ResolvedModelOptions,
  resolveModelOptions,
} from '../modelOptions.js';
import { segmentationHead } from '../segmentationHead.js';
import { assembleModel } from './assembleModel.js';
import {
  concatenate,
  decodeLevels,
  encodeLevels,
  enlarge,
  type LevelOptions,
  type Levels,
  levelOptionNames,
  maxPool,
  resolveLevels,
} from './levels.js';

type Tensor = layers.SymbolicTensor;

/** Options of {@link unet3Plus}. */
export interface Unet3PlusOptions extends ModelOptions, LevelOptions {
  /** The channels that each level of the decoder takes from every other level; as many as the first level has, by default. */
  readonly skipFilters?: number;
  /**
   * Whether the model also puts out a prediction of every coarser level, enlarged to full size, for training; false by
   * default. `fit` supervises all alike, and `withoutAuxiliaryOutputs` takes them off.
   */
  readonly deepSupervision?: boolean;
  /**
   * Whether the model also decides which classes are in the picture at all, and takes the others out of its prediction;
   * false by default. The decisions are its last output, `[N,classes]` logits, which `fit` learns from the masks.
   */
  readonly classificationGuided?: boolean;
}

/**
 * A U-Net with full-scale skips, UNet 3+: each level of the decoder sees the features of every level, those above it
 * through max pooling and those below it enlarged bilinearly, each through a 3×3 convolution to the same few channels.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^depth, unless `pad` is
 * `auto`. By default it is the published network, of depth 4 and 64 channels at first, with 27.0 million parameters.
 *
 * The classification-guided module decides by what max pooling over the bottom gives. Where it decides against a class,
 * its logit is at most −20 everywhere; in training logits pass as they are (the authors multiply by the decision).
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Huang et al., UNet 3+: A Full-Scale Connected UNet for Medical Image Segmentation, 2020
 *
 * @example
 * ```ts
 * import { unet3Plus } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet3Plus({ inputShape: [32, 32, 3], depth: 2, filters: 4, deepSupervision: true });
 * console.log(model.outputs.map(({ shape }) => shape[1])); // [ 32, 32, 32 ]
 * ```
 */
export function unet3Plus(options: Unet3PlusOptions = {}): layers.LayersModel {
  const own = ['skipFilters', 'deepSupervision', 'classificationGuided'];
  checkOptionNames('unet3Plus', options, [...modelOptionNames, ...levelOptionNames, ...own]);
  const common = resolveModelOptions('unet3Plus', options);
  const levels = resolveLevels('unet3Plus', options, { depth: 4, filters: 64 });
  const { widths, divisor, block } = levels;
  const { skipFilters = widths[0], deepSupervision = false, classificationGuided = false } = options;
  checkNumber('unet3Plus', 'skipFilters', skipFilters, { min: 1, integer: true });
  checkOneOf('unet3Plus', 'deepSupervision', deepSupervision, [true, false]);
  checkOneOf('unet3Plus', 'classificationGuided', classificationGuided, [true, false]);

  const parts = {
    architecture: 'unet3Plus',
    options,
    common,
    divisor,
    deepSupervision: deepSupervision ? widths.map(() => 1) : undefined,
    classification: classificationGuided ? ('presence' as const) : undefined,
  };
  return assembleModel(parts, (x) => {
    const features = encodeLevels(x, widths, ({ filters, name }) => convBlock({ ...block, filters, name }));
    const decoded = decodeLevels(features, (_, __, level, below) =>
      gatherLevels(levels, skipFilters, level, [...features.slice(0, level + 1), ...below]),
    );
    const supervised = deepSupervision ? decoded : decoded.slice(0, 1);
    const logits = supervised.map((features, level) => fullSizeLogits(features, level, common, options.seed));
    if (!classificationGuided) return { predictions: logits.map((each) => ({ logits: each })) };
    const scores = presence(features[features.length - 1], common, options.seed);
    return { predictions: logits.map((each, i) => ({ logits: gate(each, scores, common, i) })), scores };
  });
}

/** One level of the decoder, from the features of all levels, each at its own size. */
function gatherLevels({ block }: Levels, skipFilters: number, level: number, features: readonly Tensor[]): Tensor {
  const branches = features.map((from, other) => {
    const name = `up${level}_from${other}`;
    const scale = 2 ** Math.abs(other - level);
    const same = other < level ? maxPool(from, scale, `${name}_pool`) : from;
    const sized = other > level ? enlarge(same, { scale, method: 'bilinear', name: `${name}_resize` }) : same;
    return convBlock({ ...block, filters: skipFilters, convolutions: 1, dropout: 0, name })(sized);
  });
  const all = concatenate(branches, `up${level}_concat`);
  return convBlock({ ...block, filters: skipFilters * features.length, convolutions: 1, name: `up${level}` })(all);
}

function fullSizeLogits(
  features: Tensor,
  level: number,
  { classes }: ResolvedModelOptions,
  seed: number | undefined,
): Tensor {
  const name = level === 0 ? 'head' : `head${level}`;
  const logits = segmentationHead({ classes, kernelSize: 3, seed, name })(features);
  return level === 0 ? logits : enlarge(logits, { scale: 2 ** level, method: 'bilinear', name: `${name}_resize` });
}

/** A logit for each class whether it is in the picture, `[N,classes]`. */
function presence(bottom: Tensor, { classes }: ResolvedModelOptions, seed: number | undefined): Tensor {
  return chain(
    spatialDropout({ rate: 0.5, seed, name: 'presence_dropout' }),
    convolution({ filters: classes, kernelSize: 1, initializer: 'glorot', seed, name: 'presence' }),
    layerBlock(() => layers.layers.globalMaxPooling2d({ name: 'presence_pool' })),
  )(bottom);
}

function gate(logits: Tensor, scores: Tensor, { task }: ResolvedModelOptions, index: number): Tensor {
  const name = index === 0 ? 'gate' : `gate${index}`;
  // The background of a multiclass task is always there: without it there would be nothing left to be.
  return new SegPresenceGate({ firstChannel: task === 'multiclass' ? 1 : 0, name }).apply([logits, scores]) as Tensor;
}
