import { checkNumber, checkOneOf, checkOptionNames } from '../../../core/options.js';
import type { Random } from '../../../core/random.js';
import type { Box } from '../../../raster/crop.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { cropMove, tooSmall } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';
import { findForeground } from './foreground.js';

/** Options of {@link cropNonEmptyMask}. */
export interface CropNonEmptyMaskOptions extends Size {
  /** The labels, or channels, that are foreground (default: all labels but 0 and the ignore index; all channels). */
  readonly classes?: readonly number[];
  /**
   * Whether a class is drawn first, all that the mask has being equally likely, so that rare ones are not passed over
   * (default `true`); `false` makes all foreground pixels equally likely.
   */
  readonly balanced?: boolean;
  /** How much of the crop the foreground is to cover at least, 0 … 1 (default 0: one pixel does). */
  readonly minForeground?: number;
  /** How many crops are tried for it; the best one is taken if none suffices (default 10). */
  readonly tries?: number;
}

/**
 * Cuts out a rectangle of a fixed size that shows foreground: a class is drawn, then one of its pixels, and then where in
 * the crop that pixel comes to lie. Where the mask has no foreground, every place is equally likely.
 *
 * It looks at the mask as it arrives, after what comes before it in a pipeline. Early is cheaper.
 *
 * @throws ShapeError while it is applied, if the picture is smaller. `padIfNeeded` before it helps.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80), width: 100, height: 80, channels: 1 };
 * const mask = { data: new Uint8Array(100 * 80).fill(1, 7990), width: 100, height: 80 }; // ten pixels in a corner
 * const transform = augment.cropNonEmptyMask({ width: 16, height: 16 });
 * const cut = augment.applyTransform(transform, { id: 'a', image, mask, meta: {} });
 * console.log(cut.mask?.data.includes(1)); // true
 * ```
 */
export function cropNonEmptyMask(options: CropNonEmptyMaskOptions): Transform<Box> {
  const known = ['width', 'height', 'classes', 'balanced', 'minForeground', 'tries'];
  checkOptionNames('cropNonEmptyMask', options, known);
  const { width, height, classes, balanced = true, minForeground = 0, tries = 10 } = options;
  checkNumber('cropNonEmptyMask', 'width', width, { min: 1, integer: true });
  checkNumber('cropNonEmptyMask', 'height', height, { min: 1, integer: true });
  checkOneOf('cropNonEmptyMask', 'balanced', balanced, [true, false]);
  checkNumber('cropNonEmptyMask', 'minForeground', minForeground, { min: 0, max: 1 });
  checkNumber('cropNonEmptyMask', 'tries', tries, { min: 1, integer: true });
  for (const label of classes ?? []) checkNumber('cropNonEmptyMask', 'classes', label, { min: 0, integer: true });
  return moveTransform({
    name: 'cropNonEmptyMask',
    options: { width, height, ...(classes && { classes }), balanced, minForeground, tries },
    sample: (draw, context) => {
      if (context.width < width || context.height < height) throw tooSmall('cropNonEmptyMask', options, context);
      const { mask } = context.sample();
      const foreground = mask && findForeground(mask, classes, context.ignoreIndex);
      const spareX = context.width - width;
      const spareY = context.height - height;
      if (!foreground) return { x: draw.integer(0, spareX + 1), y: draw.integer(0, spareY + 1), width, height };
      let best: Box | undefined;
      let most = -1;
      for (let i = 0; i < tries && (most < minForeground || !best); i++) {
        const pixel = foreground.drawPixel(draw, balanced);
        const box = {
          x: drawStart(pixel.x, width, spareX, draw),
          y: drawStart(pixel.y, height, spareY, draw),
          width,
          height,
        };
        const share = minForeground > 0 ? foreground.shareOf(box) : 0;
        if (share > most) [best, most] = [box, share];
      }
      return best as Box;
    },
    moves: (box, size) => [cropMove('cropNonEmptyMask', box, size)],
  });
}

/** A start at which a stretch of this length covers the pixel, and lies inside. */
const drawStart = (pixel: number, length: number, spare: number, draw: Random): number =>
  draw.integer(Math.max(0, pixel - length + 1), Math.min(pixel, spare) + 1);
