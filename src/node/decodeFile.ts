import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DataError, SegkitError } from '../core/errors.js';
import { checkNumber } from '../core/options.js';
import { decodeImage, imageFormat, noPicture } from '../raster/imageFormat.js';
import type { Size } from '../raster/resize.js';
import { defaultMaxPixels, type StoredImage } from '../raster/storedImage.js';
import { UnreadTiffError } from '../raster/tiff/directory.js';
import { decodeBySharp } from './decodeBySharp.js';
import { inflate } from './inflate.js';

/** A picture file: its path, or its bytes. */
export type ImageSource = string | URL | Uint8Array;

/** What the readers ask of a file. */
export interface DecodeFileOptions {
  readonly maxPixels?: number;
  readonly size?: Size;
  /** Whether sharp may try what segkit does not read of TIFF: good for pictures, but it scales and mixes labels. */
  readonly anyTiff?: boolean;
}

/**
 * Reads a picture file, and hands what it stores to `use`. Whatever goes wrong, there too, is a DataError that names
 * the file.
 */
export async function decodeFile<T>(
  where: string,
  source: ImageSource,
  options: DecodeFileOptions,
  use: (stored: StoredImage, bytes: Uint8Array) => T,
): Promise<T> {
  const { maxPixels = defaultMaxPixels, size, anyTiff = false } = options;
  checkNumber(where, 'maxPixels', maxPixels, { min: 1 });
  const file = source instanceof Uint8Array ? undefined : source instanceof URL ? fileURLToPath(source) : source;
  try {
    const bytes = source instanceof Uint8Array ? source : await readFile(source);
    return use(await decodeBytes(bytes, { maxPixels, size, anyTiff }), bytes);
  } catch (error) {
    if (error instanceof SegkitError && !(error instanceof DataError)) throw error;
    const reason = error instanceof DataError ? error.message : describeFileError(error);
    throw new DataError(`${where}: ${file ?? 'the given bytes'}: ${reason}`, { file, cause: error });
  }
}

async function decodeBytes(
  bytes: Uint8Array,
  { maxPixels, size, anyTiff }: DecodeFileOptions & { readonly maxPixels: number },
): Promise<StoredImage> {
  const format = imageFormat(bytes);
  if (format === undefined) throw noPicture(bytes);
  if (format === 'jpeg' || format === 'webp') return decodeBySharp(bytes, { format, maxPixels, size });
  try {
    return await decodeImage(bytes, { maxPixels, inflate });
  } catch (error) {
    if (!anyTiff || !(error instanceof UnreadTiffError)) throw error;
    return decodeBySharp(bytes, { format, maxPixels });
  }
}

function describeFileError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'this is a folder, not a file.';
  if (code === 'EACCES') return 'the file may not be read.';
  return message;
}
