import { DataError, OptionError } from '../../core/errors.js';
import { importModule } from '../../core/importModule.js';
import { type Dataset, type DatasetRecipe, subset } from '../dataset.js';

/** What recipes may name by less than a URL: the entries of segkit, as far as a worker has them. */
export type RecipeModules = Readonly<Record<string, () => Promise<object>>>;

/**
 * Makes a data set by its recipe.
 *
 * @throws OptionError if the module cannot be imported or has no such export, DataError if what it makes is none.
 */
export async function makeDataset(recipe: DatasetRecipe, modules: RecipeModules): Promise<Dataset> {
  const { module, name, args, indices } = recipe;
  const own = Object.hasOwn(modules, module) ? modules[module] : undefined;
  const found = (await (own ? own() : importModule('recipe', module))) as Readonly<Record<string, unknown>>;
  const make = found[name];
  if (typeof make !== 'function') {
    throw new OptionError(`recipe: ${module} has no function ${JSON.stringify(name)} that a worker could call.`, {
      option: 'name',
      value: name,
    });
  }
  const dataset = (await make(...args)) as Partial<Dataset> | undefined;
  if (typeof dataset?.sample !== 'function' || !Array.isArray(dataset.ids)) {
    throw new DataError(`recipe: ${name} of ${module} made no data set. It must give one, or promise it.`);
  }
  return indices ? subset(dataset as Dataset, indices) : (dataset as Dataset);
}
