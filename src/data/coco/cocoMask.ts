import { DataError, OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { decodeCocoRle } from '../../raster/cocoRle.js';
import type { LabelMap } from '../../raster/labelMap.js';
import { decodeCocoPolygons } from '../../raster/polygons/cocoPolygons.js';
import type { Raster } from '../../raster/raster.js';
import type { CocoMaskOptions, CocoObject, CocoPicture } from './coco.js';

/** The names of all options, for those who take them too. */
export const cocoMaskOptionNames = ['task', 'ignoreIndex', 'crowd', 'overlap'] as const;

/** Refuses what is no option, and fills in what follows from the others. */
export function checkCocoMaskOptions(
  where: string,
  { task = 'multiclass', ignoreIndex, crowd, overlap = 'last' }: CocoMaskOptions,
): Required<Omit<CocoMaskOptions, 'ignoreIndex'>> & Pick<CocoMaskOptions, 'ignoreIndex'> {
  const fail = (option: string, message: string, value: unknown): never => {
    throw new OptionError(`${where}: ${message}`, { option, value });
  };
  checkOneOf(where, 'task', task, ['binary', 'multiclass', 'multilabel'] as const);
  if (crowd !== undefined) checkOneOf(where, 'crowd', crowd, ['ignore', 'object', 'skip'] as const);
  checkOneOf(where, 'overlap', overlap, ['last', 'smallest', 'ignore'] as const);
  if (ignoreIndex !== undefined) checkNumber(where, 'ignoreIndex', ignoreIndex, { min: 0, max: 65535, integer: true });
  if (task !== 'multiclass' && (ignoreIndex === 0 || ignoreIndex === 1)) {
    fail('ignoreIndex', `ignoreIndex ${ignoreIndex} is a label of masks of 0 and 1. Use 255.`, ignoreIndex);
  }
  if (task !== 'multiclass' && overlap !== 'last') {
    fail('overlap', `overlap has no meaning in a ${task} task: objects do not hide one another there.`, overlap);
  }
  for (const [option, value] of [['crowd', crowd] as const, ['overlap', overlap] as const]) {
    if (value === 'ignore' && ignoreIndex === undefined) {
      fail(option, `${option}: 'ignore' needs ignoreIndex, such as 255.`, value);
    }
  }
  return { task, ignoreIndex, crowd: crowd ?? (ignoreIndex === undefined ? 'object' : 'ignore'), overlap };
}

/**
 * The mask of a picture of COCO's annotations: polygons are filled, and run lengths decoded, as COCO's own tools do.
 *
 * @param classes the number of classes, the background among them.
 * @returns `[H,W]` of labels, 0 where there is no object; for `multilabel` `[H,W,classes]` of 0 and 1.
 * @throws DataError that names the annotation, for polygons and run lengths that are none, or are of another size.
 * @example
 * ```ts
 * import { cocoMask, parseCoco } from 'segkit';
 *
 * const coco = parseCoco({
 *   images: [{ id: 1, file_name: 'a.jpg', width: 4, height: 2 }],
 *   categories: [{ id: 18, name: 'dog' }],
 *   annotations: [{ id: 7, image_id: 1, category_id: 18, segmentation: [[1, 0, 3, 0, 3, 2, 1, 2]] }],
 * });
 * console.log(coco.labels, cocoMask(coco.pictures[0], coco.classes).data); // background dog, 0 1 1 0 | 0 1 1 0
 * ```
 */
export function cocoMask(picture: CocoPicture, classes: number, options: CocoMaskOptions = {}): LabelMap | Raster {
  checkOptionNames('cocoMask', options, cocoMaskOptionNames);
  const { task, ignoreIndex, crowd, overlap } = checkCocoMaskOptions('cocoMask', options);
  checkNumber('cocoMask', 'classes', classes, { min: 1, integer: true });
  const shapes = picture.objects
    .filter(({ isCrowd }) => !isCrowd || crowd !== 'skip')
    .map((object) => ({
      object,
      pixels: decodeObject(picture, object),
      isIgnored: object.isCrowd && crowd === 'ignore',
    }));
  const ignored = shapes.filter(({ isIgnored }) => isIgnored);
  const objects = shapes.filter(({ isIgnored }) => !isIgnored);
  const { width, height } = picture;
  const Data = Math.max(classes - 1, ignoreIndex ?? 0) < 256 ? Uint8Array : Uint16Array;
  if (task === 'multilabel') {
    const data = new Data(width * height * classes);
    for (const { object, pixels } of ignored) paint(data, pixels, ignoreIndex as number, classes, object.label);
    for (const { object, pixels } of objects) paint(data, pixels, 1, classes, object.label);
    return { data, width, height, channels: classes };
  }
  const data = new Data(width * height);
  for (const { pixels } of ignored) paint(data, pixels, ignoreIndex as number);
  for (const { object, pixels } of overlap === 'smallest' ? largestFirst(objects) : objects) {
    paint(data, pixels, task === 'binary' ? 1 : object.label);
  }
  if (overlap === 'ignore') ignoreContested(data, objects, ignoreIndex as number);
  return { data, width, height };
}

interface Shape {
  readonly object: CocoObject;
  /** 1 where the object is. */
  readonly pixels: Uint8Array;
}

function decodeObject({ width, height }: CocoPicture, { id, segmentation }: CocoObject): Uint8Array {
  try {
    if ('counts' in segmentation) return decodeCocoRle(segmentation).data as Uint8Array;
    return decodeCocoPolygons(segmentation, { width, height }).data as Uint8Array;
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new DataError(`annotation ${id}: ${cause.message}`, { cause });
  }
}

function paint(data: Uint8Array | Uint16Array, pixels: Shape['pixels'], value: number, step = 1, offset = 0): void {
  for (let i = 0; i < pixels.length; i++) if (pixels[i] === 1) data[i * step + offset] = value;
}

function largestFirst(shapes: readonly Shape[]): readonly Shape[] {
  const sized = shapes.map((shape) => ({ shape, size: shape.pixels.reduce((sum, value) => sum + value, 0) }));
  return sized.sort((a, b) => b.size - a.size).map(({ shape }) => shape);
}

/** Pixels that objects of different categories claim belong to none of them. */
function ignoreContested(data: Uint8Array | Uint16Array, shapes: readonly Shape[], ignoreIndex: number): void {
  const claims = new Int32Array(data.length).fill(-1);
  for (const { object, pixels } of shapes) {
    for (let i = 0; i < pixels.length; i++) {
      if (pixels[i] === 0) continue;
      if (claims[i] >= 0 && claims[i] !== object.label) data[i] = ignoreIndex;
      claims[i] = object.label;
    }
  }
}
