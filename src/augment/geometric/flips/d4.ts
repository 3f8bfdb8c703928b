import { checkOptionNames } from '../../../core/options.js';
import { type D4Element, d4Elements } from '../../../raster/d4.js';
import { swapsSides, turnMove } from '../../moves/exactMove.js';
import { moveTransform } from '../../moves/moveTransform.js';
import type { Transform } from '../../transform.js';

/** Options of {@link d4}. */
export interface D4Options {
  /** Whether only what keeps width and height is drawn: as it is, both flips, and the half turn (default `false`). */
  readonly keepSize?: boolean;
}

/** What {@link d4} draws. */
export interface D4Params {
  readonly element: D4Element;
}

const sizeKeeping = d4Elements.filter((element) => !swapsSides(element));

/**
 * Turns and flips by one of the eight symmetries of the square, each equally likely: for pictures without an up, such
 * as from a microscope or an aeroplane. Width and height change places in half of the cases; pictures that are not
 * square need `keepSize`, or a crop or size after it.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * const sample = { id: 'a', image, meta: {} };
 * console.log(augment.drawParams(augment.d4(), sample, { seed: 1 })); // such as { element: 'r90' }
 * ```
 */
export function d4(options: D4Options = {}): Transform<D4Params> {
  checkOptionNames('d4', options, ['keepSize']);
  const { keepSize = false } = options;
  return moveTransform({
    name: 'd4',
    options: { keepSize },
    sample: (draw) => ({ element: draw.choice(keepSize ? sizeKeeping : d4Elements) }),
    moves: ({ element }, size) => [turnMove(element, size)],
  });
}
