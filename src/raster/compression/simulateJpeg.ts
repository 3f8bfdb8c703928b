import type { Raster } from '../raster.js';
import { compressPlanes } from './compressPlanes.js';
import { quantizationSteps } from './jpegTables.js';
import { type BytePlane, quantizePlane } from './quantizePlane.js';

/**
 * What a baseline JPEG of a quality from 1 to 100 leaves of a picture: brightness and colours at half resolution, blocks
 * of 8×8, and the usual tables. Packing of bits is left out, since it loses nothing.
 */
export function simulateJpeg(raster: Raster, quality: number): Raster {
  const [luma, chroma] = (['luma', 'chroma'] as const).map((plane) => quantizationSteps(plane, quality));
  const leave = (steps: Int32Array) => (plane: BytePlane) => ({ ...plane, data: quantizePlane(plane, steps) });
  return compressPlanes(raster, ({ y, cb, cr }) => ({
    y: leave(luma)(y),
    ...(cb && cr && { cb: leave(chroma)(cb), cr: leave(chroma)(cr) }),
  }));
}
