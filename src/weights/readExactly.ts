import { WeightsError } from '../core/errors.js';
import type { ByteSource } from './byteSource.js';

/**
 * The bytes from `start` to `end`, all of them.
 *
 * @throws WeightsError if the source has fewer: a file may have been cut short since its size was asked.
 */
export async function readExactly(where: string, source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = await source.read(start, end);
  if (bytes.length === end - start) return bytes;
  const { name } = source;
  throw new WeightsError(`${where}: ${name} gave ${bytes.length} bytes from ${start} on instead of ${end - start}.`, {
    file: name,
  });
}
