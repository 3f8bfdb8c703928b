import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { cocoMask, cocoMaskOptionNames } from '../../data/coco/cocoMask.js';
import { type ParseCocoOptions, parseCoco, parseCocoOptionNames } from '../../data/coco/parseCoco.js';
import type { Dataset } from '../../data/dataset.js';
import { fileId } from '../../data/pairFiles.js';
import { inFile } from './inFile.js';
import { openFiles } from './openFiles.js';
import { type PictureOptions, pickOptions, pictureOptionNames } from './pictureOptions.js';

/** Options of {@link cocoDataset}. */
export interface CocoDatasetOptions extends ParseCocoOptions, PictureOptions {
  /** Pictures without any object: samples with an empty mask (`keep`, the default), or left out (`skip`). */
  readonly unannotated?: 'keep' | 'skip';
}

/** A data set of COCO's annotations. */
export interface CocoDataset extends Dataset {
  /** What is wrong with the annotations that `onInvalid` left out. */
  readonly invalid: readonly string[];
}

/**
 * Pictures with annotations in COCO's format, whose polygons and run lengths become masks: see `parseCoco` for the
 * labels, and `CocoMaskOptions` for objects that overlap and for crowds.
 *
 * An id is the name of the picture without its ending. Annotations that were made on pictures as they are stored, without
 * regard to EXIF, need `orientation: 'ignore'`; sizes that are swapped say so.
 *
 * @param json the path of the annotation file, or what `JSON.parse` made of it.
 * @param images the folder of the pictures.
 * @throws DataError that names the file and the entry at fault.
 * @see https://cocodataset.org/#format-data
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { cocoDataset, writeImage } from 'segkit/node';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'segkit-'));
 * await writeImage(join(folder, 'a.jpg'), { data: new Uint8Array(4 * 2 * 3), width: 4, height: 2, channels: 3 });
 * const annotations = {
 *   images: [{ id: 1, file_name: 'a.jpg', width: 4, height: 2 }],
 *   categories: [{ id: 18, name: 'dog' }],
 *   annotations: [{ id: 7, image_id: 1, category_id: 18, segmentation: [[1, 0, 3, 0, 3, 2, 1, 2]], iscrowd: 0 }],
 * };
 * await writeFile(join(folder, 'instances.json'), JSON.stringify(annotations));
 *
 * const dogs = await cocoDataset(join(folder, 'instances.json'), folder);
 * console.log(dogs.labels, (await dogs.sample(0)).mask?.data); // background dog, 0 1 1 0 | 0 1 1 0
 * ```
 */
export async function cocoDataset(
  json: string | object,
  images: string,
  options: CocoDatasetOptions = {},
): Promise<CocoDataset> {
  checkOptionNames('cocoDataset', options, [...parseCocoOptionNames, ...pictureOptionNames, 'unannotated']);
  const file = typeof json === 'string' ? json : undefined;
  const parsed = typeof json === 'string' ? await readJson(json) : json;
  const coco = inFile('cocoDataset', file, () => parseCoco(parsed, pickOptions(options, parseCocoOptionNames)));
  const { pictures, classes, invalid } = coco;
  const masking = pickOptions(options, cocoMaskOptionNames);
  const kept = pictures.filter(({ objects }) => options.unannotated !== 'skip' || objects.length > 0);
  if (kept.length === 0) throw new DataError(`cocoDataset: ${file ?? ''} has no picture with objects.`, { file });
  const entries = kept.map((picture) => {
    const image = resolve(join(images, picture.file));
    const readMask = async () => cocoMask(picture, classes, masking);
    const id = fileId(picture.file) ?? picture.file;
    return { id, image, maskSize: picture, readMask, meta: { image, cocoId: picture.id } };
  });
  const dataset = await openFiles('cocoDataset', entries, coco, pickOptions(options, pictureOptionNames));
  const { check: _, onInvalid, ...again } = options;
  // What was warned about once is not warned about again by each worker.
  const quiet = onInvalid === undefined ? again : { ...again, onInvalid: onInvalid === 'warn' ? 'ignore' : onInvalid };
  const args = [file === undefined ? json : resolve(file), resolve(images), quiet];
  return { ...dataset, invalid, recipe: { module: 'segkit/node', name: 'cocoDataset', args } };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file.',
      EISDIR: 'this is a folder, not a file.',
      ERR_STRING_TOO_LONG: 'the file is larger than a JavaScript string can be. Divide it into parts.',
    };
    const reason = cause instanceof SyntaxError ? `the file is no JSON (${message}).` : message;
    throw new DataError(`cocoDataset: ${file}: ${reasons[code ?? ''] ?? reason}`, { file, cause });
  }
}
