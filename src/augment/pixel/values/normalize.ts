import { OptionError, ShapeError } from '../../../core/errors.js';
import { checkNumber, checkOneOf } from '../../../core/options.js';
import type { Raster } from '../../../raster/raster.js';
import type { Transform } from '../../transform.js';
import { maximumOf } from '../mapLevels.js';
import { pictureTransform } from '../pictureTransform.js';

/** What {@link normalize} measures. */
export type NormalizeMode = 'standard' | 'image' | 'imagePerChannel' | 'minMax' | 'minMaxPerChannel';

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /**
   * - `standard` (default): `(x / maximum − mean) / standardDeviation`
   * - `image`: `(x − m) / (s + 1e-4)` with mean and standard deviation of the picture
   * - `imagePerChannel`: the same, channel by channel
   * - `minMax`: `(x − low) / (high − low + 1e-4)` with the lowest and highest value of the picture
   * - `minMaxPerChannel`: the same, channel by channel
   */
  readonly mode?: NormalizeMode;
  /** Of each channel, as a part of `maximum`; `standard` alone (default: that of ImageNet). */
  readonly mean?: readonly number[];
  /** Of each channel, as a part of `maximum`; `standard` alone (default: that of ImageNet). */
  readonly standardDeviation?: readonly number[];
  /** The value of full brightness; `standard` alone (default: 255, 65535, or 1 for float32). */
  readonly maximum?: number;
}

const imageNetMean = [0.485, 0.456, 0.406];
const imageNetDeviation = [0.229, 0.224, 0.225];

/**
 * Makes pictures into float32 values around 0, as networks like them. It belongs at the end of a pipeline, and only where
 * the model does not do it itself: models with `preprocessing` do.
 *
 * @throws ShapeError where there are not as many means as channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 128, 255), width: 1, height: 1, channels: 3 };
 * const half = augment.normalize({ mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] });
 * console.log(augment.applyTransform(half, { id: 'a', image, meta: {} }).image.data); // -1 0.004 1
 * ```
 */
export function normalize(options: NormalizeOptions = {}): Transform<object> {
  const name = 'normalize';
  const { mode = 'standard', maximum } = options;
  checkOneOf(name, 'mode', mode, ['standard', 'image', 'imagePerChannel', 'minMax', 'minMaxPerChannel']);
  const settings = mode === 'standard' ? standardSettings(options) : {};
  for (const option of ['mean', 'standardDeviation', 'maximum'] as const) {
    if (mode === 'standard' || options[option] === undefined) continue;
    throw new OptionError(`${name}: ${option} has no effect under mode "${mode}". Leave it out.`, { option });
  }
  return pictureTransform(name, options, {
    ranges: {},
    settings: { mode, mean: undefined, standardDeviation: undefined, maximum: undefined, ...settings },
    change: (image) => scaled(image, scalesOf(image, mode, settings, maximum)),
  });
}

interface Standard {
  readonly mean?: readonly number[];
  readonly standardDeviation?: readonly number[];
}

function standardSettings({ mean, standardDeviation, maximum }: NormalizeOptions): Standard & { maximum?: number } {
  for (const value of mean ?? []) checkNumber('normalize', 'mean', value);
  for (const value of standardDeviation ?? []) checkNumber('normalize', 'standardDeviation', value, { min: 1e-12 });
  if (maximum !== undefined) checkNumber('normalize', 'maximum', maximum, { min: 1e-12 });
  return {
    mean: [...(mean ?? imageNetMean)],
    standardDeviation: [...(standardDeviation ?? imageNetDeviation)],
    ...(maximum !== undefined && { maximum }),
  };
}

/** What is taken away from each channel, and what it is divided by. */
interface Scale {
  readonly offset: number;
  readonly divisor: number;
}

function scalesOf(
  image: Raster,
  mode: NormalizeMode,
  { mean, standardDeviation }: Standard,
  maximum?: number,
): Scale[] {
  const { data, channels } = image;
  if (mean && standardDeviation) {
    if (mean.length !== channels || standardDeviation.length !== channels) {
      throw new ShapeError(
        `normalize: ${mean.length} means and ${standardDeviation.length} standard deviations for ${channels} channels. ` +
          'Give one of each for every channel.',
        { expected: [null, null, channels], actual: [mean.length, standardDeviation.length] },
      );
    }
    const full = maximum ?? maximumOf(image);
    return mean.map((value, c) => ({ offset: value * full, divisor: standardDeviation[c] * full }));
  }
  const step = mode.endsWith('PerChannel') ? channels : 1;
  const measure = mode.startsWith('minMax') ? measureRange : measureSpread;
  const scales = Array.from({ length: step }, (_, first) => measure(data, first, step));
  return Array.from({ length: channels }, (_, c) => scales[c % step]);
}

function measureRange(data: Raster['data'], first: number, step: number): Scale {
  let [low, high] = [Infinity, -Infinity];
  for (let i = first; i < data.length; i += step) {
    low = Math.min(low, data[i]);
    high = Math.max(high, data[i]);
  }
  return { offset: low, divisor: high - low + 1e-4 };
}

function measureSpread(data: Raster['data'], first: number, step: number): Scale {
  const count = data.length / step;
  let sum = 0;
  for (let i = first; i < data.length; i += step) sum += data[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = first; i < data.length; i += step) squares += (data[i] - mean) ** 2;
  return { offset: mean, divisor: Math.sqrt(squares / count) + 1e-4 };
}

function scaled(image: Raster, scales: readonly Scale[]): Raster {
  const { data, channels } = image;
  const output = new Float32Array(data.length);
  scales.forEach(({ offset, divisor }, c) => {
    const factor = 1 / divisor;
    for (let i = c; i < data.length; i += channels) output[i] = (data[i] - offset) * factor;
  });
  return { ...image, data: output };
}
