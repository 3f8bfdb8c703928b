import { OptionError } from '../core/errors.js';
import { nearestName } from '../core/options.js';
import { brightnessContrast } from './brightnessContrast.js';
import { compose } from './compose.js';
import { d4 } from './d4.js';
import { gamma } from './gamma.js';
import { horizontalFlip } from './horizontalFlip.js';
import { oneOf } from './oneOf.js';
import { padIfNeeded, padToMultiple } from './pad.js';
import { centerCrop, randomCrop } from './randomCrop.js';
import { resize } from './resize.js';
import { rotate90 } from './rotate90.js';
import type { Transform } from './transform.js';
import { verticalFlip } from './verticalFlip.js';
import { withProbability } from './withProbability.js';

/** A transform as JSON: its name and options, as `JSON.stringify` writes them. */
export interface TransformJson {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

type Options = Readonly<Record<string, unknown>>;

/** Makes a transform of its options, in which nested transforms are transforms again. */
export type TransformBuilder = (options: Options) => Transform;

/** Options of {@link transformFromJson}. */
export interface TransformFromJsonOptions {
  /** How to make transforms of one's own, by name. */
  readonly builders?: Readonly<Record<string, TransformBuilder>>;
}

/** The options are unknown until the transform's own checks have seen them; each refuses what it does not know. */
const builderOf =
  <O>(make: (options: O) => Transform): TransformBuilder =>
  (options) =>
    make(options as O);

const ownBuilders: Readonly<Record<string, TransformBuilder>> = {
  brightnessContrast: builderOf(brightnessContrast),
  centerCrop: builderOf(centerCrop),
  compose: builderOf(({ transforms }: { transforms: Transform[] }) => compose(transforms)),
  d4: builderOf(d4),
  gamma: builderOf(gamma),
  horizontalFlip: builderOf(horizontalFlip),
  oneOf: builderOf(({ transforms, ...options }: { transforms: Transform[] }) => oneOf(transforms, options)),
  padIfNeeded: builderOf(padIfNeeded),
  padToMultiple: builderOf(padToMultiple),
  randomCrop: builderOf(randomCrop),
  resize: builderOf(resize),
  rotate90: builderOf(rotate90),
  verticalFlip: builderOf(verticalFlip),
  withProbability: builderOf(({ probability, transform }: { probability: number; transform: Transform }) =>
    withProbability(probability, transform),
  ),
};

/**
 * Makes a transform of its JSON, which `JSON.stringify(transform)` writes. Both ways nothing is lost: the same seed
 * gives the same samples.
 *
 * @throws OptionError for a name that is not known, or options that the transform refuses.
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
  const builders = { ...ownBuilders, ...options.builders };
  const build = (value: unknown): Transform => {
    if (!isTransformJson(value)) {
      throw new OptionError(`transformFromJson: ${JSON.stringify(value)} is no transform. It needs name and options.`, {
        option: 'json',
        value,
      });
    }
    if (!Object.hasOwn(builders, value.name)) throw unknownName(value.name, Object.keys(builders));
    const revived = Object.entries(value.options).map(([name, option]) => [name, revive(option)]);
    return builders[value.name](Object.fromEntries(revived));
  };
  const revive = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(revive);
    return isTransformJson(value) ? build(value) : value;
  };
  return build(json);
}

function isTransformJson(value: unknown): value is TransformJson {
  if (typeof value !== 'object' || value === null) return false;
  const { name, options } = value as Partial<TransformJson>;
  return typeof name === 'string' && typeof options === 'object' && options !== null;
}

function unknownName(name: string, known: readonly string[]): OptionError {
  const nearest = nearestName(name, known);
  const cure = nearest ? `Did you mean "${nearest}"?` : `Give its builder: { builders: { ${name}: … } }.`;
  return new OptionError(`transformFromJson: there is no transform "${name}". ${cure}`, {
    option: 'name',
    value: name,
  });
}
