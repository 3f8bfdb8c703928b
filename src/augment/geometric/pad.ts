import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { ceilToMultiple } from '../../core/shapes.js';
import type { Sample } from '../../data/sample.js';
import { type Border, borders } from '../../raster/border.js';
import {
  type PadFill,
  type PadPosition,
  padIfNeeded as padGridIfNeeded,
  padToMultiple as padGridToMultiple,
} from '../../raster/pad.js';
import type { PixelGrid } from '../../raster/pixelGrid.js';
import type { Transform, TransformContext } from '../transform.js';
import { mapEach } from './mapPixels.js';

/** What new pixels are, and where they go. */
export interface PadTransformOptions {
  /** Where the picture ends up (default `center`). */
  readonly position?: PadPosition;
  /** What lies outside (default `constant`); under any other border the mask is continued like the picture. */
  readonly border?: Border;
  /** New pixels of the picture under a `constant` border: one number, or one for each channel (default 0). */
  readonly fill?: number | readonly number[];
  /** New pixels of the mask under a `constant` border: by default the data set's ignore index, or 0 if it has none. */
  readonly maskFill?: number;
}

/** Options of {@link padIfNeeded}. */
export interface PadIfNeededOptions extends PadTransformOptions {
  readonly minWidth: number;
  readonly minHeight: number;
}

/** Options of {@link padToMultiple}. */
export interface PadToMultipleOptions extends PadTransformOptions {
  readonly multiple: number;
}

/** What the paddings settle for a sample. */
export interface PadParams {
  /** The label of new mask pixels. */
  readonly maskFill: number;
}

const padNames = ['position', 'border', 'fill', 'maskFill'];

/**
 * Pads pictures that are smaller up to a least size. New pixels of a weight map are 0.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(9), width: 1, height: 1, channels: 1 };
 * const mask = { data: Uint8Array.of(1), width: 1, height: 1 };
 * const transform = augment.padIfNeeded({ minWidth: 3, minHeight: 1 });
 * const padded = augment.applyTransform(transform, { id: 'a', image, mask, meta: {} }, { ignoreIndex: 255 });
 * console.log(padded.image.data, padded.mask?.data); // 0 9 0, 255 1 255
 * ```
 */
export function padIfNeeded(options: PadIfNeededOptions): Transform<PadParams> {
  checkOptionNames('padIfNeeded', options, ['minWidth', 'minHeight', ...padNames]);
  const { minWidth, minHeight } = options;
  checkNumber('padIfNeeded', 'minWidth', minWidth, { min: 1, integer: true });
  checkNumber('padIfNeeded', 'minHeight', minHeight, { min: 1, integer: true });
  return padTransform('padIfNeeded', options, {
    pad: (grid, fill) => padGridIfNeeded(grid, { minWidth, minHeight, ...fill }),
    outputSize: (_, size) => ({ width: Math.max(minWidth, size.width), height: Math.max(minHeight, size.height) }),
  });
}

/**
 * Pads both sides up to the next multiple, as a network of depth d needs it (2^d). New pixels of a weight map are 0.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(250 * 250), width: 250, height: 250, channels: 1 };
 * const transform = augment.padToMultiple({ multiple: 16, border: 'reflect101' });
 * console.log(augment.applyTransform(transform, { id: 'a', image, meta: {} }).image.width); // 256
 * ```
 */
export function padToMultiple(options: PadToMultipleOptions): Transform<PadParams> {
  checkOptionNames('padToMultiple', options, ['multiple', ...padNames]);
  const { multiple } = options;
  checkNumber('padToMultiple', 'multiple', multiple, { min: 1, integer: true });
  return padTransform('padToMultiple', options, {
    pad: (grid, fill) => padGridToMultiple(grid, { multiple, ...fill }),
    outputSize: (_, { width, height }) => ({
      width: ceilToMultiple(width, multiple),
      height: ceilToMultiple(height, multiple),
    }),
  });
}

interface PadParts {
  readonly pad: <G extends PixelGrid>(grid: G, fill: PadFill & { readonly position: PadPosition }) => G;
  readonly outputSize: NonNullable<Transform['outputSize']>;
}

function padTransform(name: string, options: PadTransformOptions, parts: PadParts): Transform<PadParams> {
  const { position = 'center', border = 'constant', fill = 0, maskFill, ...own } = options;
  checkOneOf(name, 'border', border, borders);
  checkOneOf(name, 'position', position, ['center', 'topLeft', 'topRight', 'bottomLeft', 'bottomRight']);
  if (border !== 'constant' && (maskFill !== undefined || options.fill !== undefined)) {
    const option = maskFill === undefined ? 'fill' : 'maskFill';
    throw new OptionError(
      `${name}: ${option} has no effect under a ${border} border, which continues picture and mask. ` +
        'Leave it out, or use border: "constant".',
      { option, value: options[option] },
    );
  }
  if (maskFill !== undefined) checkNumber(name, 'maskFill', maskFill, { integer: true });
  const stored = border === 'constant' ? { fill, ...(maskFill !== undefined && { maskFill }) } : {};
  return {
    name,
    options: { ...own, position, border, ...stored },
    sample: (_, context: TransformContext) => ({ maskFill: maskFill ?? context.ignoreIndex ?? 0 }),
    apply: (params, sample: Sample) =>
      mapEach(sample, {
        image: (image) => parts.pad(image, { position, border, fill }),
        mask: (mask) => parts.pad(mask, { position, border, fill: params.maskFill }),
        weight: (weight) => parts.pad(weight, { position, border, fill: 0 }),
      }),
    outputSize: parts.outputSize,
  };
}
