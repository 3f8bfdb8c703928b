import { checkOptionNames } from '../../core/options.js';
import { type ComposeParams, compose } from '../composition/compose.js';
import { withProbability } from '../composition/withProbability.js';
import { horizontalFlip } from '../geometric/flips/horizontalFlip.js';
import { shiftScaleRotate } from '../geometric/warps/shiftScaleRotate.js';
import { brightnessContrast } from '../pixel/levels/brightnessContrast.js';
import type { Transform } from '../transform.js';

/**
 * A pipeline where pictures are much alike: left-right flips, small shifts, turns up to 10° and scales within a tenth, a
 * little brightness and contrast. Sizes stay.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * console.log(augment.describe(augment.lightAugment()));
 * ```
 */
export function lightAugment(options: Readonly<Record<never, never>> = {}): Transform<ComposeParams> {
  checkOptionNames('lightAugment', options, []);
  return compose([
    horizontalFlip(),
    withProbability(0.5, shiftScaleRotate({ shift: 0.05, scale: [0.9, 1.1], rotate: 10 })),
    withProbability(0.5, brightnessContrast({ brightness: 0.1, contrast: 0.1 })),
  ]);
}
