import { OptionError } from '../../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../../core/options.js';
import type { Random } from '../../../core/random.js';
import { moveTransform } from '../../moves/moveTransform.js';
import { type Range, readRange } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import {
  type FillParams,
  readSampling,
  type SamplingOptions,
  type SamplingRule,
  samplingNames,
} from '../readSampling.js';
import { type AffineShape, affineMatrix, fitFrame } from './affineMatrix.js';
import { type AxisRanges, axesOf, type ReadAxes, readAxes } from './readAxes.js';

/** Options of {@link affine}. */
export interface AffineOptions extends SamplingOptions {
  /** Factors, one draw for both axes; `{ x, y }` draws each (default 1). */
  readonly scale?: AxisRanges;
  /** Degrees, counter-clockwise; a number r stands for −r … r (default 0). */
  readonly rotate?: number | Range;
  /** Degrees, drawn for each axis; a number s stands for −s … s (default 0). */
  readonly shear?: AxisRanges;
  /** Parts of width and height, drawn for each axis; a number t stands for −t … t (default 0). */
  readonly translate?: AxisRanges;
  /** Whether the picture becomes as large as what it shows (default `false`: its size stays). */
  readonly fitOutput?: boolean;
}

/** What {@link affine} draws. */
export interface AffineParams extends AffineShape, FillParams {}

/**
 * Scales, rotates, shears and moves about the centre of the picture, in this order: `scale`, `rotate` (counter-clockwise),
 * `shear`, `translate`; the matrix is Albumentations'. `transform.moves(params, size)` gives it.
 *
 * Image and mask are read at the same places. New mask pixels get the ignore index of the data set, if it has one.
 * Drawing 1, 0, 0 and 0 leaves the sample as it is, bit for bit.
 *
 * @throws OptionError for ranges that are none, or a translation of a frame that fits.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 64 * 3), width: 64, height: 64, channels: 3 };
 * const mask = { data: new Uint8Array(64 * 64), width: 64, height: 64 };
 * const warp = augment.affine({ scale: [0.8, 1.25], rotate: 15, shear: 5, translate: 0.1 });
 * const warped = augment.applyTransform(warp, { id: 'a', image, mask, meta: {} }, { ignoreIndex: 255 });
 * console.log(warped.mask?.data.includes(255)); // true: what comes from outside counts nowhere
 * ```
 */
export function affine(options: AffineOptions = {}): Transform<AffineParams> {
  checkOptionNames('affine', options, ['scale', 'rotate', 'shear', 'translate', 'fitOutput', ...samplingNames]);
  const { fitOutput = false } = options;
  checkOneOf('affine', 'fitOutput', fitOutput, [true, false]);
  const ranges = readAffineRanges('affine', options);
  if (fitOutput && options.translate !== undefined) {
    throw new OptionError('affine: translate has no effect with fitOutput, whose frame moves along. Leave one out.', {
      option: 'translate',
      value: options.translate,
    });
  }
  const rule = readSampling('affine', options);
  const { translate, ...others } = ranges;
  const stored = { ...others, ...(!fitOutput && { translate }), fitOutput, ...rule.options };
  return affineTransform('affine', stored, ranges, rule, fitOutput);
}

/** The ranges of an affine map. */
export interface AffineRanges {
  readonly scale: ReadAxes;
  readonly rotate: Range;
  readonly shear: ReadAxes;
  readonly translate: ReadAxes;
}

/** Reads and checks the ranges of an affine map. */
export function readAffineRanges(where: string, options: AffineOptions): AffineRanges {
  const { scale = 1, rotate = 0, shear = 0, translate = 0 } = options;
  return {
    scale: readAxes(where, 'scale', scale, (option, value) =>
      readAmount(where, option, value, { min: 0.001, max: 1000 }),
    ),
    rotate: readRange(where, 'rotate', rotate),
    shear: readAxes(where, 'shear', shear, (option, value) => readRange(where, option, value, { min: -89, max: 89 })),
    translate: readAxes(where, 'translate', translate, (option, value) => readRange(where, option, value)),
  };
}

/** A transform that draws an affine map. */
export function affineTransform(
  name: string,
  options: Readonly<Record<string, unknown>>,
  ranges: AffineRanges,
  rule: SamplingRule,
  fitOutput = false,
): Transform<AffineParams> {
  return moveTransform({
    name,
    options,
    sample: (draw, context) => ({ ...drawShape(ranges, draw, context), ...rule.drawFill(context) }),
    moves: (params, size) => {
      const matrix = affineMatrix(params, size);
      const frame = fitOutput ? fitFrame(matrix, size) : { matrix, size };
      return [{ ...frame, reading: rule.reading, outside: rule.outside(params) }];
    },
  });
}

function drawShape(ranges: AffineRanges, draw: Random, size: { width: number; height: number }): AffineShape {
  const scale = axesOf(ranges.scale);
  const shear = axesOf(ranges.shear);
  const translate = axesOf(ranges.translate);
  const scaleX = draw.uniform(...scale.x);
  return {
    scaleX,
    scaleY: 'x' in ranges.scale ? draw.uniform(...scale.y) : scaleX,
    rotate: draw.uniform(...ranges.rotate),
    shearX: draw.uniform(...shear.x),
    shearY: draw.uniform(...shear.y),
    translateX: draw.uniform(...translate.x) * size.width,
    translateY: draw.uniform(...translate.y) * size.height,
  };
}
