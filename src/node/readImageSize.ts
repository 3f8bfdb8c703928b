import { fileURLToPath } from 'node:url';
import type { Size } from '../raster/resize.js';
import { decodeFile, type ImageSource } from './decodeFile.js';
import { loadSharp } from './loadSharp.js';

/**
 * Width and height of a picture file once it is upright, or as it is stored, out of its header alone where libvips
 * understands it.
 *
 * @throws DataError that names the file if it is missing or no picture.
 */
export async function readImageSize(source: ImageSource, orientation: 'apply' | 'ignore' = 'apply'): Promise<Size> {
  const sharp = await loadSharp();
  const sizeOf = orientation === 'apply' ? upright : asStored;
  try {
    // Sizes are only compared here; what is too large is refused where it is decoded.
    return sizeOf(
      await sharp(source instanceof URL ? fileURLToPath(source) : source, { limitInputPixels: false }).metadata(),
    );
  } catch {
    // BMP, or no picture at all: the decoder reads the one, and says best what is wrong with the other.
    return decodeFile('readImage', source, {}, sizeOf);
  }
}

const asStored = ({ width, height }: Size): Size => ({ width, height });

/** EXIF orientations from 5 on lie on their side. */
const upright = ({ width, height, orientation = 1 }: Size & { readonly orientation?: number }): Size =>
  orientation >= 5 ? { width: height, height: width } : { width, height };
