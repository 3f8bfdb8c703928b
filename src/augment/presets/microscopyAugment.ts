import { OptionError } from '../../core/errors.js';
import { checkOneOf } from '../../core/options.js';
import { type ComposeParams, compose } from '../composition/compose.js';
import { oneOf } from '../composition/oneOf.js';
import { withProbability } from '../composition/withProbability.js';
import { elastic } from '../geometric/distortions/elastic.js';
import { d4 } from '../geometric/flips/d4.js';
import { affine } from '../geometric/warps/affine.js';
import { defocus } from '../pixel/blur/defocus.js';
import { hueSaturationValue } from '../pixel/color/hueSaturationValue.js';
import { stainJitter } from '../pixel/domain/stainJitter.js';
import { brightnessContrast } from '../pixel/levels/brightnessContrast.js';
import { gamma } from '../pixel/levels/gamma.js';
import { gaussianNoise } from '../pixel/noise/gaussianNoise.js';
import type { Transform } from '../transform.js';
import { readTurnedPreset, type TurnedPresetOptions } from './aerialAugment.js';
import { present } from './presetOptions.js';

/** Options of {@link microscopyAugment}. */
export interface MicroscopyAugmentOptions extends TurnedPresetOptions {
  /** How the tissue is stained: `he` by haematoxylin and eosin, whose strengths then vary (default `none`). */
  readonly stain?: 'none' | 'he';
}

/**
 * A pipeline for pictures from microscopes, which have no up: flips and turns of any angle, scales, elastic tissue, light,
 * stains or colours, focus and noise. What comes from outside is mirrored. Sizes stay.
 *
 * @throws OptionError for a stain without colours.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * console.log(augment.describe(augment.microscopyAugment({ square: true, color: false })));
 * ```
 */
export function microscopyAugment(options: MicroscopyAugmentOptions = {}): Transform<ComposeParams> {
  const name = 'microscopyAugment';
  const { color, square } = readTurnedPreset(name, options, ['stain']);
  const { stain = 'none' } = options;
  checkOneOf(name, 'stain', stain, ['none', 'he']);
  if (stain === 'he' && !color) {
    throw new OptionError(`${name}: a stain needs colours. Leave out color: false, or the stain.`, {
      option: 'stain',
      value: stain,
    });
  }
  const mirrored = { border: 'reflect101' } as const;
  const tint: Transform = stain === 'he' ? stainJitter() : hueSaturationValue({ hue: 15, saturation: 0.2, value: 0.1 });
  return compose([
    d4({ keepSize: !square }),
    withProbability(0.5, affine({ scale: [0.75, 1.35], rotate: 45, ...mirrored })),
    withProbability(0.3, elastic({ strength: [1, 4], sigma: 12, ...mirrored })),
    withProbability(
      0.5,
      oneOf([brightnessContrast({ brightness: 0.15, contrast: 0.2 }), gamma({ gamma: [0.7, 1.4] })]),
    ),
    ...present(color && withProbability(0.5, tint)),
    withProbability(0.2, oneOf([defocus({ radius: [1, 3] }), gaussianNoise({ sigma: [0.01, 0.05] })])),
  ]);
}
