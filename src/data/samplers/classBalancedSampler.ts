import { DataError, OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import type { ClassCounts } from '../countClasses.js';
import type { Dataset } from '../dataset.js';
import { listNames } from '../listNames.js';
import type { Sampler } from './sampler.js';

/** Options of {@link classBalancedSampler}. */
export interface ClassBalancedSamplerOptions {
  /** The classes to balance (default: all that come in the masks). Leave the background out where it is everywhere. */
  readonly classes?: readonly number[];
  /** How many pixels of a class a mask has at least, to count as having it (default 1). */
  readonly minPixels?: number;
  /** How many samples an epoch has (default: as many as the data set). */
  readonly length?: number;
}

/**
 * Draws samples so that rare classes are seen as often as frequent ones: each draw takes one of the classes, all equally
 * likely, and then one of the samples whose mask has it. Samples without any of the classes never come; those with a
 * rare class come several times.
 *
 * @param counts - Of {@link countClasses}, for all samples of the data set; it may know more of them.
 * @throws OptionError for a class that there is not; DataError when it is used, for samples that were not counted, or if
 * no sample has a class.
 * @example
 * ```ts
 * import { arrayDataset, classBalancedSampler, countClasses } from 'segkit';
 *
 * const image = { data: new Uint8Array(4), width: 2, height: 2, channels: 1 };
 * const labels = [[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 2]]; // class 2 is rare
 * const dataset = arrayDataset(
 *   labels.map((data, i) => ({ id: `${i}`, image, mask: { data: Uint8Array.from(data), width: 2, height: 2 }, meta: {} })),
 *   { task: 'multiclass', classes: 3 },
 * );
 * const sampler = classBalancedSampler(await countClasses(dataset), { classes: [1, 2], length: 12 });
 * console.log(sampler.order(1, 0, dataset, 4)); // sample 3 in about two thirds of the draws
 * ```
 */
export function classBalancedSampler(counts: ClassCounts, options: ClassBalancedSamplerOptions = {}): Sampler {
  checkOptionNames('classBalancedSampler', options, ['classes', 'minPixels', 'length']);
  const { classes = Array.from({ length: counts.classes }, (_, k) => k), minPixels = 1, length } = options;
  checkNumber('classBalancedSampler', 'minPixels', minPixels, { min: 1 });
  if (length !== undefined) checkNumber('classBalancedSampler', 'length', length, { min: 1, integer: true });
  checkClasses(classes, counts.classes);
  const position = new Map(counts.ids.map((id, i) => [id, i]));
  const lengthOf = (dataset: Dataset): number => length ?? dataset.length;

  /** For each class that comes, the positions of the samples that have it. */
  const holders = (dataset: Dataset): number[][] => {
    const missing = dataset.ids.filter((id) => !position.has(id));
    if (missing.length > 0) {
      throw new DataError(`classBalancedSampler: ${listNames(missing)} were not counted. Count the classes again.`, {
        id: missing[0],
      });
    }
    const pixels = dataset.ids.map((id) => counts.pixels[position.get(id) as number]);
    const all = dataset.ids.map((_, index) => index);
    const found = classes.map((k) => all.filter((index) => pixels[index][k] >= minPixels));
    const present = found.filter((indices) => indices.length > 0);
    if (present.length > 0) return present;
    throw new DataError(
      `classBalancedSampler: no sample has ${minPixels} pixels of one of the classes ${classes.join(', ')}. Lower ` +
        'minPixels, or name other classes.',
    );
  };
  return {
    name: 'classBalancedSampler',
    options: { counts, classes, minPixels, ...(length !== undefined && { length }) },
    length: lengthOf,
    order: (epoch, seed, dataset) => {
      const draw = random('classBalancedSampler', seed, epoch);
      const byClass = holders(dataset);
      return Array.from({ length: lengthOf(dataset) }, () => draw.choice(draw.choice(byClass)));
    },
  };
}

function checkClasses(classes: readonly number[], count: number): void {
  const unknown = classes.find((k) => !Number.isInteger(k) || k < 0 || k >= count);
  if (classes.length > 0 && unknown === undefined) return;
  const what = unknown === undefined ? 'classes is empty' : `there is no class ${unknown}`;
  throw new OptionError(`classBalancedSampler: ${what}. Classes are 0 … ${count - 1}.`, {
    option: 'classes',
    value: classes,
  });
}
