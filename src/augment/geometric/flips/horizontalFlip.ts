import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { turnMove } from '../../moves/exactMove.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';

/** Options of {@link horizontalFlip}. */
export interface HorizontalFlipOptions {
  /** How often it flips (default 0.5). */
  readonly probability?: number;
}

/** What {@link horizontalFlip} draws. */
export interface HorizontalFlipParams {
  readonly flip: boolean;
}

/**
 * Flips left to right, every other time by default.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * const flip = augment.horizontalFlip({ probability: 1 });
 * console.log(augment.applyTransform(flip, { id: 'a', image, meta: {} }).image.data); // 2 1 | 4 3
 * ```
 */
export function horizontalFlip(options: HorizontalFlipOptions = {}): Transform<HorizontalFlipParams> {
  checkOptionNames('horizontalFlip', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('horizontalFlip', 'probability', probability, { min: 0, max: 1 });
  return moveTransform({
    name: 'horizontalFlip',
    options: { probability },
    sample: (draw) => ({ flip: draw.chance(probability) }),
    moves: ({ flip }, size) => (flip ? [turnMove('h', size)] : []),
  });
}
