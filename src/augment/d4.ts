import { checkOptionNames } from '../core/options.js';
import { type D4Element, d4Elements, d4 as d4Grid } from '../raster/d4.js';
import { mapPixels } from './mapPixels.js';
import type { Transform } from './transform.js';

/** What {@link d4} draws. */
export interface D4Params {
  readonly element: D4Element;
}

/**
 * Turns and flips by one of the eight symmetries of the square, each equally likely: for pictures without an up, such
 * as from a microscope or an aeroplane. Width and height change places in half of the cases.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * console.log(augment.drawParams(augment.d4(), { id: 'a', image, meta: {} }, { seed: 1 })); // such as { element: 'r90' }
 * ```
 */
export function d4(options: Readonly<Record<never, never>> = {}): Transform<D4Params> {
  checkOptionNames('d4', options, []);
  const swaps: readonly D4Element[] = ['r90', 'r270', 't', 'hvt'];
  return {
    name: 'd4',
    options: {},
    sample: (draw) => ({ element: draw.choice(d4Elements) }),
    apply: ({ element }, sample) => (element === 'e' ? sample : mapPixels(sample, (grid) => d4Grid(grid, element))),
    outputSize: ({ element }, { width, height }) =>
      swaps.includes(element) ? { width: height, height: width } : { width, height },
  };
}
