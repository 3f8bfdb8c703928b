import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';

/** Options of {@link pairFiles}. */
export interface PairFilesOptions {
  /** What the name of a picture has more than its id, such as `_sat`. */
  readonly imageSuffix?: string;
  /** What the name of a mask has more than its id, such as `_mask`, or with the ending, `_mask.gif`. */
  readonly maskSuffix?: string;
}

/** A picture and its mask. */
export interface FilePair {
  /** The name without ending and suffix. */
  readonly id: string;
  readonly image: string;
  readonly mask: string;
}

/** What {@link pairFiles} finds. */
export interface PairedFiles {
  /** In the order of the pictures. */
  readonly pairs: readonly FilePair[];
  /** Pictures without a mask. */
  readonly unpairedImages: readonly string[];
  /** Masks without a picture. */
  readonly unpairedMasks: readonly string[];
}

/**
 * Pairs pictures and masks by name: what is left without ending and suffix is the id, and must be the same.
 *
 * @throws DataError if two pictures, or two masks, have the same id.
 * @example
 * ```ts
 * import { pairFiles } from 'segkit';
 *
 * const { pairs } = pairFiles(['a_01.jpg', 'a_02.jpg'], ['a_01_mask.gif'], { maskSuffix: '_mask' });
 * console.log(pairs); // [{ id: 'a_01', image: 'a_01.jpg', mask: 'a_01_mask.gif' }]
 * ```
 */
export function pairFiles(
  images: readonly string[],
  masks: readonly string[],
  options: PairFilesOptions = {},
): PairedFiles {
  checkOptionNames('pairFiles', options, ['imageSuffix', 'maskSuffix']);
  const imageOf = byId('picture', images, options.imageSuffix);
  const maskOf = byId('mask', masks, options.maskSuffix);
  const pairs: FilePair[] = [];
  for (const [id, image] of imageOf) {
    const mask = maskOf.get(id);
    if (mask !== undefined) pairs.push({ id, image, mask });
  }
  const paired = new Set(pairs.flatMap(({ image, mask }) => [`picture ${image}`, `mask ${mask}`]));
  return {
    pairs,
    unpairedImages: images.filter((name) => !paired.has(`picture ${name}`)),
    unpairedMasks: masks.filter((name) => !paired.has(`mask ${name}`)),
  };
}

/** The id that a file name stands for; nothing if it does not end as it should. */
export function fileId(name: string, suffix = ''): string | undefined {
  const stem = suffix.includes('.') ? name : name.replace(/\.[^./\\]+$/, '');
  if (!stem.endsWith(suffix) || stem.length === suffix.length) return undefined;
  return stem.slice(0, stem.length - suffix.length);
}

/** The suffix under which most masks would find their pictures, if there is one. */
export function suggestMaskSuffix(images: readonly string[], masks: readonly string[]): string | undefined {
  const ids = new Set(images.map((name) => fileId(name)));
  const counts = new Map<string, number>();
  for (const mask of masks) {
    const stem = fileId(mask) ?? '';
    for (let length = stem.length - 1; length > 0; length--) {
      if (!ids.has(stem.slice(0, length))) continue;
      const rest = stem.slice(length);
      counts.set(rest, (counts.get(rest) ?? 0) + 1);
      break;
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best && best[1] * 2 >= masks.length ? best[0] : undefined;
}

function byId(kind: string, names: readonly string[], suffix: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of names) {
    const id = fileId(name, suffix);
    if (id === undefined) continue;
    const other = found.get(id);
    if (other !== undefined) {
      throw new DataError(
        `pairFiles: ${JSON.stringify(other)} and ${JSON.stringify(name)} are both the ${kind} of ${JSON.stringify(id)}. ` +
          'Keep one, or tell them apart by a suffix.',
        { id, file: name },
      );
    }
    found.set(id, name);
  }
  return found;
}
