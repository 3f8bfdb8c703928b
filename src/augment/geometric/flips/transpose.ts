import { checkNumber, checkOptionNames } from '../../../core/options.js';
import { turnMove } from '../../moves/exactMove.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';

/** Options of {@link transpose}. */
export interface TransposeOptions {
  /** How often it transposes (default 0.5). */
  readonly probability?: number;
}

/** What {@link transpose} draws. */
export interface TransposeParams {
  readonly swap: boolean;
}

/**
 * Swaps rows and columns, every other time by default. Width and height change places, so pictures that are not square
 * need a crop or size after it.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * const swap = augment.transpose({ probability: 1 });
 * console.log(augment.applyTransform(swap, { id: 'a', image, meta: {} }).image.data); // 1 3 | 2 4
 * ```
 */
export function transpose(options: TransposeOptions = {}): Transform<TransposeParams> {
  checkOptionNames('transpose', options, ['probability']);
  const { probability = 0.5 } = options;
  checkNumber('transpose', 'probability', probability, { min: 0, max: 1 });
  return moveTransform({
    name: 'transpose',
    options: { probability },
    sample: (draw) => ({ swap: draw.chance(probability) }),
    moves: ({ swap }, size) => (swap ? [turnMove('t', size)] : []),
  });
}
