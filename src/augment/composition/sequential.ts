import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Transform } from '../transform.js';
import { type Chain, chainTransform } from './chain.js';
import { checkTransforms } from './checkTransforms.js';

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** How often they are applied (default 1: always). */
  readonly probability?: number;
}

/** What {@link sequential} draws; its chain is empty where nothing is applied this time. */
export type SequentialParams = Chain;

/**
 * Applies transforms that belong together, all of them in their order or none: a part of a `oneOf` or `someOf`, or what
 * happens some of the time only.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const dusk = augment.sequential([augment.gamma({ gamma: [1.5, 2] }), augment.brightnessContrast({ brightness: 0.1 })], {
 *   probability: 0.3,
 * });
 * console.log(JSON.stringify(augment.compose([augment.d4(), dusk])));
 * ```
 */
export function sequential(
  transforms: readonly Transform[],
  options: SequentialOptions = {},
): Transform<SequentialParams> {
  checkTransforms('sequential', transforms);
  checkOptionNames('sequential', options, ['probability']);
  const { probability = 1 } = options;
  checkNumber('sequential', 'probability', probability, { min: 0, max: 1 });
  return chainTransform(transforms, {
    name: 'sequential',
    options: { probability },
    order: (draw) => (draw.chance(probability) ? Array.from(transforms.keys()) : []),
  });
}
