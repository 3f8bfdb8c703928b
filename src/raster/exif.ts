import type { ExifOrientation } from './storedImage.js';

const orientationTag = 0x0112;

/**
 * The orientation in a block of EXIF data (a TIFF header and a directory of tags); 1, upright, where it says none or
 * the block makes no sense.
 */
export function readExifOrientation(block: Uint8Array): ExifOrientation {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (view.byteLength < 10) return 1;
  const isLittle = view.getUint16(0) === 0x4949;
  if (!isLittle && view.getUint16(0) !== 0x4d4d) return 1;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, isLittle);
  for (let k = 0; k < count; k++) {
    const entry = directory + 2 + 12 * k;
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, isLittle) === orientationTag) return toOrientation(view.getUint16(entry + 8, isLittle));
  }
  return 1;
}

/** Numbers other than 1 … 8 mean nothing, and are read as upright. */
export function toOrientation(value: number | undefined): ExifOrientation {
  return value !== undefined && value >= 1 && value <= 8 ? (value as ExifOrientation) : 1;
}
