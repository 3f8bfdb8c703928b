import { OptionError } from './errors.js';

/**
 * Imports a module that is known by its URL at run time alone; bundlers leave the import as it is.
 *
 * @throws OptionError that says why it could not be imported.
 */
export async function importModule(where: string, url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ url)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionError(
      `${where}: the module ${JSON.stringify(url)} cannot be imported: ${reason}. Give the URL of a JavaScript module, ` +
        "such as new URL('./mine.js', import.meta.url).",
      { option: 'module', value: url },
    );
  }
}
