import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Preprocessing } from '../../core/preprocessing.js';
import { familyOf } from './registry.js';

/** What pretrained weights of an encoder can have been trained on, by the names that smp has for it. */
const trainings = [
  'imagenet',
  'imagenet+background',
  'imagenet+5k',
  'advprop',
  'noisy-student',
  'instagram',
  'ssl',
  'swsl',
] as const;

/** Options of {@link encoderPreprocessing}. */
export interface EncoderPreprocessingOptions {
  /** What the weights were trained on, as smp's `encoder_weights` names it. Default `'imagenet'`. */
  readonly weights?: (typeof trainings)[number];
}

/**
 * How pictures were prepared for the pretrained weights of an encoder: give it to the model, which remembers it, and to the
 * loader.
 *
 * Most take ImageNet's mean and deviation, {@link imagenetPreprocessing}. Xception, both Inceptions, the lite EfficientNets of
 * timm, its vision transformers and all weights of AdvProp take −1 … 1, and dual path networks a mean of their own. It is what
 * smp's `get_preprocessing_params(encoder, weights)` gives, in RGB.
 *
 * @throws {@link OptionError} for an encoder that is not known, and for unknown options.
 *
 * @example
 * ```ts
 * import { encoderPreprocessing } from 'segkit';
 *
 * console.log(encoderPreprocessing('resnet34').mean); // [ 0.485, 0.456, 0.406 ]
 * console.log(encoderPreprocessing('xception')); // { mean: 0.5, std: 0.5 }
 * console.log(encoderPreprocessing('efficientnet-b0', { weights: 'advprop' })); // { mean: 0.5, std: 0.5 }
 * ```
 */
export function encoderPreprocessing(encoder: string, options: EncoderPreprocessingOptions = {}): Preprocessing {
  checkOptionNames('encoderPreprocessing', options, ['weights']);
  const { weights = 'imagenet' } = options;
  checkOneOf('encoderPreprocessing', 'weights', weights, trainings);
  const family = familyOf('encoderPreprocessing', encoder);
  return weights === 'advprop' ? { mean: 0.5, std: 0.5 } : family.preprocessing(encoder);
}
