import { OptionError } from '../core/errors.js';
import { importModule } from '../core/importModule.js';
import { checkOptionNames } from '../core/options.js';
import type { TransformBuilders } from './builders.js';
import { checkTransforms } from './composition/checkTransforms.js';
import type { Transform } from './transform.js';

/** What the JSON of a transform of one's own holds. */
export interface FromModuleOptions {
  /** The URL of the module. */
  readonly module: string;
  /** The name of its export that makes the transform. */
  readonly exportName: string;
  /** What the export is called with; JSON. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The modules that have been imported, by their URLs: JSON can be read at once where they have. */
const imported = new Map<string, Readonly<Record<string, unknown>>>();

/** Imports a module, once. */
export async function loadModule(url: string): Promise<void> {
  if (!imported.has(url)) imported.set(url, await importModule('fromModule', url));
}

/** The transform that an export of an imported module makes. */
export function fromImported(json: FromModuleOptions): Transform {
  checkOptionNames('fromModule', json, ['module', 'exportName', 'options']);
  const { module, exportName, options = {} } = json;
  const fail = (message: string): OptionError => new OptionError(message, { option: 'fromModule', value: json });
  const found = imported.get(module);
  if (!found) throw fail(`fromModule: ${module} is not imported yet. Use await augment.loadTransform(json).`);
  const make = found[exportName];
  if (typeof make !== 'function') {
    const names = Object.keys(found).join(', ') || 'nothing';
    throw fail(`fromModule: ${module} has no function ${JSON.stringify(exportName)}: it exports ${names}.`);
  }
  const made = make(options) as Transform;
  checkTransforms(`fromModule ${JSON.stringify(exportName)}`, [made]);
  return { ...made, name: 'fromModule', options: { module, exportName, options } };
}

/** The builder for transforms of one's own, of modules that are imported already. */
export const moduleBuilders: TransformBuilders = {
  fromModule: (options) => fromImported(options as unknown as FromModuleOptions),
};
