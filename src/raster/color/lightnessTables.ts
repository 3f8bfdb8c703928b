import { labRoot } from './lab.js';
import { encodedOf, linearOfLevel, whitenedRgb, whitenedXyz } from './srgb.js';

const { fround } = Math;

/** Light from 0 to 1 is looked up in so many steps. In the dark, a step is a seventh of a level. */
export const steps = 16384;

/** What a level of lightness is worth in the roots of CIELAB. */
export const rootUnit = fround(1 / (2.55 * 116));

/** What the lightness of 8-bit pictures is worked out with, in single precision as SIMD has it. */
export interface LightnessTables {
  /** Light of the 256 levels, in steps. */
  readonly light: Float32Array;
  /** The root of CIELAB of every step. */
  readonly root: Float32Array;
  /** The lightness of every step, in 256 levels. */
  readonly lightness: Uint8Array;
  /** The level of every step. */
  readonly level: Uint8Array;
  /** To X, Y and Z over white of red, green and blue, row by row; then back. */
  readonly matrices: Float32Array;
}

let tables: LightnessTables | undefined;

/** The tables, made when they are first asked for. */
export function lightnessTables(): LightnessTables {
  tables ??= {
    light: Float32Array.from(linearOfLevel, (light) => light * steps),
    root: Float32Array.from({ length: steps + 1 }, (_, i) => labRoot(i / steps)),
    lightness: Uint8Array.from({ length: steps + 1 }, (_, i) => Math.round((116 * labRoot(i / steps) - 16) * 2.55)),
    level: Uint8Array.from({ length: steps + 1 }, (_, i) => Math.round(255 * encodedOf(i / steps))),
    matrices: Float32Array.from([...whitenedXyz.flat(), ...whitenedRgb.flat()]),
  };
  return tables;
}

/** Whole numbers of single precision lie 1 apart from here on. */
const whole = 2 ** 23;

/** The step nearest to a number of steps that is not negative, as it is rounded by adding a large number. */
export const stepOf = (value: number): number => fround(value + whole) - whole;

const bend = fround(0.2068966);
const zeroRoot = fround(16 / 116);
const slope = fround(1 / 7.787);

/** The inverse of CIELAB's root. */
export const labCubeOf = (f: number): number =>
  f > bend ? fround(fround(f * f) * f) : fround(fround(f - zeroRoot) * slope);
