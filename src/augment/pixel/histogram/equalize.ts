import { checkOneOf } from '../../../core/options.js';
import type { EqualizeMethod } from '../../../raster/histogram/equalize.js';
import { equalizeChannels, equalizeLuma } from '../../../raster/histogram/equalizePicture.js';
import type { Transform } from '../../transform.js';
import { checkRgb, pictureTransform } from '../pictureTransform.js';

/** Options of {@link equalize}. */
export interface EqualizeOptions {
  /** Which of the two usual formulas: that of OpenCV (default), or that of Pillow and torchvision. */
  readonly method?: 'opencv' | 'pillow';
  /** What is made even: each of the `channels` alone (default), or `luma`, which keeps the colours. */
  readonly of?: 'channels' | 'luma';
}

/**
 * Makes histograms even, so that all levels are as frequent as they can be. Pictures of 16 bits and float32 are counted in
 * 256 levels, and values between two levels stay between them. A picture of one level stays as it is.
 *
 * @throws ShapeError for `luma` of pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(100, 101, 102), width: 3, height: 1, channels: 1 };
 * console.log(augment.applyTransform(augment.equalize(), { id: 'a', image, meta: {} }).image.data); // 0 128 255
 * ```
 */
export function equalize(options: EqualizeOptions = {}): Transform<object> {
  const { method = 'opencv', of = 'channels' } = options;
  const methods: readonly EqualizeMethod[] = ['opencv', 'pillow'];
  checkOneOf('equalize', 'method', method, methods);
  checkOneOf('equalize', 'of', of, ['channels', 'luma']);
  return pictureTransform('equalize', options, {
    ranges: {},
    settings: { method, of },
    change: (image) => {
      if (of === 'channels') return equalizeChannels(image, method);
      checkRgb('equalize', image.channels);
      return equalizeLuma(image, method);
    },
  });
}
