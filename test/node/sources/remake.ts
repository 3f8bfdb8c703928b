import { type Dataset, subset } from '../../../src/data/index.js';
import * as node from '../../../src/node/index.js';

/** Makes a data set of its recipe alone, as a worker does. */
export async function remake({ recipe }: Dataset): Promise<Dataset> {
  if (recipe?.module !== 'segkit/node') throw new Error(`no recipe of segkit/node: ${JSON.stringify(recipe)}`);
  const { name, args, indices } = structuredClone(recipe);
  const make = (node as unknown as Record<string, (...args: readonly unknown[]) => Promise<Dataset>>)[name];
  const dataset = await make(...args);
  return indices ? subset(dataset, indices) : dataset;
}
