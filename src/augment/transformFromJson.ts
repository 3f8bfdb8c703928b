import { OptionError } from '../core/errors.js';
import { checkOptionNames, nearestName } from '../core/options.js';
import type { TransformBuilder, TransformBuilders } from './builders.js';
import { compositionBuilders } from './composition/builders.js';
import { droppingBuilders } from './dropping/builders.js';
import { geometricBuilders } from './geometric/builders.js';
import { mixingBuilders } from './mixing/builders.js';
import { pixelBuilders } from './pixel/builders.js';
import type { Transform } from './transform.js';

/** A transform as JSON: its name and options, as `JSON.stringify` writes them. */
export interface TransformJson {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Options of {@link transformFromJson}. */
export interface TransformFromJsonOptions {
  /** How to make transforms of one's own, by name. */
  readonly builders?: Readonly<Record<string, TransformBuilder>>;
}

const ownBuilders: TransformBuilders = {
  ...geometricBuilders,
  ...pixelBuilders,
  ...droppingBuilders,
  ...mixingBuilders,
  ...compositionBuilders,
};

/**
 * Makes a transform of its JSON, which `JSON.stringify(transform)` writes. Both ways nothing is lost: the same seed
 * gives the same samples.
 *
 * @throws OptionError for a name that is not known, or options that the transform refuses, with the place:
 * `compose[2].oneOf[0].gamma: unknown option "gama".`
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const text = JSON.stringify(augment.compose([augment.horizontalFlip(), augment.d4()]));
 * const pipeline = augment.transformFromJson(JSON.parse(text));
 * console.log(JSON.stringify(pipeline) === text); // true
 * ```
 */
export function transformFromJson(json: TransformJson, options: TransformFromJsonOptions = {}): Transform {
  checkOptionNames('transformFromJson', options, ['builders']);
  const builders = { ...ownBuilders, ...options.builders };
  const build = (value: TransformJson, path: string): Transform => {
    checkOptionNames(path, value, ['name', 'options']);
    if (!Object.hasOwn(builders, value.name)) throw unknownName(path, value.name, Object.keys(builders));
    const revived = Object.entries(value.options).map(([name, option]) => [name, revive(option, path)]);
    return withPath(path, value.name, () => builders[value.name](Object.fromEntries(revived)));
  };
  const revive = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((element, i) => revive(element, `${path}[${i}]`));
    return isTransformJson(value) ? build(value, `${path}.${value.name}`) : value;
  };
  if (isTransformJson(json)) return build(json, json.name);
  throw new OptionError(`transformFromJson: ${JSON.stringify(json)} is no transform. It needs name and options.`, {
    option: 'json',
    value: json,
  });
}

/** Errors of nested transforms name the place: `compose[2].oneOf[0].gamma: …`. */
function withPath(path: string, name: string, make: () => Transform): Transform {
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

function unknownName(path: string, name: string, known: readonly string[]): OptionError {
  const nearest = nearestName(name, known);
  const cure = nearest ? `Did you mean "${nearest}"?` : `Give its builder: { builders: { ${name}: … } }.`;
  const place = path === name ? '' : ` (${path})`;
  return new OptionError(`transformFromJson: there is no transform "${name}"${place}. ${cure}`, {
    option: 'name',
    value: name,
  });
}
