import type { Raster } from '../raster.js';
import { enlargedPlaces } from './enlarge.js';

/**
 * The mean of the picture and its enlargements up to a factor, about its middle, as when one zooms in while the picture
 * is taken. Doubles the count of pictures by each pass: with s = factor^(1/2), factor^(1/4), …, the mean of a picture and
 * its enlargement by s; so n passes make the mean of 2^n enlargements.
 */
export function zoomBlur(raster: Raster, factor: number): Raster {
  const { data, width, height } = raster;
  const reach = (Math.max(width, height) / 2) * (factor - 1); // how far the edge moves
  const passes = Math.max(1, Math.ceil(Math.log2(reach + 1)));
  let state = Float32Array.from(data);
  for (let pass = 1; pass <= passes; pass++) state = mixEnlarged(raster, state, factor ** (1 / 2 ** pass));
  if (data instanceof Float32Array) return { ...raster, data: state };
  const output = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length);
  for (let i = 0; i < output.length; i++) output[i] = state[i] + 0.5;
  return { ...raster, data: output };
}

/** The mean of a picture and its enlargement. */
function mixEnlarged(
  { width, height, channels }: Raster,
  data: Float32Array,
  factor: number,
): Float32Array<ArrayBuffer> {
  const output = new Float32Array(data.length);
  const columns = enlargedPlaces(width, factor);
  const rows = enlargedPlaces(height, factor);
  for (let y = 0, o = 0; y < height; y++) {
    const above = rows.first[y] * width * channels;
    const below = rows.second[y] * width * channels;
    const down = rows.share[y];
    for (let x = 0; x < width; x++) {
      const left = columns.first[x] * channels;
      const right = columns.second[x] * channels;
      const across = columns.share[x];
      for (let c = 0; c < channels; c++, o++) {
        const top = data[above + left + c] + (data[above + right + c] - data[above + left + c]) * across;
        const bottom = data[below + left + c] + (data[below + right + c] - data[below + left + c]) * across;
        output[o] = (data[o] + top + (bottom - top) * down) / 2;
      }
    }
  }
  return output;
}
