import { checkOneOf, checkOptionNames } from '../../../core/options.js';
import type { Size } from '../../../raster/resize.js';
import type { Field } from '../../../raster/warp/warpJob.js';
import { type Range, readRange } from '../../range.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { fieldTransform } from './fieldTransform.js';

/** Options of {@link opticalDistortion}. */
export interface OpticalDistortionOptions extends SamplingOptions {
  /** The coefficient k, above 0 for barrels, below 0 for pincushions; a number s stands for −s … s (default 0.3). */
  readonly strength?: number | Range;
  /**
   * How the distance from the centre is changed.
   *
   * - `camera` (the default): by `1 + k·r² + k·r⁴`, with `r² = (dx/W)² + (dy/H)²`
   * - `fisheye`: by `1 + k·r²`, with r = 1 in the corners
   */
  readonly mode?: 'camera' | 'fisheye';
}

/** What {@link opticalDistortion} draws. */
export interface OpticalDistortionParams extends FillParams {
  readonly k: number;
}

/**
 * Bends the picture like a lens: a pixel shows what lies at its distance from the centre ((W − 1)/2, (H − 1)/2) times a
 * factor that grows outwards.
 *
 * @throws OptionError for a mode that does not exist.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48), width: 64, height: 48, channels: 1 };
 * const lens = augment.opticalDistortion({ strength: [0.2, 0.5], border: 'reflect101' });
 * console.log(augment.applyTransform(lens, { id: 'a', image, meta: {} }).image.width); // 64
 * ```
 */
export function opticalDistortion(options: OpticalDistortionOptions = {}): Transform<OpticalDistortionParams> {
  checkOptionNames('opticalDistortion', options, ['strength', 'mode', ...samplingNames]);
  const { mode = 'camera' } = options;
  checkOneOf('opticalDistortion', 'mode', mode, ['camera', 'fisheye']);
  const strength = readRange('opticalDistortion', 'strength', options.strength ?? 0.3);
  return fieldTransform({
    name: 'opticalDistortion',
    options: { strength, mode },
    rule: readSampling('opticalDistortion', options),
    sample: (draw) => ({ k: draw.uniform(...strength) }),
    isStill: ({ k }) => k === 0,
    field: ({ k }, size) => lensField(k, mode, size),
  });
}

function lensField(k: number, mode: 'camera' | 'fisheye', { width, height }: Size): Field {
  const centerX = (width - 1) / 2;
  const centerY = (height - 1) / 2;
  const corner = centerX * centerX + centerY * centerY;
  const field = { x: new Float32Array(width * height), y: new Float32Array(width * height) };
  for (let y = 0, i = 0; y < height; y++) {
    const dy = y - centerY;
    for (let x = 0; x < width; x++, i++) {
      const dx = x - centerX;
      const radius =
        mode === 'camera' ? (dx / width) ** 2 + (dy / height) ** 2 : corner > 0 ? (dx * dx + dy * dy) / corner : 0;
      const growth = mode === 'camera' ? k * radius + k * radius * radius : k * radius;
      field.x[i] = dx * growth;
      field.y[i] = dy * growth;
    }
  }
  return field;
}
