import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Random } from '../../../core/random.js';
import type { Box } from '../../../raster/crop.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { cropMove, tooSmall } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';

/** Options of {@link randomCrop} and {@link centerCrop}: the size to cut out. */
export interface CropOptions extends Size {}

/**
 * Cuts out a rectangle of a fixed size; every place where it fits is equally likely.
 *
 * @throws ShapeError while it is applied, if the picture is smaller. `padIfNeeded` before it helps.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80 * 3), width: 100, height: 80, channels: 3 };
 * const cut = augment.applyTransform(augment.randomCrop({ width: 64, height: 64 }), { id: 'a', image, meta: {} });
 * console.log(cut.image.width, cut.image.height); // 64 64
 * ```
 */
export function randomCrop(options: CropOptions): Transform<Box> {
  return cropTransform('randomCrop', options, (spare, draw) => draw.integer(0, spare + 1));
}

/**
 * Cuts out the middle, the odd row or column staying at the end.
 *
 * @throws ShapeError while it is applied, if the picture is smaller. `padIfNeeded` before it helps.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 4, height: 1, channels: 1 };
 * const cut = augment.applyTransform(augment.centerCrop({ width: 2, height: 1 }), { id: 'a', image, meta: {} });
 * console.log(cut.image.data); // 2 3
 * ```
 */
export function centerCrop(options: CropOptions): Transform<Box> {
  return cropTransform('centerCrop', options, (spare) => Math.floor(spare / 2));
}

function cropTransform(
  name: string,
  options: CropOptions,
  place: (spare: number, draw: Random) => number,
): Transform<Box> {
  checkOptionNames(name, options, ['width', 'height']);
  const { width, height } = options;
  checkNumber(name, 'width', width, { min: 1, integer: true });
  checkNumber(name, 'height', height, { min: 1, integer: true });
  return moveTransform({
    name,
    options: { width, height },
    sample: (draw, picture) => {
      if (picture.width < width || picture.height < height) throw tooSmall(name, options, picture);
      const y = place(picture.height - height, draw);
      const x = place(picture.width - width, draw);
      return { x, y, width, height };
    },
    moves: (box, size) => [cropMove(name, box, size)],
  });
}
