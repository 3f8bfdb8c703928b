import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { OptionError } from '../core/errors.js';
import { convertChannels } from '../raster/convertChannels.js';
import { encodePng } from '../raster/png/encodePng.js';
import type { Raster } from '../raster/raster.js';
import { toUint8 } from '../raster/toUint8.js';
import { loadSharp } from './loadSharp.js';

/** Compresses in Node's thread pool. */
export const deflateInNode = promisify<Uint8Array, Uint8Array>(deflate);

/** A picture as the bytes of a file whose name, which errors begin with, has the given ending, such as `.png`. */
export async function encodeImage(where: string, raster: Raster, ending: string, quality: number): Promise<Uint8Array> {
  const isJpeg = ending === '.jpg' || ending === '.jpeg';
  if (ending === '.png') {
    const exact = raster.data instanceof Float32Array ? toUint8(raster) : raster;
    return encodePng(exact, { deflate: deflateInNode });
  }
  if (!isJpeg && ending !== '.webp') {
    const message = `${where} ends in "${ending}". Use .png, .jpg, .jpeg or .webp.`;
    throw new OptionError(message, { option: 'file', value: ending });
  }
  const sharp = await loadSharp();
  const opaque = raster.channels === 1 || (isJpeg && raster.channels === 2) ? 1 : 3;
  const eight = convertChannels(toUint8(raster), !isJpeg && raster.channels % 2 === 0 ? 4 : opaque);
  const { width, height } = eight;
  const raw = { width, height, channels: eight.channels as 1 | 3 | 4 };
  const pipeline = sharp(eight.data, { raw }).toColourspace(eight.channels === 1 ? 'b-w' : 'srgb');
  return (isJpeg ? pipeline.jpeg({ quality }) : pipeline.webp({ quality })).toBuffer();
}
