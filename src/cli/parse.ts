import { InvalidArgumentError } from 'commander';

/** A whole number of at least `least`. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };

/** A number from `low` to `high`. */
export const numberBetween =
  (low: number, high: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
  };

/** `128`, or `width×height` as `480x360`. */
export function pictureSize(text: string): { width: number; height: number } {
  const [width, height = width] = text.split('x').map(wholeNumber(1));
  if (/^\d+(x\d+)?$/.test(text)) return { width, height };
  throw new InvalidArgumentError('It must be one number, or width and height as in 480x360.');
}

/** A regular expression, as in `^[^_]+`. */
export function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError(`It must be a regular expression (${(error as Error).message}).`);
  }
}
