import { checkNumber, checkOptionNames } from '../../../core/options.js';
import type { Random } from '../../../core/random.js';
import type { Box } from '../../../raster/crop.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { cropMove, resizeMove } from '../../moves/sizeMoves.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { readScaling, type ScalingOptions, scalingNames } from '../readSampling.js';

/** Options of {@link randomResizedCrop}. */
export interface RandomResizedCropOptions extends Size, ScalingOptions {
  /** How much of the picture's area is cut out (default 0.08 … 1). */
  readonly scale?: Range;
  /** Width by height of what is cut out; its logarithm is drawn evenly (default 3/4 … 4/3). */
  readonly ratio?: Range;
}

/**
 * Cuts out a rectangle of random size and proportions, and resizes it to a fixed size. Where ten draws do not fit, the
 * largest rectangle of an allowed proportion is cut from the middle, as in torchvision.
 *
 * @throws OptionError for options out of range.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(100 * 80 * 3), width: 100, height: 80, channels: 3 };
 * const transform = augment.randomResizedCrop({ width: 64, height: 64, scale: [0.5, 1] });
 * console.log(augment.applyTransform(transform, { id: 'a', image, meta: {} }).image.width); // 64
 * ```
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Transform<Box> {
  checkOptionNames('randomResizedCrop', options, ['width', 'height', 'scale', 'ratio', ...scalingNames]);
  const { width, height } = options;
  checkNumber('randomResizedCrop', 'width', width, { min: 1, integer: true });
  checkNumber('randomResizedCrop', 'height', height, { min: 1, integer: true });
  const scale = readAmount('randomResizedCrop', 'scale', options.scale ?? [0.08, 1], { min: 0, max: 1 });
  const ratio = readAmount('randomResizedCrop', 'ratio', options.ratio ?? [3 / 4, 4 / 3], { min: 0.001, max: 1000 });
  const reading = readScaling('randomResizedCrop', options);
  return moveTransform({
    name: 'randomResizedCrop',
    options: { width, height, scale, ratio, ...reading },
    sample: (draw, picture) => drawBox(picture, scale, ratio, draw),
    moves: (box, size) => [cropMove('randomResizedCrop', box, size), resizeMove(box, { width, height }, reading)],
  });
}

const tries = 10;

function drawBox(picture: Size, scale: Range, ratio: Range, draw: Random): Box {
  for (let i = 0; i < tries; i++) {
    const area = picture.width * picture.height * draw.uniform(...scale);
    const proportion = Math.exp(draw.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const width = Math.round(Math.sqrt(area * proportion));
    const height = Math.round(Math.sqrt(area / proportion));
    if (width < 1 || height < 1 || width > picture.width || height > picture.height) continue;
    const x = draw.integer(0, picture.width - width + 1);
    const y = draw.integer(0, picture.height - height + 1);
    return { x, y, width, height };
  }
  const proportion = Math.min(ratio[1], Math.max(ratio[0], picture.width / picture.height));
  const width = Math.max(1, Math.min(picture.width, Math.round(picture.height * proportion)));
  const height = Math.max(1, Math.min(picture.height, Math.round(picture.width / proportion)));
  const x = Math.floor((picture.width - width) / 2);
  const y = Math.floor((picture.height - height) / 2);
  return { x, y, width, height };
}
