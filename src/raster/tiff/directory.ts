import { DataError } from '../../core/errors.js';

/** A TIFF file of a kind that is not read here, though it may be a good one. */
export class UnreadTiffError extends DataError {}

/** The tags of a TIFF file's first picture, as numbers. */
export interface TiffDirectory {
  readonly isLittle: boolean;
  /** All values of a tag; an empty array where the file does not have it. */
  values(tag: number): readonly number[];
  /** The first value of a tag, or what stands for it. */
  value(tag: number, otherwise: number): number;
}

/** Bytes of one value of the types that sizes, offsets and colours have. */
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** Whether these are the first bytes of a TIFF file. */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return (
    (a === 0x49 && b === 0x49 && c <= 43 && c >= 42 && d === 0) ||
    (a === 0x4d && b === 0x4d && c === 0 && d <= 43 && d >= 42)
  );
}

/** Reads the first directory. */
export function readTiffDirectory(bytes: Uint8Array): TiffDirectory {
  if (!isTiff(bytes)) throw new DataError('this is no TIFF file.');
  const isLittle = bytes[0] === 0x49;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw cutOff();
  if (view.getUint16(2, isLittle) === 43) throw new UnreadTiffError('BigTIFF files are not read.');
  const start = view.getUint32(4, isLittle);
  if (start + 2 > bytes.length) throw cutOff();
  const count = view.getUint16(start, isLittle);
  if (start + 2 + 12 * count > bytes.length) throw cutOff();

  const entries = new Map<number, number>();
  for (let k = 0; k < count; k++) {
    const entry = start + 2 + 12 * k;
    entries.set(view.getUint16(entry, isLittle), entry);
  }
  // Read on demand: a file may claim megabytes for each of thousands of tags that nobody asks for.
  const values = (tag: number): readonly number[] => {
    const entry = entries.get(tag);
    return entry === undefined ? [] : readValues(view, entry, isLittle);
  };
  return { isLittle, values, value: (tag, otherwise) => values(tag)[0] ?? otherwise };
}

function readValues(view: DataView, entry: number, isLittle: boolean): readonly number[] {
  const size = typeBytes[view.getUint16(entry + 2, isLittle)];
  if (size === undefined) throw new DataError('the TIFF file has sizes that are no whole numbers: it is damaged.');
  const length = view.getUint32(entry + 4, isLittle);
  const place = length * size <= 4 ? entry + 8 : view.getUint32(entry + 8, isLittle);
  if (place + length * size > view.byteLength) throw cutOff();
  const read = (at: number): number =>
    size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, isLittle) : view.getUint32(at, isLittle);
  return Array.from({ length }, (_, i) => read(place + i * size));
}

/** The error of whatever points out of the file. */
export const cutOff = (): DataError => new DataError('the TIFF file is cut off, or points out of itself.');
