/** Linear light of an sRGB value, both 0 … 1 (IEC 61966-2-1). */
export const linearOf = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** The sRGB value of linear light, both 0 … 1. */
export const encodedOf = (light: number): number =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;

/** Linear light of the 256 levels. */
export const linearOfLevel = Float64Array.from({ length: 256 }, (_, level) => linearOf(level / 255));

/** Red, green and blue (linear) to X, Y and Z over the white of D65, row by row: each row sums to 1. */
export const whitenedXyz = [
  [0.412453 / 0.950456, 0.35758 / 0.950456, 0.180423 / 0.950456],
  [0.212671, 0.71516, 0.072169],
  [0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754],
] as const;

/** X, Y and Z over the white of D65 to linear red, green and blue, row by row. */
export const whitenedRgb = [
  [3.240479 * 0.950456, -1.53715, -0.498535 * 1.088754],
  [-0.969256 * 0.950456, 1.875991, 0.041556 * 1.088754],
  [0.055648 * 0.950456, -0.204043, 1.057311 * 1.088754],
] as const;
