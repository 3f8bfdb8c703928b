import { checkNumber, checkOptionNames } from '../../core/options.js';
import { type ComposeParams, compose } from '../composition/compose.js';
import { sequential } from '../composition/sequential.js';
import { withProbability } from '../composition/withProbability.js';
import { horizontalFlip } from '../geometric/flips/horizontalFlip.js';
import { verticalFlip } from '../geometric/flips/verticalFlip.js';
import { affine } from '../geometric/warps/affine.js';
import { rotate } from '../geometric/warps/rotate.js';
import { gaussianBlur } from '../pixel/blur/gaussianBlur.js';
import { downscale } from '../pixel/camera/downscale.js';
import { enhance } from '../pixel/color/enhance.js';
import { gamma } from '../pixel/levels/gamma.js';
import { invert } from '../pixel/levels/invert.js';
import { gaussianNoise } from '../pixel/noise/gaussianNoise.js';
import type { Transform } from '../transform.js';

/** Options of {@link nnunetAugment}. */
export interface NnunetAugmentOptions {
  /** Degrees in either direction (default 180); nnU-Net takes 15 where one side of the patch is more than 1.5 of the other. */
  readonly rotate?: number;
}

/**
 * The pipeline of nnU-Net's training in 2D (Isensee et al. 2021, as of version 2.8), with its order, ranges and
 * probabilities, for pictures of any channels. Sizes stay: put a crop before it.
 *
 * Rotation and scaling are one resampling, as there. nnU-Net works on pictures of mean 0 and deviation 1; here, where
 * they are 0 … maximum, noise of its variances 0 … 0.1 is taken with a deviation of a quarter of the maximum, and its
 * factors of brightness and of contrast, both about the mean there, are both of contrast. Channels change together, and
 * gamma does not restore the mean.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const pipeline = augment.compose([augment.foregroundCrop({ width: 64, height: 64 }), augment.nnunetAugment()]);
 * console.log(augment.describe(pipeline));
 * ```
 */
export function nnunetAugment(options: NnunetAugmentOptions = {}): Transform<ComposeParams> {
  checkOptionNames('nnunetAugment', options, ['rotate']);
  const { rotate: degrees = 180 } = options;
  checkNumber('nnunetAugment', 'rotate', degrees, { min: 0, max: 180 });
  const contrast = enhance({ kind: 'contrast', factor: [0.75, 1.25] });
  const bent = gamma({ gamma: [0.7, 1.5] });
  return compose([
    withProbability(0.2, rotate({ rotate: degrees })),
    // Its scale is that of the window: 0.7 … 1.4 of it makes things 1/0.7 … 1/1.4 as large.
    withProbability(0.2, affine({ scale: [1 / 1.4, 1 / 0.7] })),
    withProbability(0.1, gaussianNoise({ sigma: [0, 0.25 * Math.sqrt(0.1)], perChannel: false })),
    withProbability(0.2, gaussianBlur({ sigma: [0.5, 1] })),
    withProbability(0.15, contrast),
    withProbability(0.15, contrast),
    withProbability(0.25, downscale({ scale: [0.5, 1] })),
    sequential([invert(), bent, invert()], { probability: 0.1 }),
    withProbability(0.3, bent),
    horizontalFlip(),
    verticalFlip(),
  ]);
}
