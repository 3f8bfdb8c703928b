import { open } from 'node:fs/promises';
import { DataError } from '../core/errors.js';
import type { Size } from '../raster/resize.js';

/**
 * Width and height of a picture file once it is upright, out of its header alone.
 *
 * @throws DataError that names the file if it is missing or no picture.
 */
export async function readImageSize(file: string): Promise<Size> {
  try {
    return (await readBmpSize(file)) ?? (await readSizeBySharp(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const [reason] = code === 'ENOENT' ? ['there is no such file.'] : message.split('\n');
    throw new DataError(`${file}: ${reason}`, { file, cause });
  }
}

async function readSizeBySharp(file: string): Promise<Size> {
  const { default: sharp } = await import('sharp');
  // Sizes are only compared here; what is too large is refused where it is decoded.
  const { width, height, orientation = 1 } = await sharp(file, { limitInputPixels: false }).metadata();
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** libvips does not read BMP. Rows may be stored upwards, which a negative height says. */
async function readBmpSize(file: string): Promise<Size | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(26), 0, 26, 0);
    if (bytesRead < 26 || buffer.toString('latin1', 0, 2) !== 'BM') return undefined;
    return { width: buffer.readInt32LE(18), height: Math.abs(buffer.readInt32LE(22)) };
  } finally {
    await handle.close();
  }
}
