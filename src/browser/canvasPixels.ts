import { DataError } from '../core/errors.js';
import type { Raster } from '../raster/raster.js';
import type { PictureSource } from './imageToRaster.js';

/** The pixels of whatever can be drawn on a canvas: 8-bit RGB with alpha. */
export function canvasPixels(source: Exclude<PictureSource, Blob>): Raster {
  const { data, width, height } = 'data' in source ? source : draw(source);
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(), width, height, channels: 4 };
}

function draw(source: Exclude<PictureSource, Blob | ImageData>): ImageData {
  const [width, height] =
    'naturalWidth' in source
      ? [source.naturalWidth, source.naturalHeight]
      : 'videoWidth' in source
        ? [source.videoWidth, source.videoHeight]
        : [source.width, source.height];
  if (width === 0 || height === 0) {
    throw new DataError('imageToRaster: the picture has no pixels (yet). Wait for its load event, or await decode().');
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new DataError('imageToRaster: the browser gives no 2d canvas to read pixels from.');
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height, { colorSpace: 'srgb' });
}
