import { OptionError, ShapeError } from '../../../core/errors.js';
import { checkOptionNames } from '../../../core/options.js';
import { addFrequencies, type LowFrequencies, lowFrequencies } from '../../../raster/frequency/lowFrequencies.js';
import { settleFor } from '../../../raster/mapValues.js';
import { type PackedRaster, packRaster, unpackRaster } from '../../../raster/packRaster.js';
import { checkGrid, newData } from '../../../raster/pixelGrid.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';

/** Options of {@link fourierDomainAdaptation}. */
export interface FourierDomainAdaptationOptions {
  /** Pictures of the look that is wanted, of any size, of which one is drawn; JSON keeps them packed. */
  readonly references: readonly (Raster | PackedRaster)[];
  /** Up to which part of the shorter side frequencies are exchanged, 0 to 0.5 (default 0.005 … 0.02). */
  readonly beta?: number | Range;
}

/** What {@link fourierDomainAdaptation} draws. */
export interface FourierDomainAdaptationParams {
  /** Which reference. */
  readonly reference: number;
  /** Up to which part of the shorter side frequencies are exchanged. */
  readonly beta: number;
}

/**
 * Gives pictures the light, colours and haze of another place, and leaves their content alone: amplitudes of the lowest
 * frequencies, up to `⌊beta · min(W, H)⌋` waves a side, are taken from a reference, phases are kept (Yang and Soatto 2020).
 * The result is rounded for whole numbers and clipped to 0 … maximum. The time grows with beta.
 *
 * @throws ShapeError for pictures with another count of channels than the reference, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const dusk = { data: new Uint8Array(32 * 32 * 3).fill(60), width: 32, height: 32, channels: 3 };
 * const image = { data: new Uint8Array(48 * 40 * 3).fill(180), width: 48, height: 40, channels: 3 };
 * const adapt = augment.fourierDomainAdaptation({ references: [dusk], beta: 0.05 });
 * console.log(augment.applyTransform(adapt, { id: 'a', image, meta: {} }).image.data[0]); // 60
 * ```
 */
export function fourierDomainAdaptation(
  options: FourierDomainAdaptationOptions,
): Transform<FourierDomainAdaptationParams> {
  const name = 'fourierDomainAdaptation';
  checkOptionNames(name, options, ['references', 'beta']);
  if (!Array.isArray(options.references) || options.references.length === 0) {
    throw new OptionError(`${name}: references is empty. Give at least one picture of the look that is wanted.`, {
      option: 'references',
      value: options.references,
    });
  }
  const references = options.references.map((reference) =>
    'base64' in reference ? unpackRaster(reference) : reference,
  );
  for (const reference of references) checkGrid(name, reference);
  const beta = readAmount(name, 'beta', options.beta ?? [0.005, 0.02], { min: 0, max: 0.5 });
  return {
    name,
    options: { references: references.map(packRaster), beta },
    sample: (draw) => ({ reference: draw.integer(0, references.length), beta: draw.uniform(...beta) }),
    apply: (params, sample) => {
      if (params.beta === 0) return sample;
      return { ...sample, image: adapt(sample.image, references[params.reference], params.beta) };
    },
  };
}

function adapt(image: Raster, reference: Raster, beta: number): Raster {
  const { data, width, height, channels } = image;
  if (reference.channels !== channels) {
    throw new ShapeError(
      `fourierDomainAdaptation: the picture has ${channels} channels, the reference ${reference.channels}. ` +
        'Give references with the channels of the pictures.',
      { expected: [null, null, reference.channels], actual: [height, width, channels] },
    );
  }
  const least = Math.min(width, height, reference.width, reference.height);
  const reach = Math.min(Math.floor(beta * Math.min(width, height)), (least - 1) >> 1);
  // Amplitudes grow with the count of pixels and with the range of values.
  const unit = (width * height * maximumOf(image)) / (reference.width * reference.height * maximumOf(reference));
  const output = newData(data, data.length);
  const settle = settleFor(data);
  for (let c = 0; c < channels; c++) {
    const field = new Float64Array(width * height);
    const change = exchange(lowFrequencies(image, c, reach), lowFrequencies(reference, c, reach), unit);
    addFrequencies(field, width, height, change);
    for (let p = 0, i = c; p < field.length; p++, i += channels) output[i] = settle(data[i] + field[p]);
  }
  return { ...image, data: output };
}

/** What is to be added so that amplitudes become those of the reference; what has no amplitude has no phase to keep. */
function exchange(own: LowFrequencies, reference: LowFrequencies, unit: number): LowFrequencies {
  const factors = own.real.map((real, i) => {
    const amplitude = Math.hypot(real, own.imaginary[i]);
    const wanted = unit * Math.hypot(reference.real[i], reference.imaginary[i]);
    return amplitude > 1e-9 * Math.abs(own.real[own.reach * (own.reach + 1)]) ? wanted / amplitude - 1 : 0;
  });
  return {
    reach: own.reach,
    real: own.real.map((real, i) => real * factors[i]),
    imaginary: own.imaginary.map((imaginary, i) => imaginary * factors[i]),
  };
}
