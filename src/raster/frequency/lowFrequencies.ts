import type { Raster } from '../raster.js';

/** The lowest frequencies of a channel: `reach + 1` columns (0 … reach) of `2 · reach + 1` rows (−reach … reach). */
export interface LowFrequencies {
  readonly reach: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Cosines and sines of `2π k i / size`, for k of 0 … reach, each k in a row of `size`. */
interface Waves {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

function wavesOf(size: number, reach: number): Waves {
  const cosines = new Float64Array(size * (reach + 1));
  const sines = new Float64Array(size * (reach + 1));
  for (let k = 0, o = 0; k <= reach; k++) {
    for (let i = 0; i < size; i++, o++) {
      const angle = (2 * Math.PI * ((k * i) % size)) / size; // the remainder keeps it exact for large pictures
      cosines[o] = Math.cos(angle);
      sines[o] = Math.sin(angle);
    }
  }
  return { cosines, sines };
}

/**
 * The lowest frequencies of a channel's Fourier transform, `F(u, v) = Σ x · e^(−2πi(ux/W + vy/H))`, summed up directly: any
 * size will do, and only what is asked for is worked out.
 */
export function lowFrequencies(
  { data, width, height, channels }: Raster,
  channel: number,
  reach: number,
): LowFrequencies {
  const columns = reach + 1;
  const rows = 2 * reach + 1;
  const across = wavesOf(width, reach);
  const down = wavesOf(height, reach);
  const real = new Float64Array(columns * rows);
  const imaginary = new Float64Array(columns * rows);
  const line = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0, i = y * width * channels + channel; x < width; x++, i += channels) line[x] = data[i];
    for (let u = 0; u < columns; u++) {
      const a = sumProducts(line, across.cosines, u * width);
      const b = -sumProducts(line, across.sines, u * width);
      for (let v = 0; v <= reach; v++) {
        const c = down.cosines[v * height + y];
        const s = down.sines[v * height + y];
        const below = (reach + v) * columns + u;
        real[below] += a * c + b * s;
        imaginary[below] += b * c - a * s;
        if (v === 0) continue;
        const above = (reach - v) * columns + u;
        real[above] += a * c - b * s;
        imaginary[above] += b * c + a * s;
      }
    }
  }
  return { reach, real, imaginary };
}

function sumProducts(line: Float64Array, wave: Float64Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < line.length; i++) sum += line[i] * wave[start + i];
  return sum;
}

/** Adds what a change of the lowest frequencies does to a channel: their inverse transform. */
export function addFrequencies(
  field: Float64Array,
  width: number,
  height: number,
  { reach, real, imaginary }: LowFrequencies,
): void {
  const columns = reach + 1;
  const across = wavesOf(width, reach);
  const down = wavesOf(height, reach);
  const scale = 1 / (width * height);
  for (let y = 0; y < height; y++) {
    const line = field.subarray(y * width, (y + 1) * width);
    for (let u = 0; u < columns; u++) {
      let [a, b] = [0, 0];
      for (let v = -reach; v <= reach; v++) {
        const c = down.cosines[Math.abs(v) * height + y];
        const s = Math.sign(v) * down.sines[Math.abs(v) * height + y];
        const i = (reach + v) * columns + u;
        a += real[i] * c - imaginary[i] * s;
        b += imaginary[i] * c + real[i] * s;
      }
      const weight = u === 0 ? scale : 2 * scale; // the other half of the plane is its mirror image
      addWave(line, across, u * width, a * weight, b * weight);
    }
  }
}

function addWave(line: Float64Array, { cosines, sines }: Waves, start: number, a: number, b: number): void {
  for (let i = 0; i < line.length; i++) line[i] += a * cosines[start + i] - b * sines[start + i];
}
