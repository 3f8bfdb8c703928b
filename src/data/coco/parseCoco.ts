import { DataError, OptionError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { defaultMaxPixels } from '../../raster/storedImage.js';
import { listNames } from '../listNames.js';
import type { Coco, CocoMaskOptions, CocoObject, CocoPicture } from './coco.js';
import { checkCocoMaskOptions, cocoMaskOptionNames } from './cocoMask.js';
import { fieldOf, listOf, type PlainRecord, readSegmentation } from './fields.js';

/** Options of {@link parseCoco}. */
export interface ParseCocoOptions extends CocoMaskOptions {
  /** The names of the categories that count, in the order of their labels. Left out: all, by their ids. */
  readonly categories?: readonly string[];
  /** What happens with an annotation that is no object of its picture (default `throw`); others are left out. */
  readonly onInvalid?: 'throw' | 'warn' | 'ignore';
}

/** The names of all options, for those who take them too. */
export const parseCocoOptionNames = [...cocoMaskOptionNames, 'categories', 'onInvalid'] as const;

/**
 * Reads annotations in COCO's format, and checks them: pictures, categories, and objects with polygons or run lengths.
 *
 * The background is label 0 and categories follow from 1; a category that is called `background` is label 0. For
 * `binary` there is one class, and for `multilabel` categories count from 0, since a pixel without any of them is
 * background.
 *
 * @param json what `JSON.parse` made of the file.
 * @throws DataError that names the entry for what is missing or no object: ids that come twice, unknown pictures and
 * categories, polygons of fewer than three points, run lengths of another size, names that leave their folder.
 * @throws OptionError for categories that do not exist.
 * @see https://cocodataset.org/#format-data
 * @example
 * ```ts
 * import { parseCoco } from 'segkit';
 *
 * const coco = parseCoco({
 *   images: [{ id: 1, file_name: 'a.jpg', width: 4, height: 2 }],
 *   categories: [{ id: 18, name: 'dog' }, { id: 17, name: 'cat' }],
 *   annotations: [{ id: 7, image_id: 1, category_id: 18, segmentation: { size: [2, 4], counts: [0, 8] } }],
 * });
 * console.log(coco.labels, coco.pictures[0].objects[0].label); // background, cat, dog; 2
 * ```
 */
export function parseCoco(json: unknown, options: ParseCocoOptions = {}): Coco {
  checkOptionNames('parseCoco', options, parseCocoOptionNames);
  const { categories: chosen, onInvalid = 'throw' } = options;
  checkOneOf('parseCoco', 'onInvalid', onInvalid, ['throw', 'warn', 'ignore'] as const);
  const { task, ignoreIndex } = checkCocoMaskOptions('parseCoco', options);
  const pictures = readPictures(json);
  const names = readCategories(json);
  const { labels, labelOf } = labelCategories(names, task, chosen);
  const invalid: string[] = [];
  const seen = new Set<number>();
  listOf(json, 'annotations').forEach((entry, index) => {
    try {
      const id = fieldOf(entry, 'id', 'integer');
      if (seen.has(id)) throw new DataError(`annotation ${id} comes twice`);
      seen.add(id);
      addObject(entry, id, pictures, names, labelOf);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const message = `annotations[${index}]: ${error.message}.`;
      if (onInvalid === 'throw') {
        throw new DataError(`${message} Correct it, or leave such annotations out by onInvalid: 'warn'.`);
      }
      invalid.push(message);
    }
  });
  if (onInvalid === 'warn' && invalid.length > 0) {
    const count = invalid.length === 1 ? '1 annotation is' : `${invalid.length} annotations are`;
    console.warn(`parseCoco: ${count} left out: ${invalid.slice(0, 2).join(' ')}`);
  }
  const classes = task === 'binary' ? 1 : labels.length;
  return { task, classes, labels, ignoreIndex, pictures: [...pictures.values()], invalid };
}

/** A picture whose objects are still to come. */
interface OpenPicture extends CocoPicture {
  readonly objects: CocoObject[];
}

function readPictures(json: unknown): Map<number, OpenPicture> {
  const pictures = new Map<number, OpenPicture>();
  listOf(json, 'images').forEach((entry, index) => {
    try {
      const id = fieldOf(entry, 'id', 'integer');
      if (pictures.has(id)) throw new DataError(`the id ${id} comes twice`);
      const [width, height] = [fieldOf(entry, 'width', 'size'), fieldOf(entry, 'height', 'size')];
      if (width * height > defaultMaxPixels) throw new DataError(`${width}×${height} is no size of a picture`);
      pictures.set(id, { id, file: fileName(entry), width, height, objects: [] });
    } catch (error) {
      throw error instanceof DataError ? new DataError(`images[${index}]: ${error.message}.`) : error;
    }
  });
  if (pictures.size === 0) throw new DataError('images is empty: there are no pictures.');
  return pictures;
}

/** The name of a picture, which stays within the folder of pictures. */
function fileName(entry: PlainRecord): string {
  const name = fieldOf(entry, 'file_name', 'text');
  const leaves = /^([\\/]|[A-Za-z]:)/.test(name) || name.split(/[\\/]/).includes('..') || name.includes('\0');
  if (!leaves) return name;
  throw new DataError(`file_name ${JSON.stringify(name)} leaves the folder of pictures`);
}

function readCategories(json: unknown): Map<number, string> {
  const names = new Map<number, string>();
  listOf(json, 'categories').forEach((entry, index) => {
    try {
      const id = fieldOf(entry, 'id', 'integer');
      const name = fieldOf(entry, 'name', 'text');
      if (names.has(id)) throw new DataError(`the id ${id} comes twice`);
      if ([...names.values()].includes(name)) throw new DataError(`the name ${JSON.stringify(name)} comes twice`);
      names.set(id, name);
    } catch (error) {
      throw error instanceof DataError ? new DataError(`categories[${index}]: ${error.message}.`) : error;
    }
  });
  return new Map([...names].sort(([a], [b]) => a - b));
}

function labelCategories(
  names: ReadonlyMap<number, string>,
  task: Coco['task'],
  chosen: readonly string[] | undefined,
): { labels: readonly string[]; labelOf: (category: number) => number | undefined } {
  const known = [...names.values()];
  const unknown = chosen?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const message = `parseCoco: there is no category ${JSON.stringify(unknown)}. There is ${listNames(known, 8)}.`;
    throw new OptionError(message, { option: 'categories', value: unknown });
  }
  const objects = (chosen ?? known).filter((name) => task === 'multilabel' || name !== background);
  if (objects.length === 0) throw new DataError('there are no categories. Name at least one in categories.');
  const labels = task === 'multilabel' ? objects : [background, ...objects];
  const labelOf = new Map([...names].map(([id, name]) => [id, labels.indexOf(name)]));
  const one = objects.length === 1 ? objects : ['foreground'];
  return {
    labels: task === 'binary' ? one : labels,
    // An object of the background hides nothing of the others.
    labelOf: (category) => {
      const label = labelOf.get(category) ?? -1;
      return label < 0 || (task !== 'multilabel' && label === 0) ? undefined : label;
    },
  };
}

const background = 'background';

function addObject(
  entry: PlainRecord,
  id: number,
  pictures: ReadonlyMap<number, OpenPicture>,
  names: ReadonlyMap<number, string>,
  labelOf: (category: number) => number | undefined,
): void {
  const picture = pictures.get(fieldOf(entry, 'image_id', 'integer'));
  if (!picture) throw new DataError(`annotation ${id} is of the picture ${entry.image_id}, which images does not have`);
  const category = fieldOf(entry, 'category_id', 'integer');
  if (!names.has(category)) {
    throw new DataError(`annotation ${id} is of the category ${category}, which categories does not have`);
  }
  const segmentation = readSegmentation(entry, id, picture);
  const label = labelOf(category);
  if (label === undefined) return;
  picture.objects.push({ id, label, isCrowd: entry.iscrowd === 1 || entry.iscrowd === true, segmentation });
}
