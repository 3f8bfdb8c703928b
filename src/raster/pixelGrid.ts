import { ShapeError } from '../core/errors.js';
import type { LabelMap } from './labelMap.js';
import type { Raster } from './raster.js';

/** A picture or a mask: whatever has pixels in rows. What moves pixels without mixing them takes both. */
export type PixelGrid = Raster | LabelMap;

/** The number types of a picture or mask. */
export type PixelData = PixelGrid['data'];

/** Values a pixel: 1 for a label map. */
export const channelsOf = (grid: PixelGrid): number => ('channels' in grid ? grid.channels : 1);

/** Zeros of the same number type. A `Buffer` of Node gives a plain `Uint8Array`. */
export function newData<D extends PixelData>(like: D, length: number): D {
  if (like instanceof Uint8Array) return new Uint8Array(length) as D;
  if (like instanceof Uint16Array) return new Uint16Array(length) as D;
  if (like instanceof Int32Array) return new Int32Array(length) as D;
  return new Float32Array(length) as D;
}

/** A picture or mask of the same kind and another size, all zero. */
export function emptyLike<G extends PixelGrid>(grid: G, width: number, height: number): G {
  return { ...grid, data: newData<PixelData>(grid.data, width * height * channelsOf(grid)), width, height };
}

/** A copy that shares no memory with the original. */
export function copyOf<G extends PixelGrid>(grid: G): G {
  const copy = emptyLike(grid, grid.width, grid.height);
  copy.data.set(grid.data);
  return copy;
}

/** Refuses a picture or mask whose sizes are no sizes, or whose data is not as long as they say. */
export function checkGrid(where: string, grid: PixelGrid): void {
  const { width, height, data } = grid;
  const channels = channelsOf(grid);
  const areWhole = Number.isInteger(width) && Number.isInteger(height) && Number.isInteger(channels);
  if (areWhole && width > 0 && height > 0 && channels > 0 && data.length === width * height * channels) return;
  const cure = 'Sizes are whole numbers from 1, and data holds width · height · channels values.';
  throw new ShapeError(`${where}: ${data.length} values for ${height}×${width}×${channels} pixels. ${cure}`, {
    expected: [height, width, channels],
    actual: [data.length],
  });
}
