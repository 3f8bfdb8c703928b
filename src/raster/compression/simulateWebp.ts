import type { Raster } from '../raster.js';
import { compressPlanes } from './compressPlanes.js';
import type { BytePlane } from './quantizePlane.js';
import { filterEdges } from './vp8Filter.js';
import { codePlane, type PlaneSteps } from './vp8Plane.js';
import { vp8Steps } from './vp8Steps.js';

/**
 * What lossy WebP of a quality from 1 to 100 leaves of a picture, with the means of VP8: prediction of blocks of 16×16
 * (colour 8×8), the transform of 4×4 pixels, steps as libwebp chooses them, and the filter across edges. Encoders may
 * also foretell blocks of 4×4, which is not done here.
 */
export function simulateWebp(raster: Raster, quality: number): Raster {
  const { luma, means, color, filterLevel } = vp8Steps(quality);
  const code = (plane: BytePlane, size: number, steps: PlaneSteps): BytePlane => {
    const decoded = codePlane(plane, size, steps);
    filterEdges(decoded, size, filterLevel);
    const data = new Uint8Array(plane.data.length);
    for (let y = 0; y < plane.height; y++) {
      data.set(decoded.data.subarray(y * decoded.width, y * decoded.width + plane.width), y * plane.width);
    }
    return { ...plane, data };
  };
  const colorSteps = { lowest: color[0], others: color[1] };
  return compressPlanes(raster, ({ y, cb, cr }) => ({
    y: code(y, 16, { lowest: luma, others: luma, means }),
    ...(cb && cr && { cb: code(cb, 8, colorSteps), cr: code(cr, 8, colorSteps) }),
  }));
}
