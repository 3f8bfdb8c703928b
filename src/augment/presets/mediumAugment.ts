import { type ComposeParams, compose } from '../composition/compose.js';
import { oneOf } from '../composition/oneOf.js';
import { withProbability } from '../composition/withProbability.js';
import { coarseDropout } from '../dropping/coarseDropout.js';
import { horizontalFlip } from '../geometric/flips/horizontalFlip.js';
import { affine } from '../geometric/warps/affine.js';
import { perspective } from '../geometric/warps/perspective.js';
import { gaussianBlur } from '../pixel/blur/gaussianBlur.js';
import { sharpen } from '../pixel/blur/sharpen.js';
import { imageCompression } from '../pixel/camera/imageCompression.js';
import { hueSaturationValue } from '../pixel/color/hueSaturationValue.js';
import { brightnessContrast } from '../pixel/levels/brightnessContrast.js';
import { gamma } from '../pixel/levels/gamma.js';
import { gaussianNoise } from '../pixel/noise/gaussianNoise.js';
import type { Transform } from '../transform.js';
import { type PresetOptions, present, readPreset } from './presetOptions.js';

/**
 * A pipeline for photographs: left-right flips, affine maps, some perspective, light and colour, blur or noise, and a few
 * holes. Sizes stay.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * console.log(augment.describe(augment.mediumAugment()));
 * ```
 */
export function mediumAugment(options: PresetOptions = {}): Transform<ComposeParams> {
  const { color } = readPreset('mediumAugment', options);
  return compose([
    horizontalFlip(),
    withProbability(0.7, affine({ scale: [0.8, 1.25], rotate: 20, shear: 5, translate: 0.1 })),
    withProbability(0.2, perspective({ strength: 0.08 })),
    withProbability(
      0.6,
      oneOf([brightnessContrast({ brightness: 0.2, contrast: 0.25 }), gamma({ gamma: [0.7, 1.4] })]),
    ),
    ...present(color && withProbability(0.4, hueSaturationValue({ hue: 15, saturation: 0.15, value: 0.1 }))),
    withProbability(
      0.3,
      oneOf([
        gaussianBlur({ sigma: [0.5, 1.5] }),
        sharpen(),
        gaussianNoise({ sigma: [0.01, 0.05] }),
        imageCompression(),
      ]),
    ),
    withProbability(0.2, coarseDropout({ holes: [1, 4], width: [0.05, 0.15], height: [0.05, 0.15], fill: 'mean' })),
  ]);
}
