import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Box } from '../../../raster/crop.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { cropMove, tooSmall } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';
import { findForeground } from './foreground.js';

/** Options of {@link foregroundCrop}. */
export interface ForegroundCropOptions extends Size {
  /** How often the patch must show foreground, where `meta.foreground` does not say it (default 0.33). */
  readonly probability?: number;
  /** The labels, or channels, that are foreground (default: all labels but 0, all channels). */
  readonly classes?: readonly number[];
}

/**
 * Cuts out a rectangle of a fixed size, often one that shows foreground: a class of those in the mask is drawn, all
 * equally likely, then one of its pixels, and the rectangle is centred there as far as it fits. Otherwise, and where the
 * mask has no foreground, every place is equally likely.
 *
 * `foregroundSampler` decides it for each place of a batch, by `meta.foreground`.
 *
 * @throws ShapeError while it is applied, if the picture is smaller. `padIfNeeded` before it helps.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const mask = { data: new Uint8Array(100 * 80).fill(1, 7990), width: 100, height: 80 }; // ten pixels in a corner
 * const transform = augment.foregroundCrop({ width: 16, height: 16, probability: 1 });
 * const cut = augment.applyTransform(transform, { id: 'a', image, mask, meta: {} });
 * console.log(cut.mask?.data.includes(1)); // true
 * ```
 */
export function foregroundCrop(options: ForegroundCropOptions): Transform<Box> {
  checkOptionNames('foregroundCrop', options, ['width', 'height', 'probability', 'classes']);
  const { width, height, probability = 0.33, classes } = options;
  checkNumber('foregroundCrop', 'width', width, { min: 1, integer: true });
  checkNumber('foregroundCrop', 'height', height, { min: 1, integer: true });
  checkNumber('foregroundCrop', 'probability', probability, { min: 0, max: 1 });
  for (const label of classes ?? []) checkNumber('foregroundCrop', 'classes', label, { min: 0, integer: true });
  return moveTransform({
    name: 'foregroundCrop',
    options: { width, height, probability, ...(classes && { classes }) },
    sample: (draw, context) => {
      if (context.width < width || context.height < height) throw tooSmall('foregroundCrop', options, context);
      const spare = { x: context.width - width, y: context.height - height };
      const byChance = draw.chance(probability);
      const { mask, meta } = context.sample();
      const isForced = typeof meta.foreground === 'boolean' ? meta.foreground : byChance;
      const foreground = isForced && mask ? findForeground(mask, classes, context.ignoreIndex) : undefined;
      const pixel = foreground?.drawPixel(draw);
      if (!pixel) return { x: draw.integer(0, spare.x + 1), y: draw.integer(0, spare.y + 1), width, height };
      const start = (at: number, length: number, most: number): number =>
        Math.max(0, Math.min(most, at - Math.floor(length / 2)));
      return { x: start(pixel.x, width, spare.x), y: start(pixel.y, height, spare.y), width, height };
    },
    moves: (box, size) => [cropMove('foregroundCrop', box, size)],
  });
}
