import type { TransformJson } from './buildFromJson.js';
import { fromImported, loadModule } from './importedModules.js';
import type { Transform } from './transform.js';
import { type TransformFromJsonOptions, transformFromJson } from './transformFromJson.js';

/**
 * A transform of your own that can travel: workers import the module for themselves, and its JSON holds the URL.
 *
 * The module exports a function that takes the options and gives a {@link Transform}. Its draws are keyed like those of
 * all others, so batches are the same with and without workers. It is imported anew by each worker: what it keeps in
 * variables is not shared.
 *
 * In Node it is a JavaScript file; TypeScript works where Node reads it, from 22.18 on by itself, before with tsx. In a
 * browser it is what the page serves.
 *
 * @param url Of the module, such as `new URL('./speckle.js', import.meta.url)`.
 * @param exportName The function that makes the transform.
 * @param options What it is called with; JSON.
 * @throws OptionError if the module cannot be imported, has no such function, or that makes no transform.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * // A file of your own; written as a data URL here.
 * const url = `data:text/javascript,
 *   export const darken = ({ by }) => ({
 *     name: 'darken',
 *     options: { by },
 *     sample: (draw) => ({ factor: 1 - draw.uniform(0, by) }),
 *     apply: ({ factor }, sample) => {
 *       const data = sample.image.data.map((value) => value * factor);
 *       return { ...sample, image: { ...sample.image, data } };
 *     },
 *   });`;
 *
 * const pipeline = augment.compose([augment.horizontalFlip(), await augment.fromModule(url, 'darken', { by: 0.5 })]);
 * const image = { data: Uint8Array.of(100, 200), width: 2, height: 1, channels: 1 };
 * console.log(augment.applyTransform(pipeline, { id: 'a', image, meta: {} }).image.data);
 * ```
 */
export async function fromModule(
  url: string | URL,
  exportName: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Transform> {
  const module = String(url);
  await loadModule(module);
  return fromImported({ module, exportName, options });
}

/**
 * Makes a transform of its JSON as {@link transformFromJson} does, and imports the modules that it names first.
 *
 * @throws OptionError as {@link transformFromJson} and {@link fromModule} do.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const json = JSON.parse('{ "name": "horizontalFlip", "options": { "probability": 1 } }');
 * console.log((await augment.loadTransform(json)).name); // horizontalFlip
 * ```
 */
export async function loadTransform(json: TransformJson, options: TransformFromJsonOptions = {}): Promise<Transform> {
  await Promise.all([...modulesIn(json)].map(loadModule));
  return transformFromJson(json, options);
}

/** The URLs of all modules that JSON of a transform names, however deep. */
function modulesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  const { name, options } = value as Partial<TransformJson>;
  if (name === 'fromModule' && typeof options?.module === 'string') found.add(options.module);
  for (const inner of Object.values(value)) modulesIn(inner, found);
  return found;
}
