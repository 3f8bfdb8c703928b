import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { turnMove } from '../../moves/exactMove.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';

/** Options of {@link verticalFlip}. */
export interface VerticalFlipOptions {
  /** How often it flips (default 0.5). */
  readonly probability?: number;
}

/** What {@link verticalFlip} draws. */
export interface VerticalFlipParams {
  readonly flip: boolean;
}

/**
 * Flips upside down, every other time by default.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * const flip = augment.verticalFlip({ probability: 1 });
 * console.log(augment.applyTransform(flip, { id: 'a', image, meta: {} }).image.data); // 3 4 | 1 2
 * ```
 */
export function verticalFlip(options: VerticalFlipOptions = {}): Transform<VerticalFlipParams> {
  checkOptionNames('verticalFlip', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('verticalFlip', 'probability', probability, { min: 0, max: 1 });
  return moveTransform({
    name: 'verticalFlip',
    options: { probability },
    sample: (draw) => ({ flip: draw.chance(probability) }),
    moves: ({ flip }, size) => (flip ? [turnMove('v', size)] : []),
  });
}
