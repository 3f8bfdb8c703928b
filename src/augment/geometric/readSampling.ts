import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { type Border, borders } from '../../raster/border.js';
import { interpolations, type ResizeOptions } from '../../raster/resize.js';
import type { MaskInterpolation, Outside, Reading } from '../moves/move.js';
import type { ResizeReading } from '../moves/sizeMoves.js';
import type { TransformContext } from '../transform.js';

/** What lies outside the picture. */
export interface OutsideOptions {
  /** What lies outside (default `constant`); under any other border the mask is continued like the picture. */
  readonly border?: Border;
  /** New pixels of the picture under a `constant` border: one number, or one for each channel (default 0). */
  readonly fill?: number | readonly number[];
  /** New pixels of the mask under a `constant` border: by default the data set's ignore index, or 0 if it has none. */
  readonly maskFill?: number;
}

/** How new pixels are made of old ones. */
export interface SamplingOptions extends OutsideOptions {
  /** How the picture and its weights are read between their pixels (default `bilinear`). */
  readonly interpolation?: 'nearest' | 'bilinear';
  /**
   * How the mask is read between its pixels.
   *
   * - `nearest` (the default): the pixel whose centre is nearest
   * - `labelLinear`: the label that weighs most among the four pixels around, so that edges become smoother, and no label
   *   is invented. Masks of K channels are mixed channel by channel; whole numbers are rounded.
   * - `linear`: mixed like the picture, for heat maps: masks of float32 channels. Label maps refuse it.
   */
  readonly maskInterpolation?: MaskInterpolation;
}

/** How a change of size makes new pixels of old ones. */
export interface ScalingOptions {
  /** How the picture and its weights are resized (default `auto`: the mean of areas where they shrink, else `bilinear`). */
  readonly interpolation?: ResizeOptions['interpolation'];
  /** How the mask is resized, see {@link SamplingOptions} (default `nearest`). */
  readonly maskInterpolation?: MaskInterpolation;
}

/** What warps and paddings settle for a sample. */
export interface FillParams {
  /** The label of new mask pixels. */
  readonly maskFill: number;
}

/** The options of {@link readOutside}, all settled but for the label, which a sample may decide. */
export interface OutsideRule {
  /** Their defaults filled in, for JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly drawFill: (context: TransformContext) => FillParams;
  readonly outside: (params: FillParams) => Outside;
}

/** The same with how pixels are read. */
export interface SamplingRule extends OutsideRule {
  readonly reading: Reading;
}

/** The names of the options, for checks. */
export const outsideNames = ['border', 'fill', 'maskFill'];
/** The names of the options, for checks. */
export const samplingNames = [...outsideNames, 'interpolation', 'maskInterpolation'];

/** The names of the options, for checks. */
export const scalingNames = ['interpolation', 'maskInterpolation'];

const maskInterpolations: readonly MaskInterpolation[] = ['nearest', 'labelLinear', 'linear'];

/** Reads and checks what lies outside. */
export function readOutside(where: string, options: OutsideOptions): OutsideRule {
  const { border = 'constant', fill = 0, maskFill } = options;
  checkOneOf(where, 'border', border, borders);
  if (border !== 'constant' && (maskFill !== undefined || options.fill !== undefined)) {
    const option = maskFill === undefined ? 'fill' : 'maskFill';
    throw new OptionError(
      `${where}: ${option} has no effect under a ${border} border, which continues picture and mask. ` +
        'Leave it out, or use border: "constant".',
      { option, value: options[option] },
    );
  }
  for (const value of [fill].flat()) checkNumber(where, 'fill', value);
  if (maskFill !== undefined) checkNumber(where, 'maskFill', maskFill, { integer: true });
  return {
    options: { border, ...(border === 'constant' && { fill, ...(maskFill !== undefined && { maskFill }) }) },
    drawFill: ({ ignoreIndex }) => ({ maskFill: maskFill ?? ignoreIndex ?? 0 }),
    outside: (params) => ({ border, fill, maskFill: params.maskFill }),
  };
}

/** Reads and checks how new pixels are made. */
export function readSampling(where: string, options: SamplingOptions): SamplingRule {
  const { interpolation = 'bilinear', maskInterpolation = 'nearest' } = options;
  checkOneOf(where, 'interpolation', interpolation, ['nearest', 'bilinear']);
  checkOneOf(where, 'maskInterpolation', maskInterpolation, maskInterpolations);
  const rule = readOutside(where, options);
  return {
    ...rule,
    options: { ...rule.options, interpolation, maskInterpolation },
    reading: { interpolation, maskInterpolation },
  };
}

/** Reads and checks how pixels are resized. */
export function readScaling(where: string, options: ScalingOptions): ResizeReading {
  const { interpolation = 'auto', maskInterpolation = 'nearest' } = options;
  checkOneOf(where, 'interpolation', interpolation, interpolations);
  checkOneOf(where, 'maskInterpolation', maskInterpolation, maskInterpolations);
  return { interpolation, maskInterpolation };
}
