import { OptionError } from '../core/errors.js';
import { checkOptionNames, nearestName } from '../core/options.js';
import type { Builders } from './builders.js';

/** A transform as JSON: its name and options, as `JSON.stringify` writes them. */
export interface TransformJson {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Makes what JSON says, from the inside out. Errors name the place: `compose[2].oneOf[0].gamma: …`. */
export function buildFromJson<T>(where: string, json: TransformJson, builders: Builders<T>): T {
  const build = (value: TransformJson, path: string): T => {
    checkOptionNames(path, value, ['name', 'options']);
    if (!Object.hasOwn(builders, value.name)) throw unknownName(where, path, value.name, Object.keys(builders));
    const revived = Object.entries(value.options).map(([name, option]) => [name, revive(option, path)]);
    return withPath(path, value.name, () => builders[value.name](Object.fromEntries(revived)));
  };
  const revive = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((element, i) => revive(element, `${path}[${i}]`));
    return isTransformJson(value) ? build(value, `${path}.${value.name}`) : value;
  };
  if (isTransformJson(json)) return build(json, json.name);
  throw new OptionError(`${where}: ${JSON.stringify(json)} is no transform. It needs name and options.`, {
    option: 'json',
    value: json,
  });
}

/** What a nested transform refuses is refused with its place. */
function withPath<T>(path: string, name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof OptionError) || path === name) throw error;
    const message = error.message.startsWith(`${name}: `)
      ? `${path}${error.message.slice(name.length)}`
      : `${path}: ${error.message}`;
    throw new OptionError(message, { option: error.option, value: error.value });
  }
}

function isTransformJson(value: unknown): value is TransformJson {
  if (typeof value !== 'object' || value === null) return false;
  const { name, options } = value as Partial<TransformJson>;
  return typeof name === 'string' && typeof options === 'object' && options !== null;
}

function unknownName(where: string, path: string, name: string, known: readonly string[]): OptionError {
  const nearest = nearestName(name, known);
  const cure = nearest ? `Did you mean "${nearest}"?` : `Give its builder: { builders: { ${name}: … } }.`;
  const place = path === name ? '' : ` (${path})`;
  return new OptionError(`${where}: there is no transform "${name}"${place}. ${cure}`, { option: 'name', value: name });
}
