import { checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Transform } from '../transform.js';

/** Options of presets that change colours. */
export interface PresetOptions {
  /** Whether pictures have colours (default `true`); with `false` grey ones and those of any channels can be augmented. */
  readonly color?: boolean;
}

/** Reads the options of a preset. */
export function readPreset(
  name: string,
  options: PresetOptions,
  more: readonly string[] = [],
): { readonly color: boolean } {
  checkOptionNames(name, options, ['color', ...more]);
  const { color = true } = options;
  checkOneOf(name, 'color', color, [true, false]);
  return { color };
}

/** Transforms, those that are `false` left out. */
export const present = (...transforms: readonly (Transform | false)[]): Transform[] =>
  transforms.filter((transform) => transform !== false);
