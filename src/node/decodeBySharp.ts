import type { Sharp, SharpOptions } from 'sharp';
import { DataError } from '../core/errors.js';
import { checkPixels } from '../raster/checkPixels.js';
import { toOrientation } from '../raster/exif.js';
import type { Size } from '../raster/resize.js';
import type { ImageFormat, StoredImage } from '../raster/storedImage.js';
import { loadSharp } from './loadSharp.js';

/** What {@link decodeBySharp} needs to know. */
export interface DecodeBySharpOptions {
  readonly format: ImageFormat;
  readonly maxPixels: number;
  /** The upright size that is wanted: a JPEG at least four or eight times as large is decoded smaller at once. */
  readonly size?: Size;
}

/** JPEG needs a bit for a block of 64 pixels; whatever claims twice as many is cut off or a bomb. */
const mostPixelsPerJpegByte = 1024;

/**
 * Decodes JPEG, WebP and unusual TIFF files by libvips, strictly: whatever it warns about is an error. Colour profiles
 * are not applied, as in the libraries that networks are trained with.
 */
export async function decodeBySharp(bytes: Uint8Array, options: DecodeBySharpOptions): Promise<StoredImage> {
  const { format, maxPixels, size } = options;
  const sharp = await loadSharp();
  const input: SharpOptions = { failOn: 'warning', limitInputPixels: maxPixels, ignoreIcc: true };
  try {
    const metadata = await sharp(bytes, { ...input, limitInputPixels: false }).metadata();
    const { width, height, channels, depth } = metadata;
    checkPixels(format.toUpperCase(), width, height, maxPixels);
    if (format === 'jpeg' && width * height > bytes.length * mostPixelsPerJpegByte) {
      throw new DataError(
        `${bytes.length} bytes cannot hold ${width}×${height} pixels: the file is cut off or damaged.`,
      );
    }
    if (depth !== 'uchar') throw new DataError(`${format} files of this kind with ${depth} samples are not read.`);
    const orientation = toOrientation(metadata.orientation);
    const stored = orientation >= 5 && size ? { width: size.height, height: size.width } : size;
    const shrink = format === 'jpeg' && stored ? shrinkFor({ width, height }, stored) : 1;
    const pipeline = shrunk(sharp(bytes, input), { width, height }, shrink);
    const space = channels <= 2 ? 'b-w' : 'srgb';
    const { data, info } = await pipeline.toColourspace(space).raw().toBuffer({ resolveWithObject: true });
    return {
      format,
      width: info.width,
      height: info.height,
      channels: info.channels,
      bitDepth: 8,
      data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      orientation,
    };
  } catch (error) {
    if (error instanceof DataError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const reason = [...new Set(message.split('\n').filter((line) => line !== ''))].join('; '); // libvips repeats itself
    throw new DataError(`the ${format} file cannot be decoded: ${reason}.`, { cause: error });
  }
}

/**
 * 8 or 4, if that leaves no less than the wanted size; else 1. What libjpeg decodes, at half of that, must end where the
 * picture does: a last block that reaches over its edge would pull everything towards the other one.
 */
function shrinkFor(from: Size, to: Size): number {
  const fits = (factor: number): boolean =>
    from.width % (factor / 2) === 0 &&
    from.height % (factor / 2) === 0 &&
    from.width / factor >= to.width &&
    from.height / factor >= to.height;
  return [8, 4].find(fits) ?? 1;
}

/**
 * Asked for an eighth or a quarter, sharp lets libjpeg decode at twice that size, which takes a fraction of the time,
 * and halves the rest, from edge to edge. Asked for a half it would decode everything, so that is left to us.
 */
const shrunk = (pipeline: Sharp, { width, height }: Size, shrink: number): Sharp =>
  shrink === 1
    ? pipeline
    : pipeline.resize({
        width: Math.ceil(width / shrink),
        height: Math.ceil(height / shrink),
        fit: 'fill',
        kernel: 'linear',
      });
