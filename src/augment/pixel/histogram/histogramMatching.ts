import { OptionError, ShapeError } from '../../../core/errors.js';
import { checkOptionNames } from '../../../core/options.js';
import { applyCurves, channelHistogram } from '../../../raster/histogram/levelCurve.js';
import { matchingTable } from '../../../raster/histogram/matchHistogram.js';
import { checkGrid } from '../../../raster/pixelGrid.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';

/** How often each of 256 levels is there, for every channel: all that is kept of a reference picture. */
export interface ReferenceHistogram {
  /** One list of 256 counts for each channel. */
  readonly counts: readonly (readonly number[])[];
}

/** Options of {@link histogramMatching}. */
export interface HistogramMatchingOptions {
  /** Pictures of the look that is wanted, of which one is drawn; or their histograms, as JSON has them. */
  readonly references: readonly (Raster | ReferenceHistogram)[];
  /** How much of the matched picture is mixed in, 0 to 1 (default 0.5 … 1). */
  readonly blend?: number | Range;
}

/** What {@link histogramMatching} draws. */
export interface HistogramMatchingParams {
  /** Which reference. */
  readonly reference: number;
  /** How much of the matched picture is mixed in. */
  readonly blend: number;
}

/**
 * Gives each channel the histogram of a reference picture, so that pictures of one camera, scanner or season look like
 * those of another: `x' = cdf_reference⁻¹(cdf(x))`, mixed with `x`. Only histograms of references are kept, in the options
 * and in JSON.
 *
 * @throws ShapeError for pictures with another count of channels than the reference, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const dark = { data: Uint8Array.of(10, 20, 30, 40), width: 4, height: 1, channels: 1 };
 * const image = { data: Uint8Array.of(100, 150, 200, 250), width: 4, height: 1, channels: 1 };
 * const matched = augment.histogramMatching({ references: [dark], blend: 1 });
 * console.log(augment.applyTransform(matched, { id: 'a', image, meta: {} }).image.data); // 10 20 30 40
 * ```
 */
export function histogramMatching(options: HistogramMatchingOptions): Transform<HistogramMatchingParams> {
  const name = 'histogramMatching';
  checkOptionNames(name, options, ['references', 'blend']);
  if (!Array.isArray(options.references) || options.references.length === 0) {
    throw new OptionError(`${name}: references is empty. Give at least one picture of the look that is wanted.`, {
      option: 'references',
      value: options.references,
    });
  }
  const references = options.references.map(histogramsOf);
  const blend = readAmount(name, 'blend', options.blend ?? [0.5, 1], { min: 0, max: 1 });
  return {
    name,
    options: { references, blend },
    sample: (draw) => ({ reference: draw.integer(0, references.length), blend: draw.uniform(...blend) }),
    apply: (params, sample) => {
      if (params.blend === 0) return sample;
      return { ...sample, image: match(sample.image, references[params.reference], params.blend) };
    },
  };
}

function histogramsOf(reference: Raster | ReferenceHistogram): ReferenceHistogram {
  if ('data' in reference) {
    checkGrid('histogramMatching', reference);
    const counts = Array.from({ length: reference.channels }, (_, c) => [...channelHistogram(reference, c)]);
    return { counts };
  }
  const { counts } = reference;
  const isRight = Array.isArray(counts) && counts.length > 0 && counts.every((channel) => channel.length === 256);
  if (isRight) return { counts };
  throw new OptionError('histogramMatching: a reference is neither a picture nor { counts } of 256 levels a channel.', {
    option: 'references',
    value: reference,
  });
}

function match(image: Raster, { counts }: ReferenceHistogram, blend: number): Raster {
  if (counts.length !== image.channels) {
    throw new ShapeError(
      `histogramMatching: the picture has ${image.channels} channels, the reference ${counts.length}. ` +
        'Give references with the channels of the pictures.',
      { expected: [null, null, counts.length], actual: [image.height, image.width, image.channels] },
    );
  }
  const tables = counts.map((reference, c) => {
    const matched = matchingTable(channelHistogram(image, c), reference);
    return matched.map((level, before) => before + blend * (level - before));
  });
  return applyCurves(image, tables);
}
