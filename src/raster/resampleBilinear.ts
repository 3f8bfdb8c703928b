import type { Raster } from './raster.js';
import { roomOf } from './room.js';

/** The two neighbours of each output position, as offsets, and the share of the second one. */
interface Neighbours {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float64Array;
}

/**
 * Bilinear resize in one pass over the four neighbours of each output pixel. Twice as fast as two passes where the
 * picture shrinks, since hardly a row is used twice then.
 */
export function resampleBilinear(raster: Raster, width: number, height: number): Raster {
  const { data, channels } = raster;
  const columns = neighbours(raster.width, width, channels);
  const rows = neighbours(raster.height, height, raster.width * channels);
  const output = roomOf(data, width * height * channels);
  const half = data instanceof Float32Array ? 0 : 0.5; // whole numbers are stored by truncation
  for (let y = 0, o = 0; y < height; y++) {
    const above = rows.first[y];
    const below = rows.second[y];
    const down = rows.share[y];
    for (let x = 0; x < width; x++) {
      const across = columns.share[x];
      const w11 = down * across;
      const w10 = down - w11;
      const w01 = across - w11;
      const w00 = 1 - down - w01;
      const i00 = above + columns.first[x];
      const i01 = above + columns.second[x];
      const i10 = below + columns.first[x];
      const i11 = below + columns.second[x];
      if (channels === 3) {
        output[o] = w00 * data[i00] + w01 * data[i01] + w10 * data[i10] + w11 * data[i11] + half;
        output[o + 1] = w00 * data[i00 + 1] + w01 * data[i01 + 1] + w10 * data[i10 + 1] + w11 * data[i11 + 1] + half;
        output[o + 2] = w00 * data[i00 + 2] + w01 * data[i01 + 2] + w10 * data[i10 + 2] + w11 * data[i11 + 2] + half;
        o += 3;
        continue;
      }
      for (let c = 0; c < channels; c++) {
        output[o++] = w00 * data[i00 + c] + w01 * data[i01 + c] + w10 * data[i10 + c] + w11 * data[i11 + c] + half;
      }
    }
  }
  return { data: output, width, height, channels };
}

function neighbours(size: number, outputSize: number, step: number): Neighbours {
  const first = new Int32Array(outputSize);
  const second = new Int32Array(outputSize);
  const share = new Float64Array(outputSize);
  for (let i = 0; i < outputSize; i++) {
    const position = ((i + 0.5) * size) / outputSize - 0.5;
    const floor = Math.floor(position);
    first[i] = Math.max(0, floor) * step;
    second[i] = Math.min(size - 1, floor + 1) * step;
    share[i] = position - floor;
  }
  return { first, second, share };
}
