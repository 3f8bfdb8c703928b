import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { type Task, tasks } from '../../core/task.js';
import type { Sample } from '../../data/sample.js';
import { newData } from '../../raster/pixelGrid.js';
import type { Raster } from '../../raster/raster.js';
import { drawBeta } from './drawBeta.js';
import { fitPartner, weightOf } from './fitPartner.js';
import type { MixInfo, MixTransform } from './mixTransform.js';
import { mixLabels, type SoftLabelForm, softLabelForm, softLabels } from './softLabels.js';

/** Options of {@link mixUp}. */
export interface MixUpOptions {
  /** How often samples are mixed (default 0.5). */
  readonly probability?: number;
  /** λ is drawn from Beta(α, α): the smaller α, the closer to 0 or 1 (default 0.2). */
  readonly alpha?: number;
  /** What the masks mean, where the data set does not say. */
  readonly task?: Task;
  /** How many classes there are, where the data set does not say. */
  readonly classes?: number;
}

/** What {@link mixUp} draws. */
export interface MixUpParams {
  /** The part of the sample itself; the rest is the partner's. */
  readonly lambda: number;
  /** What masks become; absent for samples without one. */
  readonly labels?: SoftLabelForm;
}

/**
 * Blends a sample with another one (Zhang et al. 2018): `λ · a + (1 − λ) · b`, both picture and mask.
 *
 * Masks become soft: float32 of parts of classes, `[H,W,1]` for `binary` and `[H,W,K]` else, also where a sample is not
 * mixed. All losses take them; a pixel that counts in neither mask is −1 there. Metrics do not: mix for training alone.
 *
 * @throws OptionError if a mask is a label map and neither the options nor the data set say what it means.
 * @throws DataError if two samples have other channels, number types or kinds of masks.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const sampleOf = (id: string, label: number) => ({
 *   id,
 *   image: { data: new Uint8Array(64).fill(100 * label), width: 8, height: 8, channels: 1 },
 *   mask: { data: new Uint8Array(64).fill(label), width: 8, height: 8 },
 *   meta: {},
 * });
 * const a = sampleOf('a', 0);
 * const mixed = augment.applyMix(augment.mixUp({ probability: 1, task: 'binary' }), a, [sampleOf('b', 1)], { seed: 3 });
 * console.log(mixed.image.data[0], mixed.mask?.data[0]); // such as 12 and 0.12
 * ```
 */
export function mixUp(options: MixUpOptions = {}): MixTransform<MixUpParams> {
  const name = 'mixUp';
  checkOptionNames(name, options, ['probability', 'alpha', 'task', 'classes']);
  const { probability = 0.5, alpha = 0.2, task, classes } = options;
  checkNumber(name, 'probability', probability, { min: 0, max: 1 });
  checkNumber(name, 'alpha', alpha, { min: 1e-3, max: 1e6 });
  if (task !== undefined) checkOneOf(name, 'task', task, tasks);
  if (classes !== undefined) checkNumber(name, 'classes', classes, { min: 1, integer: true });
  const labelsOf = ({ mask }: Sample, info: MixInfo): { labels?: SoftLabelForm } =>
    mask ? { labels: softLabelForm(name, mask, { ...info, ...(task && { task }), ...(classes && { classes }) }) } : {};
  return {
    name,
    options: { probability, alpha, ...(task && { task }), ...(classes && { classes }) },
    partners: (draw) => (draw.key('whether').chance(probability) ? 1 : 0),
    sample: (draw, context) => ({
      lambda: drawBeta(draw.key('lambda'), alpha),
      ...labelsOf(context.sample(), context),
    }),
    apply: ({ lambda, labels }, sample, [given]) => {
      const partner = fitPartner(name, sample, given);
      return {
        ...sample,
        image: blend(sample.image, partner.image, lambda),
        ...(labels && sample.mask && partner.mask && { mask: mixLabels(sample.mask, partner.mask, lambda, labels) }),
        ...(sample.weight && { weight: blend(sample.weight, weightOf(partner), lambda) }),
      };
    },
    soften: (sample, info) => {
      const { labels } = labelsOf(sample, info);
      return labels && sample.mask ? { ...sample, mask: softLabels(sample.mask, labels) } : sample;
    },
  };
}

function blend(a: Raster, b: Raster, lambda: number): Raster {
  const data = newData(a.data, a.data.length);
  const rest = 1 - lambda;
  // Whole-number arrays cut off what is behind the point.
  const rounding = data instanceof Float32Array ? 0 : 0.5;
  const [first, second] = [a.data, b.data];
  for (let i = 0; i < data.length; i++) data[i] = lambda * first[i] + rest * second[i] + rounding;
  return { ...a, data };
}
