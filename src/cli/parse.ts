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

/** One character between the values of a table; `tab` is easier to type than the character itself. */
export function delimiter(text: string): string {
  const character = text === 'tab' ? '\t' : text;
  if (character.length === 1) return character;
  throw new InvalidArgumentError('It must be one character, or tab.');
}

/** What stands for which class: `0=0,128=1,255=2`. */
export function classTable(text: string): Readonly<Record<string, number>> {
  const entries = text.split(',').map((entry) => {
    const [, value, label] = entry.trim().match(/^([^=]+)=(\d+)$/) ?? [];
    if (value === undefined) {
      throw new InvalidArgumentError(`${JSON.stringify(entry)} is no entry. Write values and classes as in 0=0,255=1.`);
    }
    return [value, Number(label)] as const;
  });
  return Object.fromEntries(entries);
}

/** What colour stands for which class: `000000=0,ff0000=1`, with or without `#`. */
export function colorClasses(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(classTable(text)).map(([color, label]) => [color.startsWith('#') ? color : `#${color}`, label]),
  );
}
