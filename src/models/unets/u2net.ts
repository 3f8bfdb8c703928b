import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from '../modelOptions.js';
import { segmentationHead } from '../segmentationHead.js';
import { assembleModel } from './assembleModel.js';
import { concatenate, decodeLevels, encodeLevels, enlarge, type LevelOptions, resolveBlock } from './levels.js';
import { type ResidualUblockOptions, residualUblock } from './residualUblock.js';

/** Options of {@link u2net}. */
export interface U2netOptions extends ModelOptions, Pick<LevelOptions, 'norm' | 'groups' | 'blockActivation'> {
  /** `full` by default; `small` is the authors' U²-Net† (u2netp), with 1.1 instead of 44 million parameters. */
  readonly size?: 'full' | 'small';
  /** The channels of the first stage, 64 by default; those of all others grow and shrink with it. */
  readonly filters?: number;
  /**
   * Whether the model also puts out the six predictions of single stages that its own is made of, enlarged to full size,
   * for training; false by default. `fit` supervises all alike, and `withoutAuxiliaryOutputs` takes them off.
   */
  readonly deepSupervision?: boolean;
}

/** The six stages of the way down, and the five of the way up from the largest; each a U-Net of so many levels. */
const stages = {
  depths: [7, 6, 5, 4, 4, 4],
  full: {
    down: { middle: [32, 32, 64, 128, 256, 256], filters: [64, 128, 256, 512, 512, 512] },
    up: { middle: [16, 32, 64, 128, 256], filters: [64, 64, 128, 256, 512] },
  },
  small: {
    down: { middle: [16, 16, 16, 16, 16, 16], filters: [64, 64, 64, 64, 64, 64] },
    up: { middle: [16, 16, 16, 16, 16], filters: [64, 64, 64, 64, 64] },
  },
} as const;

/** From this stage on the picture is too small to be halved within a stage: dilation widens the view instead. */
const firstDilated = 4;

/**
 * U²-Net, a U-Net whose levels are U-Nets themselves, made to tell the object of a picture from its background without
 * pretrained weights. Six predictions, one of each stage of the way up and one of the bottom, are enlarged to full size
 * and joined by a 1×1 convolution.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 32, unless `pad` is
 * `auto`. The published network's convolutions have biases, which the normalizations after them cancel; here they have
 * none: 44.0 million parameters, or 1.1 with `size: 'small'`.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Qin et al., U²-Net: Going deeper with nested U-structure for salient object detection, 2020
 *
 * @example
 * ```ts
 * import { u2net } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = u2net({ inputShape: [64, 64, 3], size: 'small', filters: 16, deepSupervision: true });
 * console.log(model.outputs.length); // 7
 * ```
 */
export function u2net(options: U2netOptions = {}): layers.LayersModel {
  const own = ['size', 'filters', 'norm', 'groups', 'blockActivation', 'deepSupervision'];
  checkOptionNames('u2net', options, [...modelOptionNames, ...own]);
  const common = resolveModelOptions('u2net', options);
  const { size = 'full', filters = 64, deepSupervision = false, seed } = options;
  checkOneOf('u2net', 'size', size, ['full', 'small']);
  checkNumber('u2net', 'filters', filters, { min: 1, integer: true });
  checkOneOf('u2net', 'deepSupervision', deepSupervision, [true, false]);
  const { down, up } = stages[size];
  const scaled = (channels: number): number => Math.max(1, Math.round((channels * filters) / 64));
  const widths = [down, up].flatMap(({ middle, filters }) => [...middle, ...filters]).map(scaled);
  const settings = resolveBlock('u2net', options, widths);
  const stage = (way: typeof down | typeof up, index: number, name: string): ResidualUblockOptions => ({
    depth: stages.depths[index],
    dilated: index >= firstDilated,
    middle: scaled(way.middle[index]),
    filters: scaled(way.filters[index]),
    name,
  });

  const weights = deepSupervision ? Array.from({ length: 7 }, () => 1) : undefined;
  const parts = { architecture: 'u2net', options, common, divisor: 32, hasDepth: false, deepSupervision: weights };
  return assembleModel(parts, (x) => {
    const features = encodeLevels(x, down.filters, ({ index, name }) =>
      residualUblock(settings, stage(down, index, name)),
    );
    const decoded = decodeLevels(features, (below, skip, index) => {
      const name = `up${index}`;
      const larger = enlarge(below, { scale: 2, method: 'bilinear', name: `${name}_resize` });
      return residualUblock(settings, stage(up, index, name))(concatenate([larger, skip], `${name}_concat`));
    });
    const { classes } = common;
    const sides = decoded.map((features, index) => {
      const name = `side${index}`;
      const logits = segmentationHead({ classes, kernelSize: 3, seed, name })(features);
      return index === 0 ? logits : enlarge(logits, { scale: 2 ** index, method: 'bilinear', name: `${name}_resize` });
    });
    const fused = segmentationHead({ classes, seed })(concatenate(sides, 'sides'));
    return { predictions: [fused, ...(deepSupervision ? sides : [])].map((logits) => ({ logits })) };
  });
}
