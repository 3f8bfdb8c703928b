import { DataError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { convertChannels } from '../raster/convertChannels.js';
import { decodeImage, imageFormat } from '../raster/imageFormat.js';
import type { Raster } from '../raster/raster.js';
import { resize, type Size } from '../raster/resize.js';
import {
  checkToRasterOptions,
  storedToRaster,
  type ToRasterOptions,
  toRasterOptionNames,
} from '../raster/storedToRaster.js';
import { canvasPixels } from './canvasPixels.js';

/** Whatever a page may have a picture in. */
export type PictureSource =
  | Blob
  | ImageData
  | ImageBitmap
  | OffscreenCanvas
  | HTMLCanvasElement
  | HTMLImageElement
  | HTMLVideoElement;

/** Options of {@link imageToRaster}. */
export interface ImageToRasterOptions extends ToRasterOptions {
  /** The size of the result, reached by `resizeImage`. */
  readonly size?: Size;
  /** The largest width · height of a file that is read (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
}

/** The files whose samples segkit reads itself, so that they are the same as on Node: no gamma, no profile, no loss. */
const ownFormats: readonly (string | undefined)[] = ['png', 'gif', 'bmp', 'tiff'];

/**
 * Makes a raster of a picture in a page: a file (`Blob`), a bitmap, a canvas, an image or a video's current frame.
 *
 * PNG, GIF, BMP and TIFF files are decoded by segkit itself; others, such as JPEG and WebP, by the browser with
 * `colorSpaceConversion: 'none'`, `premultiplyAlpha: 'none'` and their EXIF orientation. Whatever comes from a canvas has
 * lost the colour of fully transparent pixels.
 *
 * @returns `[H,W,3]` by default, 8 bits unless a file has more.
 * @throws DataError for a file that is no picture, and for an image or video that has not loaded.
 * @example
 * ```ts
 * import { encodePng } from 'segkit';
 * import { imageToRaster } from 'segkit/browser';
 *
 * const bytes = await encodePng({ data: Uint8Array.of(10, 20), width: 2, height: 1, channels: 1 });
 * const image = await imageToRaster(new Blob([bytes as BlobPart]));
 * console.log(image.data); // 10 10 10 20 20 20
 * ```
 */
export async function imageToRaster(source: PictureSource, options: ImageToRasterOptions = {}): Promise<Raster> {
  checkOptionNames('imageToRaster', options, [...toRasterOptionNames, 'size', 'maxPixels']);
  checkToRasterOptions('imageToRaster', options);
  const { size, maxPixels, ...toRaster } = options;
  for (const name of ['width', 'height'] as const) {
    if (size) checkNumber('imageToRaster', `size.${name}`, size[name], { min: 1, integer: true });
  }
  const raster = await toPicture(source, toRaster, maxPixels);
  return size ? resize(raster, size) : raster;
}

async function toPicture(source: PictureSource, options: ToRasterOptions, maxPixels?: number): Promise<Raster> {
  if (!(source instanceof Blob)) return withChannels(canvasPixels(source), options);
  const bytes = new Uint8Array(await source.arrayBuffer());
  try {
    if (bytes.length === 0 || ownFormats.includes(imageFormat(bytes))) {
      return storedToRaster(await decodeImage(bytes, { maxPixels }), options);
    }
    return withChannels(await decodeByBrowser(source, options), options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const name = 'name' in source && source.name ? `${source.name}: ` : '';
    throw new DataError(`imageToRaster: ${name}${reason}`, { cause: error });
  }
}

async function decodeByBrowser(blob: Blob, { orientation = 'apply' }: ToRasterOptions): Promise<Raster> {
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
    imageOrientation: orientation === 'apply' ? 'from-image' : 'none',
  });
  try {
    return canvasPixels(bitmap);
  } finally {
    bitmap.close();
  }
}

/** What comes from a canvas is RGB with alpha, always. */
function withChannels(rgba: Raster, { channels = 3 }: ToRasterOptions): Raster {
  return channels === 'keep' || channels === 4 ? rgba : convertChannels(rgba, channels);
}
