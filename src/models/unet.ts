import * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type ActivationName, activationNames } from '../layers/activation.js';
import type { Block } from '../layers/block.js';
import { type BlockName, blockNames, convBlock } from '../layers/convBlock.js';
import { type NormName, normNames } from '../layers/normalization.js';
import { type UpsamplingName, upsampling, upsamplingNames } from '../layers/upsampling.js';
import { checkGroups } from '../ops/groupNorm.js';
import { buildNetwork } from './encoderDecoder.js';
import { setMetadata } from './metadata.js';
import { modelInput } from './modelInput.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from './modelOptions.js';
import { segmentationHead } from './segmentationHead.js';
import { type EncoderUnetOptions, unetArchitecture } from './unetDecoder.js';

/** Options of {@link unet}. */
export interface UnetOptions extends ModelOptions {
  /** How often the picture is halved: from 1 to 10; 4 by default, or what `filters` gives. */
  readonly depth?: number;
  /** The channels of the first level, which double at each one below (32 by default), or one number a level: depth + 1. */
  readonly filters?: number | readonly number[];
  /** How a level is wired; `plain` by default. */
  readonly block?: BlockName;
  /** `batch` by default. Only without one (`none`) do the convolutions have a bias. */
  readonly norm?: NormName;
  /** The number of groups of norm `group`, which must divide the filters of every level; 8 by default. */
  readonly groups?: number;
  /** What the blocks bend their values with; `relu` by default. */
  readonly blockActivation?: ActivationName;
  /** How the decoder doubles height and width; `nearest` by default. */
  readonly upsampling?: UpsamplingName;
  /** The share of channels dropped in training between the two convolutions of a level; 0 by default. */
  readonly dropout?: number;
}

/**
 * A U-Net: levels of two 3×3 convolutions with 2×2 max pooling between them on the way down, doubling and concatenation
 * with the level's own features on the way up, and a 1×1 convolution to one logit a class.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^depth, unless `pad`
 * is `auto`.
 *
 * With `encoder`, the way down is one of the networks of `listEncoders()`, and the whole is smp's `Unet`, weight for
 * weight; it takes pictures of any size.
 *
 * With `{ inputShape: [512, 512, 3], depth: 4, filters: 64, norm: 'none' }` it is the network of the Carvana challenge,
 * with 31,031,745 parameters.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Ronneberger, Fischer and Brox, U-Net, 2015
 *
 * @example
 * ```ts
 * import { unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [128, 128, 3], depth: 3, filters: 8 });
 * console.log(model.outputs[0].shape); // [null, 128, 128, 1]
 * ```
 */
export function unet(options: UnetOptions | EncoderUnetOptions = {}): layers.LayersModel {
  return 'encoder' in options ? buildNetwork(unetArchitecture, options) : plainUnet(options);
}

function plainUnet(options: UnetOptions): layers.LayersModel {
  checkOptionNames('unet', options, [...modelOptionNames, ...unetOptionNames]);
  const { inputShape, task, classes, labels, activation, pad, preprocessing } = resolveModelOptions('unet', options);
  const { seed, name = 'unet' } = options;
  const widths = levelWidths(options);
  checkBlockOptions(options, widths);
  const depth = widths.length - 1;
  const divisor = 2 ** depth;

  const { input, x, crop } = modelInput({ architecture: 'unet', inputShape, divisor, pad });
  const features = decode(options, widths, encode(options, widths, x));
  const output = segmentationHead({ classes, activation, finish: crop, seed })(features);

  const model = layers.model({ inputs: input, outputs: output, name });
  setMetadata(model, {
    architecture: 'unet',
    task,
    classes,
    labels,
    activation,
    divisor,
    preprocessing,
    inputShape,
    pad,
  });
  return model;
}

const unetOptionNames = [
  'depth',
  'filters',
  'block',
  'norm',
  'groups',
  'blockActivation',
  'upsampling',
  'dropout',
] as const;

/** The features of every level, the largest first. */
function encode(options: UnetOptions, widths: readonly number[], x: layers.SymbolicTensor): layers.SymbolicTensor[] {
  const features = [level(options, widths[0], 'down0')(x)];
  for (let i = 1; i < widths.length; i++) {
    const pool = layers.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `down${i}_pool` });
    const half = pool.apply(features[i - 1]) as layers.SymbolicTensor; // [N,H/2^i,W/2^i,C]
    features.push(level(options, widths[i], `down${i}`)(half));
  }
  return features;
}

/** From the features at the bottom back up to the size of the picture. */
function decode(
  options: UnetOptions,
  widths: readonly number[],
  features: readonly layers.SymbolicTensor[],
): layers.SymbolicTensor {
  const { norm, seed } = options;
  let x = features[features.length - 1];
  for (let i = features.length - 2; i >= 0; i--) {
    const up = upsampling({
      filters: widths[i],
      upsampling: options.upsampling,
      bias: norm === 'none',
      seed,
      name: `up${i}_upconv`,
    })(x);
    const concatenate = layers.layers.concatenate({ name: `up${i}_concat` });
    x = level(options, widths[i], `up${i}`)(concatenate.apply([features[i], up]) as layers.SymbolicTensor);
  }
  return x;
}

function level(options: UnetOptions, filters: number, name: string): Block {
  const { block, norm, groups, blockActivation, dropout, seed } = options;
  return convBlock({ filters, block, norm, groups, activation: blockActivation, dropout, seed, name });
}

/** The number of channels of every level, the bottom included. */
function levelWidths({ depth: given, filters = 32 }: UnetOptions): readonly number[] {
  const depth = given ?? (typeof filters === 'number' ? 4 : filters.length - 1);
  checkNumber('unet', 'depth', depth, { min: 1, max: 10, integer: true });
  const widths = typeof filters === 'number' ? Array.from({ length: depth + 1 }, (_, i) => filters * 2 ** i) : filters;
  for (const width of widths) checkNumber('unet', 'filters', width, { min: 1, integer: true });
  if (widths.length === depth + 1) return widths;
  throw new OptionError(
    `unet: filters has ${widths.length} numbers, but depth ${depth} has ${depth + 1} levels with the bottom. ` +
      `Give ${depth + 1} numbers, or one to start with.`,
    { option: 'filters', value: filters },
  );
}

function checkBlockOptions(options: UnetOptions, widths: readonly number[]): void {
  const { block = 'plain', norm = 'batch', groups = 8, blockActivation = 'relu', dropout = 0 } = options;
  checkOneOf('unet', 'block', block, blockNames);
  checkOneOf('unet', 'norm', norm, normNames);
  checkOneOf('unet', 'blockActivation', blockActivation, activationNames);
  checkOneOf('unet', 'upsampling', options.upsampling ?? 'nearest', upsamplingNames);
  checkNumber('unet', 'dropout', dropout, { min: 0, max: 0.99 });
  if (norm === 'group') for (const width of widths) checkGroups('unet', groups, width);
}
