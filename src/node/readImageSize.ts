import type { Size } from '../raster/resize.js';
import { decodeFile } from './decodeFile.js';

/**
 * Width and height of a picture file once it is upright, out of its header alone where libvips understands it.
 *
 * @throws DataError that names the file if it is missing or no picture.
 */
export async function readImageSize(file: string): Promise<Size> {
  const { default: sharp } = await import('sharp');
  try {
    // Sizes are only compared here; what is too large is refused where it is decoded.
    return upright(await sharp(file, { limitInputPixels: false }).metadata());
  } catch {
    // BMP, or no picture at all: the decoder reads the one, and says best what is wrong with the other.
    return decodeFile('readImage', file, {}, upright);
  }
}

/** EXIF orientations from 5 on lie on their side. */
function upright({ width, height, orientation = 1 }: Size & { readonly orientation?: number }): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
