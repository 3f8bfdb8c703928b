import { checkOptionNames } from '../../core/options.js';
import type { Builders } from '../builders.js';
import { buildFromJson, type TransformJson } from '../buildFromJson.js';
import { mixingBuilders } from './builders.js';
import type { MixTransform } from './mixTransform.js';

/** Options of {@link mixFromJson}. */
export interface MixFromJsonOptions {
  /** How to make mixes of one's own, by name. */
  readonly builders?: Builders<MixTransform>;
}

/**
 * Makes a mix of its JSON, which `JSON.stringify(mix)` writes. Both ways nothing is lost.
 *
 * @throws OptionError for a name that is not known, or options that the mix refuses, with the place.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const text = JSON.stringify(augment.mixOneOf([augment.cutMix(), augment.copyPaste({ objects: 2 })]));
 * console.log(JSON.stringify(augment.mixFromJson(JSON.parse(text))) === text); // true
 * ```
 */
export function mixFromJson(json: TransformJson, options: MixFromJsonOptions = {}): MixTransform {
  checkOptionNames('mixFromJson', options, ['builders']);
  return buildFromJson('mixFromJson', json, { ...mixingBuilders, ...options.builders });
}
