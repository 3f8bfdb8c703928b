import { checkOptionNames } from '../../../core/options.js';
import { turnMove } from '../../moves/exactMove.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';

/** What {@link rotate90} draws. */
export interface Rotate90Params {
  /** Quarter turns counter-clockwise. */
  readonly turns: 0 | 1 | 2 | 3;
}

/**
 * Turns by none to three quarter turns, each equally likely. Width and height change places in half of the cases, so
 * pictures that are not square need a crop or size after it (or `d4` with `keepSize`).
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 };
 * const turned = augment.applyTransform(augment.rotate90(), { id: 'a', image, meta: {} }, { seed: 1 });
 * console.log(turned.image.width, turned.image.height);
 * ```
 */
export function rotate90(options: Readonly<Record<never, never>> = {}): Transform<Rotate90Params> {
  checkOptionNames('rotate90', options, []);
  return moveTransform({
    name: 'rotate90',
    options: {},
    sample: (draw) => ({ turns: draw.choice([0, 1, 2, 3] as const) }),
    moves: ({ turns }, size) => [turnMove((['e', 'r90', 'r180', 'r270'] as const)[turns], size)],
  });
}
