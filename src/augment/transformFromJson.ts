import { checkOptionNames } from '../core/options.js';
import type { TransformBuilder, TransformBuilders } from './builders.js';
import { buildFromJson, type TransformJson } from './buildFromJson.js';
import { compositionBuilders } from './composition/builders.js';
import { droppingBuilders } from './dropping/builders.js';
import { geometricBuilders } from './geometric/builders.js';
import { moduleBuilders } from './importedModules.js';
import { pixelBuilders } from './pixel/builders.js';
import { policyBuilders } from './policies/builders.js';
import type { Transform } from './transform.js';

/** Options of {@link transformFromJson}. */
export interface TransformFromJsonOptions {
  /** How to make transforms of one's own, by name. */
  readonly builders?: Readonly<Record<string, TransformBuilder>>;
}

const ownBuilders: TransformBuilders = {
  ...geometricBuilders,
  ...pixelBuilders,
  ...droppingBuilders,
  ...policyBuilders,
  ...compositionBuilders,
  ...moduleBuilders,
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
  return buildFromJson('transformFromJson', json, { ...ownBuilders, ...options.builders });
}
