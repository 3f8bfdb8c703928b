import { checkOptionNames } from '../../../core/options.js';
import type { Range } from '../../range.js';
import { readAmount } from '../../readAmount.js';
import type { Transform } from '../../transform.js';
import { type FillParams, readSampling, type SamplingOptions, samplingNames } from '../readSampling.js';
import { type ElasticShape, elasticField } from './elasticField.js';
import { fieldTransform } from './fieldTransform.js';

/** Options of {@link elastic}. */
export interface ElasticOptions extends SamplingOptions {
  /** The standard deviation of the displacements along each axis, in pixels (default 2 … 8). */
  readonly strength?: number | Range;
  /** How smooth they are: the standard deviation of the Gaussian that smooths the noise, in pixels (default 16). */
  readonly sigma?: number | Range;
}

/** What {@link elastic} draws. */
export interface ElasticParams extends ElasticShape, FillParams {}

/**
 * Bends the picture like rubber: random displacements that vary smoothly (Simard et al., 2003).
 *
 * `strength` says how far pixels really move, whatever `sigma` is. Half of `sigma` bends much; beyond it the picture folds.
 * Albumentations' `alpha` is `strength · 2·√π · sigma` for noise of standard deviation 1.
 *
 * @throws OptionError for ranges that are none.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: new Uint8Array(64 * 48), width: 64, height: 48, channels: 1 };
 * const bend = augment.elastic({ strength: 3, sigma: 8, border: 'reflect101' });
 * console.log(augment.drawParams(bend, { id: 'a', image, meta: {} }).strength); // 3
 * ```
 */
export function elastic(options: ElasticOptions = {}): Transform<ElasticParams> {
  checkOptionNames('elastic', options, ['strength', 'sigma', ...samplingNames]);
  const strength = readAmount('elastic', 'strength', options.strength ?? [2, 8], { min: 0 });
  const sigma = readAmount('elastic', 'sigma', options.sigma ?? 16, { min: 0.5, max: 1000 });
  return fieldTransform({
    name: 'elastic',
    options: { strength, sigma },
    rule: readSampling('elastic', options),
    sample: (draw) => ({
      noise: draw.integer(0, 2 ** 32),
      strength: draw.uniform(...strength),
      sigma: draw.uniform(...sigma),
    }),
    isStill: (params) => params.strength === 0,
    field: elasticField,
  });
}
