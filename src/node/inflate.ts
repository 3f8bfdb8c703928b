import { inflate as inflateByZlib } from 'node:zlib';
import { DataError } from '../core/errors.js';
import { sizeError } from '../raster/inflate.js';
import type { Inflate } from '../raster/storedImage.js';

/** The smallest buffer that zlib takes. */
const leastChunk = 64;

/**
 * Decompresses with Node's own zlib, in its thread pool: into one buffer that is one byte longer than the data may be,
 * so that data that goes on is noticed and never followed.
 */
export const inflate: Inflate = (data, size) =>
  new Promise((resolve, reject) => {
    const options = { chunkSize: Math.max(leastChunk, size + 1), maxOutputLength: Math.max(1, size) };
    inflateByZlib(data, options, (error, output) => {
      if (error) reject(explain(error, size));
      else if (output.length < size) reject(sizeError(true, size));
      else resolve(new Uint8Array(output.buffer, output.byteOffset, output.length));
    });
  });

function explain(error: Error & { code?: string }, size: number): DataError {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return sizeError(false, size);
  if (error.code === 'Z_BUF_ERROR') return sizeError(true, size);
  return new DataError(`the compressed data is corrupt: ${error.message}.`, { cause: error });
}
