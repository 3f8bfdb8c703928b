import { checkNumber, checkOneOf, checkOptionNames } from '../../../core/options.js';
import { ceilToMultiple } from '../../../core/shapes.js';
import { type PadPosition, padPositions } from '../../../raster/pad.js';
import type { Size } from '../../../raster/resize.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { padMove } from '../../moves/sizeMoves.js';
import type { Transform } from '../../transform.js';
import { type FillParams, type OutsideOptions, outsideNames, readOutside } from '../readSampling.js';

/** What new pixels are, and where they go. */
export interface PadTransformOptions extends OutsideOptions {
  /** Where the picture ends up (default `center`). */
  readonly position?: PadPosition;
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
export interface PadParams extends FillParams {}

const padNames = ['position', ...outsideNames];

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
  return padTransform('padIfNeeded', options, (size) => ({
    width: Math.max(minWidth, size.width),
    height: Math.max(minHeight, size.height),
  }));
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
  return padTransform('padToMultiple', options, ({ width, height }) => ({
    width: ceilToMultiple(width, multiple),
    height: ceilToMultiple(height, multiple),
  }));
}

function padTransform(
  name: string,
  options: PadTransformOptions,
  targetOf: (size: Size) => Size,
): Transform<PadParams> {
  const { position = 'center', border, fill, maskFill, ...own } = options;
  checkOneOf(name, 'position', position, padPositions);
  const rule = readOutside(name, options);
  return moveTransform({
    name,
    options: { ...own, position, ...rule.options },
    sample: (_, context) => rule.drawFill(context),
    moves: (params, size) => [padMove(name, size, targetOf(size), position, rule.outside(params))],
  });
}
