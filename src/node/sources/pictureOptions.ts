import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import { checkTargetSize } from '../../data/checkTargetSize.js';
import { interpolations, type ResizeOptions, type Size } from '../../raster/resize.js';

/** How the pictures of a data set are read. */
export interface PictureOptions {
  /** Channels that pictures are read with (default 3). */
  readonly channels?: 1 | 3 | 4;
  /** Width and height that pictures and masks are read at; one number for a square. */
  readonly size?: number | Size;
  /** How pictures are resized to `size` (default `auto`). */
  readonly interpolation?: ResizeOptions['interpolation'];
  /** `apply` (default): pictures and masks are turned upright as their EXIF data says. `ignore`: as stored. */
  readonly orientation?: 'apply' | 'ignore';
  /** The largest width · height that is read, against decompression bombs (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
  /** Whether all files are tried at once: by the sizes in their headers (`true`), or by reading all (`'pixels'`). */
  readonly check?: boolean | 'pixels';
}

/** The names of all options, for those who take them too. */
export const pictureOptionNames = [
  ...['channels', 'size', 'interpolation', 'orientation', 'maxPixels', 'check'],
] as const;

/** Refuses what is no option, and gives the size that is asked for. */
export function checkPictureOptions(where: string, options: PictureOptions): Size | undefined {
  const { channels = 3, interpolation, orientation = 'apply', check = false, maxPixels } = options;
  checkOneOf(where, 'check', check, [true, false, 'pixels']);
  checkOneOf(where, 'channels', channels, [1, 3, 4]);
  checkOneOf(where, 'interpolation', interpolation ?? 'auto', interpolations);
  checkOneOf(where, 'orientation', orientation, ['apply', 'ignore']);
  if (maxPixels !== undefined) checkNumber(where, 'maxPixels', maxPixels, { min: 1 });
  if (interpolation !== undefined && options.size === undefined) {
    throw new OptionError(`${where}: interpolation has no meaning without size. Give the size too.`, {
      option: 'interpolation',
      value: interpolation,
    });
  }
  return checkTargetSize(where, options.size);
}

/** Those of some options that have one of the given names and are there. */
export function pickOptions<T extends object, K extends string>(options: T, names: readonly K[]): Pick<T, K & keyof T> {
  const chosen = Object.entries(options).filter(([name, value]) => names.includes(name as K) && value !== undefined);
  return Object.fromEntries(chosen) as Pick<T, K & keyof T>;
}
