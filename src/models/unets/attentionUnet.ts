import type * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { attentionGate } from '../../layers/attentionGate.js';
import { convBlock } from '../../layers/convBlock.js';
import { checkGroups } from '../../ops/normalization/groupNorm.js';
import type { UpsampleMethod } from '../../ops/resizing/upsample.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from '../modelOptions.js';
import { segmentationHead } from '../segmentationHead.js';
import { assembleModel } from './assembleModel.js';
import {
  concatenate,
  decodeLevels,
  encodeLevels,
  enlarge,
  type LevelOptions,
  levelOptionNames,
  resolveLevels,
} from './levels.js';

/** Options of {@link attentionUnet}. */
export interface AttentionUnetOptions extends ModelOptions, LevelOptions {
  /** How the decoder doubles height and width, before a 3×3 convolution; `nearest` by default. */
  readonly interpolation?: UpsampleMethod;
}

/**
 * The attention U-Net: a U-Net whose skip connections pass gates, each of which weighs the features of a level, place by
 * place, by what comes from below.
 *
 * Input is float32 `[N,H,W,C]`, output `[N,H,W,classes]`. Height and width must be multiples of 2^depth, unless `pad` is
 * `auto`. It is the network that the field compares with in two dimensions: 34.9 million parameters at its usual `filters:
 * 64`; 32 by default, as `unet`. The gate has half the channels of its level, and sees the features from below at the
 * level's own size, after they were doubled and convolved.
 *
 * @throws OptionError for options that do not exist, cannot be, or do not go together.
 * @throws ShapeError for a height or width that is not divisible, also when the finished model is called.
 * @see Oktay et al., Attention U-Net: Learning Where to Look for the Pancreas, 2018
 *
 * @example
 * ```ts
 * import { attentionUnet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = attentionUnet({ inputShape: [64, 64, 3], depth: 3, filters: 8 });
 * console.log(model.outputs[0].shape); // [null, 64, 64, 1]
 * ```
 */
export function attentionUnet(options: AttentionUnetOptions = {}): layers.LayersModel {
  checkOptionNames('attentionUnet', options, [...modelOptionNames, ...levelOptionNames, 'interpolation']);
  const common = resolveModelOptions('attentionUnet', options);
  const { widths, divisor, block } = resolveLevels('attentionUnet', options, { depth: 4, filters: 32 });
  const { interpolation: method = 'nearest', seed } = options;
  checkOneOf('attentionUnet', 'interpolation', method, ['nearest', 'bilinear']);
  const { norm, groups } = block;
  const gateFilters = widths.map((width) => Math.max(1, Math.floor(width / 2)));
  if (norm === 'group') for (const width of gateFilters) checkGroups('attentionUnet', groups, width);

  return assembleModel({ architecture: 'attentionUnet', options, common, divisor }, (x) => {
    const features = encodeLevels(x, widths, ({ filters, name }) => convBlock({ ...block, filters, name }));
    const [decoded] = decodeLevels(features, (below, skip, level) => {
      const name = `up${level}`;
      const filters = widths[level];
      const larger = enlarge(below, { scale: 2, method, name: `${name}_resize` });
      const single = { ...block, filters, convolutions: 1, dropout: 0 };
      const up = convBlock({ ...single, name: `${name}_upconv` })(larger);
      const gate = { filters: gateFilters[level], norm, groups, seed, name: `${name}_gate` };
      const gated = attentionGate(gate)(skip, up);
      return convBlock({ ...block, filters, name })(concatenate([gated, up], `${name}_concat`));
    });
    return { predictions: [{ logits: segmentationHead({ classes: common.classes, seed })(decoded) }] };
  });
}
