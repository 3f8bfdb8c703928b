import { DataError } from '../core/errors.js';
import type { Raster, RasterData } from './raster.js';

/** A picture as JSON can hold it: its values in base64, the lowest byte of each first. */
export interface PackedRaster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly type: 'uint8' | 'uint16' | 'float32';
  readonly base64: string;
}

const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array } as const;

/** The count of bytes that are made text at a time: calls take so many arguments, and multiples of 3 need no padding. */
const chunk = 3 * 8192;

/** Packs a picture for JSON; nothing is lost. */
export function packRaster({ data, width, height, channels }: Raster): PackedRaster {
  const type = data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32';
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let base64 = '';
  for (let i = 0; i < bytes.length; i += chunk) base64 += btoa(String.fromCharCode(...bytes.subarray(i, i + chunk)));
  return { width, height, channels, type, base64 };
}

/** The picture that {@link packRaster} has packed. */
export function unpackRaster({ width, height, channels, type, base64 }: PackedRaster): Raster {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const length = width * height * channels;
  if (!Object.hasOwn(arrays, type) || bytes.length !== length * arrays[type].BYTES_PER_ELEMENT) {
    throw new DataError(`a packed picture of ${height}×${width}×${channels} (${type}) has ${bytes.length} bytes.`);
  }
  const data: RasterData = new arrays[type](bytes.buffer);
  return { data, width, height, channels };
}
