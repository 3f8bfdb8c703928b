import { checkOneOf } from '../../core/options.js';
import { type ComposeParams, compose } from '../composition/compose.js';
import { oneOf } from '../composition/oneOf.js';
import { withProbability } from '../composition/withProbability.js';
import { d4 } from '../geometric/flips/d4.js';
import { affine } from '../geometric/warps/affine.js';
import { gaussianBlur } from '../pixel/blur/gaussianBlur.js';
import { hueSaturationValue } from '../pixel/color/hueSaturationValue.js';
import { brightnessContrast } from '../pixel/levels/brightnessContrast.js';
import { gamma } from '../pixel/levels/gamma.js';
import { gaussianNoise } from '../pixel/noise/gaussianNoise.js';
import { fog } from '../pixel/weather/fog.js';
import { shadow } from '../pixel/weather/shadow.js';
import type { Transform } from '../transform.js';
import { type PresetOptions, present, readPreset } from './presetOptions.js';

/** Options of presets for pictures without an up. */
export interface TurnedPresetOptions extends PresetOptions {
  /** Whether pictures are square, so that quarter turns keep their size (default `false`: half turns and flips alone). */
  readonly square?: boolean;
}

/** Reads the options of a preset for pictures without an up. */
export function readTurnedPreset(
  name: string,
  options: TurnedPresetOptions,
  more: readonly string[] = [],
): { readonly color: boolean; readonly square: boolean } {
  const { color } = readPreset(name, options, ['square', ...more]);
  const { square = false } = options;
  checkOneOf(name, 'square', square, [true, false]);
  return { color, square };
}

/**
 * A pipeline for pictures from above, which have no up: flips and turns of any angle, scales of a quarter more or less,
 * light, colour, haze and the shadows of clouds, blur or noise. Sizes stay.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * console.log(augment.describe(augment.aerialAugment({ square: true })));
 * ```
 */
export function aerialAugment(options: TurnedPresetOptions = {}): Transform<ComposeParams> {
  const { color, square } = readTurnedPreset('aerialAugment', options);
  return compose([
    d4({ keepSize: !square }),
    withProbability(0.5, affine({ scale: [0.8, 1.25], rotate: 45, border: 'reflect101' })),
    withProbability(
      0.6,
      oneOf([brightnessContrast({ brightness: 0.15, contrast: 0.25 }), gamma({ gamma: [0.7, 1.4] })]),
    ),
    ...present(color && withProbability(0.4, hueSaturationValue({ hue: 10, saturation: 0.15, value: 0.1 }))),
    withProbability(0.2, oneOf([fog({ density: [0.1, 0.4], depth: 0 }), shadow({ horizon: 0 })])),
    withProbability(0.2, oneOf([gaussianBlur({ sigma: [0.5, 1.2] }), gaussianNoise({ sigma: [0.01, 0.03] })])),
  ]);
}
