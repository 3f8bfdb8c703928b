import { OptionError, ShapeError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Raster } from '../../raster/raster.js';
import { type Range, readRange } from '../range.js';
import { readAmount } from '../readAmount.js';
import type { LevelFormat, LevelMap, Transform } from '../transform.js';
import { formatOf, mapLevels } from './mapLevels.js';

/** An option that is a range, from which a parameter of the same name is drawn. */
export interface RangeOption {
  /** What the option is where it is left out. */
  readonly standard: number | Range;
  readonly min?: number;
  readonly max?: number;
  /** `around`: one number r stands for −r … r. Else it stands for itself. */
  readonly number?: 'around' | 'itself';
  /** `whole` numbers, `odd` ones, numbers whose `logarithm` or `inverse` is drawn evenly, or that are themselves (default). */
  readonly draw?: 'evenly' | 'whole' | 'odd' | 'logarithm' | 'inverse';
}

/** What a transform that changes pictures alone is made of. It changes by `levels`, else by `change`. */
export interface PictureRecipe<Name extends string, Settings extends object> {
  /** The options that are ranges, by name. */
  readonly ranges: Readonly<Record<Name, RangeOption>>;
  /** The other options with their defaults filled in, already checked. */
  readonly settings?: Settings;
  /** Whether it draws more than parameters can hold, such as noise: a parameter `seed` then says which. */
  readonly seeded?: boolean;
  /** Whether it needs red, green and blue: the first three channels. Further ones are kept. */
  readonly rgb?: boolean;
  /** Whether nothing changes with these parameters: the sample then comes back itself. */
  isStill?(params: Readonly<Record<Name, number>>): boolean;
  levels?(params: Readonly<Record<Name, number>>, format: LevelFormat): LevelMap | undefined;
  change?(image: Raster, params: Readonly<Record<Name | 'seed', number>>): Raster;
}

/** Makes a transform that changes the picture and leaves mask and weights alone. */
export function pictureTransform<Name extends string, Settings extends object = object>(
  name: string,
  options: object,
  recipe: PictureRecipe<Name, Settings>,
): Transform<Readonly<Record<Name | 'seed', number>>> {
  type Params = Readonly<Record<Name | 'seed', number>>;
  const names = Object.keys(recipe.ranges) as Name[];
  checkOptionNames(name, options, [...names, ...Object.keys(recipe.settings ?? {})]);
  const given = options as Partial<Record<Name, number | Range>>;
  const ranges = names.map(
    (option) => [option, readOption(name, option, given[option], recipe.ranges[option])] as const,
  );

  const levels = (params: Params, format: LevelFormat): LevelMap | undefined => {
    if (recipe.rgb) checkRgb(name, format.channels);
    return recipe.isStill?.(params) ? undefined : recipe.levels?.(params, format);
  };
  const change = (image: Raster, params: Params): Raster => {
    const level = levels(params, formatOf(image));
    if (recipe.isStill?.(params)) return image;
    return level ? mapLevels(image, level) : (recipe.change as NonNullable<typeof recipe.change>)(image, params);
  };
  return {
    name,
    options: { ...Object.fromEntries(ranges), ...recipe.settings },
    sample: (draw) => {
      const drawn = ranges.map(([option, range]) => [option, drawFrom(draw, range, recipe.ranges[option].draw)]);
      return { ...Object.fromEntries(drawn), ...(recipe.seeded && { seed: draw.integer(0, 2 ** 32) }) } as Params;
    },
    apply: (params, sample) => {
      const image = change(sample.image, params);
      return image === sample.image ? sample : { ...sample, image };
    },
    ...(recipe.levels && { levels }),
  };
}

function readOption(where: string, name: string, value: number | Range | undefined, option: RangeOption): Range {
  const { standard, min, max, number = 'itself', draw } = option;
  if (number === 'around') return readRange(where, name, value ?? standard, { min, max });
  const integer = draw === 'whole' || draw === 'odd';
  const range = readAmount(where, name, value ?? standard, { min, max, ...(integer && { integer }) });
  if (draw !== 'odd' || range.every((end) => end % 2 === 1)) return range;
  throw new OptionError(`${where}: ${name} is ${JSON.stringify(value)}. It must be odd: a pixel is in the middle.`, {
    option: name,
    value,
  });
}

function drawFrom(draw: Random, [low, high]: Range, kind: RangeOption['draw'] = 'evenly'): number {
  if (low === high) return low;
  if (kind === 'whole') return draw.integer(low, high + 1);
  if (kind === 'odd') return low + 2 * draw.integer(0, (high - low) / 2 + 1);
  if (kind === 'inverse') return 1 / draw.uniform(1 / high, 1 / low);
  return kind === 'logarithm' ? Math.exp(draw.uniform(Math.log(low), Math.log(high))) : draw.uniform(low, high);
}

/** Refuses pictures without red, green and blue. */
export function checkRgb(name: string, channels: number): void {
  if (channels >= 3) return;
  throw new ShapeError(
    `${name}: the picture has ${channels === 1 ? 'one channel' : `${channels} channels`}. It needs red, green and ` +
      'blue; further channels are kept as they are. For grey pictures, convertChannels makes three of one.',
    { expected: [null, null, 3], actual: [null, null, channels] },
  );
}
