import { DataError } from '../../core/errors.js';
import type { CocoRle } from '../../raster/cocoRle.js';
import { checkCocoPolygon } from '../../raster/polygons/cocoPolygons.js';
import type { Size } from '../../raster/resize.js';

/** An object of JSON, nothing of which is known. */
export type PlainRecord = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is PlainRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One of the lists that an annotation file consists of. */
export function listOf(json: unknown, name: 'images' | 'annotations' | 'categories'): readonly PlainRecord[] {
  const list = isRecord(json) && Object.hasOwn(json, name) ? json[name] : undefined;
  if (!Array.isArray(list)) {
    throw new DataError(
      `there is no list ${JSON.stringify(name)}. Annotations in COCO's format have images, categories and annotations.`,
    );
  }
  const wrong = list.findIndex((entry) => !isRecord(entry));
  if (wrong >= 0) throw new DataError(`${name}[${wrong}] is ${describe(list[wrong])}, not an object.`);
  return list as readonly PlainRecord[];
}

interface FieldTypes {
  readonly integer: number;
  readonly size: number;
  readonly text: string;
}

const kinds: { readonly [K in keyof FieldTypes]: { is(value: unknown): boolean; readonly name: string } } = {
  integer: { is: Number.isSafeInteger, name: 'a whole number' },
  size: { is: (value) => Number.isSafeInteger(value) && Number(value) > 0, name: 'a whole number from 1' },
  text: { is: (value) => typeof value === 'string' && value !== '', name: 'a text' },
};

/** A field of an entry that must be there. */
export function fieldOf<K extends keyof FieldTypes>(entry: PlainRecord, name: string, kind: K): FieldTypes[K] {
  const value = Object.hasOwn(entry, name) ? entry[name] : undefined;
  if (kinds[kind].is(value)) return value as FieldTypes[K];
  throw new DataError(`${name} is ${describe(value)}, not ${kinds[kind].name}`);
}

/** The polygons or run lengths of an annotation. */
export function readSegmentation(
  entry: PlainRecord,
  id: number,
  { width, height }: Size,
): readonly (readonly number[])[] | CocoRle {
  const { segmentation } = entry;
  const fail = (message: string): never => {
    throw new DataError(`annotation ${id}${message}`);
  };
  if (isRecord(segmentation)) {
    const { size, counts } = segmentation;
    const isRight = Array.isArray(size) && size.length === 2 && size[0] === height && size[1] === width;
    if (!isRight) fail(` has run lengths of size ${describe(size)}, its picture is [${height},${width}]`);
    if (typeof counts !== 'string' && !Array.isArray(counts)) {
      fail(` has run lengths whose counts are ${describe(counts)}, neither a list nor a string`);
    }
    return { size: [height, width], counts: counts as CocoRle['counts'] };
  }
  if (!Array.isArray(segmentation) || segmentation.length === 0) {
    return fail(` has no segmentation, only a box perhaps: segmentation is ${describe(segmentation)}`);
  }
  for (const polygon of segmentation) {
    try {
      checkCocoPolygon(polygon);
    } catch (error) {
      fail(`: ${(error as Error).message.replace(/\.$/, '')}`);
    }
  }
  return segmentation as readonly (readonly number[])[];
}

/** A value, short enough for a message. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}
