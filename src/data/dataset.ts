import { DataError, OptionError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import type { Task } from '../core/task.js';
import type { Sample } from './sample.js';

/** What is known about all samples of a data set. */
export interface DatasetInfo {
  readonly task?: Task;
  /** The number of classes. */
  readonly classes?: number;
  /** The name of each class. */
  readonly labels?: readonly string[];
  /** The label of pixels that count nowhere. */
  readonly ignoreIndex?: number;
}

/**
 * How to make a data set again in another thread: `module` is imported, and its export `name` called with `args`; what it
 * gives, or promises, is the data set. Everything in it is plain data, as `structuredClone` takes it.
 */
export interface DatasetRecipe {
  /** `segkit`, `segkit/node`, `segkit/browser`, or the URL of a module, such as `import.meta.url`. */
  readonly module: string;
  /** The name of the export that makes the data set. */
  readonly name: string;
  /** What it is called with. */
  readonly args: readonly unknown[];
  /** The positions that this data set takes of the one that is made, in its own order. Left out: all. */
  readonly indices?: ArrayLike<number>;
}

/** Samples that can be asked for by their position, in any order and any number of times. */
export interface Dataset extends DatasetInfo {
  readonly length: number;
  /** The id of each sample; no two are alike. */
  readonly ids: readonly string[];
  /** Reads a sample. Asking twice gives the same. */
  sample(index: number): Promise<Sample>;
  /** How a worker makes this data set for itself. Left out: it is read where it is. */
  readonly recipe?: DatasetRecipe;
}

/**
 * A data set of samples in memory.
 *
 * @throws DataError if two samples have the same id.
 * @example
 * ```ts
 * import { arrayDataset } from 'segkit';
 *
 * const image = { data: new Uint8Array(4 * 4 * 3), width: 4, height: 4, channels: 3 };
 * const mask = { data: new Uint8Array(4 * 4), width: 4, height: 4 };
 * const dataset = arrayDataset([{ id: 'a', image, mask, meta: {} }], { task: 'binary', classes: 1 });
 * console.log(dataset.length, (await dataset.sample(0)).id); // 1 a
 * ```
 */
export function arrayDataset(samples: readonly Sample[], info: DatasetInfo = {}): Dataset {
  checkOptionNames('arrayDataset', info, ['task', 'classes', 'labels', 'ignoreIndex']);
  const ids = samples.map((sample) => sample.id);
  checkUniqueIds('arrayDataset', ids);
  return { ...info, length: samples.length, ids, sample: async (index) => samples[checkIndex(index, samples.length)] };
}

/**
 * Some samples of a data set, in the order of the given positions.
 *
 * @throws OptionError for a position that does not exist or comes twice.
 * @example
 * ```ts
 * import { arrayDataset, subset } from 'segkit';
 *
 * const image = { data: new Uint8Array(1), width: 1, height: 1, channels: 1 };
 * const dataset = arrayDataset(['a', 'b', 'c'].map((id) => ({ id, image, meta: {} })));
 * console.log(subset(dataset, [2, 0]).ids); // ['c', 'a']
 * ```
 */
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const chosen = Array.from(indices);
  for (const index of chosen) checkIndex(index, dataset.length);
  const ids = chosen.map((index) => dataset.ids[index]);
  checkUniqueIds('subset', ids);
  return {
    ...infoOf(dataset),
    length: chosen.length,
    ids,
    sample: async (index) => dataset.sample(chosen[checkIndex(index, chosen.length)]),
    ...(dataset.recipe && { recipe: recipeOfSubset(dataset.recipe, chosen) }),
  };
}

function recipeOfSubset(recipe: DatasetRecipe, chosen: readonly number[]): DatasetRecipe {
  const { indices } = recipe;
  return { ...recipe, indices: Int32Array.from(chosen, (index) => indices?.[index] ?? index) };
}

/** What is known about all samples, without the samples. */
export function infoOf(dataset: DatasetInfo): DatasetInfo {
  const { task, classes, labels, ignoreIndex } = dataset;
  return { task, classes, labels, ignoreIndex };
}

/** Refuses ids that come twice, since errors and random keys go by them. */
export function checkUniqueIds(where: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      throw new DataError(`${where}: two samples have the id ${JSON.stringify(id)}. Give each its own.`, { id });
    }
    seen.add(id);
  }
}

function checkIndex(index: number, length: number): number {
  if (Number.isInteger(index) && index >= 0 && index < length) return index;
  throw new OptionError(`sample: there is no index ${index} in a data set of ${length}. The first one is 0.`, {
    option: 'index',
    value: index,
  });
}
