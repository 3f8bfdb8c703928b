import type * as layers from '@tensorflow/tfjs-layers';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import type { Block } from '../layers/block.js';
import { type BlockName, blockNames, convBlock } from '../layers/convBlock.js';
import { type UpsamplingName, upsampling, upsamplingNames } from '../layers/upsampling.js';
import { buildNetwork } from './encoderDecoder.js';
import { type ModelOptions, modelOptionNames, resolveModelOptions } from './modelOptions.js';
import { segmentationHead } from './segmentationHead.js';
import { type EncoderUnetOptions, unetArchitecture } from './unetDecoder.js';
import { assembleModel } from './unets/assembleModel.js';
import {
  concatenate,
  decodeLevels,
  encodeLevels,
  type LevelOptions,
  levelOptionNames,
  resolveLevels,
} from './unets/levels.js';

/** Options of {@link unet}. */
export interface UnetOptions extends ModelOptions, LevelOptions {
  /** How a level is wired; `plain` by default. */
  readonly block?: BlockName;
  /** How the decoder doubles height and width; `nearest` by default. */
  readonly upsampling?: UpsamplingName;
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
  checkOptionNames('unet', options, [...modelOptionNames, ...levelOptionNames, 'block', 'upsampling']);
  const common = resolveModelOptions('unet', options);
  const { widths, divisor, block } = resolveLevels('unet', options, { depth: 4, filters: 32 });
  const { block: wiring = 'plain', upsampling: kind = 'nearest', seed } = options;
  checkOneOf('unet', 'block', wiring, blockNames);
  checkOneOf('unet', 'upsampling', kind, upsamplingNames);
  const bias = block.norm === 'none';

  return assembleModel({ architecture: 'unet', options, common, divisor }, (x) => {
    const level = (filters: number, name: string): Block => convBlock({ ...block, block: wiring, filters, name });
    const features = encodeLevels(x, widths, ({ filters, name }) => level(filters, name));
    const [decoded] = decodeLevels(features, (below, skip, i) => {
      const up = upsampling({ filters: widths[i], upsampling: kind, bias, seed, name: `up${i}_upconv` })(below);
      return level(widths[i], `up${i}`)(concatenate([skip, up], `up${i}_concat`));
    });
    return { predictions: [{ logits: segmentationHead({ classes: common.classes, seed })(decoded) }] };
  });
}
