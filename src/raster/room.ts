import { currentMemory } from './kernels/pictureMemory.js';
import { channelsOf, newData, type PixelData, type PixelGrid } from './pixelGrid.js';

/**
 * Room for results, of which every value will be written: in the memory in use, with whatever lies there, or else fresh.
 * A `Buffer` of Node gives a plain `Uint8Array`.
 */
export function roomOf<D extends PixelData>(like: D, length: number): D {
  const place = currentMemory()?.take(length * like.BYTES_PER_ELEMENT);
  if (!place) return newData(like, length);
  const { buffer, at } = place;
  if (like instanceof Uint8Array) return new Uint8Array(buffer, at, length) as D;
  if (like instanceof Uint16Array) return new Uint16Array(buffer, at, length) as D;
  if (like instanceof Int32Array) return new Int32Array(buffer, at, length) as D;
  return new Float32Array(buffer, at, length) as D;
}

/** A picture or mask of the same kind and another size, of which every value will be written. */
export function roomLike<G extends PixelGrid>(grid: G, width: number, height: number): G {
  return { ...grid, data: roomOf<PixelData>(grid.data, width * height * channelsOf(grid)), width, height };
}
