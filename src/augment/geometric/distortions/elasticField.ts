import { random } from '../../../core/random.js';
import type { Size } from '../../../raster/resize.js';
import type { Field } from '../../../raster/warp/warpJob.js';
import { gridField } from './gridField.js';

/** A smooth random field. */
export interface ElasticShape {
  /** Which noise: the same number gives the same field on pictures of the same size. */
  readonly noise: number;
  /** The standard deviation of the displacements, in pixels. */
  readonly strength: number;
  /** How far they reach, in pixels: the standard deviation of the Gaussian that smooths the noise. */
  readonly sigma: number;
}

/**
 * White noise of both axes, smoothed by a Gaussian and scaled so that displacements have the standard deviation
 * `strength`: smoothing by σ leaves `1 / (2·√π·σ)` of the noise. It is worked out on every n-th pixel, n being a quarter of
 * σ, with straight lines in between.
 */
export function elasticField({ noise, strength, sigma }: ElasticShape, size: Size): Field {
  const step = Math.max(1, Math.floor(sigma / 4));
  const columns = Math.max(2, Math.ceil((size.width - 1) / step) + 1);
  const rows = Math.max(2, Math.ceil((size.height - 1) / step) + 1);
  const spread = sigma / step;
  const radius = Math.ceil(4 * spread);
  const factor = strength * 2 * Math.sqrt(Math.PI) * spread;
  const axis = (name: string): Float32Array => {
    const draw = random('elastic', noise, name);
    // Noise beyond the edges too: without it the edges, where noise is repeated, would move more than the middle.
    const around = { width: columns + 2 * radius, height: rows + 2 * radius };
    const values = Float32Array.from({ length: around.width * around.height }, () => draw.normal());
    const smooth = smoothValues(values, around, spread, radius);
    const inner = new Float32Array(columns * rows);
    for (let y = 0; y < rows; y++) {
      const start = (y + radius) * around.width + radius;
      for (let x = 0; x < columns; x++) inner[y * columns + x] = smooth[start + x] * factor;
    }
    return inner;
  };
  return gridField({ columns, rows, x: axis('x'), y: axis('y') }, size);
}

/** Gaussian smoothing across and down, by the kernel exp(−x² / 2σ²) on −radius … radius; edge values are repeated. */
export function smoothValues(values: Float32Array, size: Size, sigma: number, radius: number): Float32Array {
  const { width, height } = size;
  const raw = Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-((k - radius) ** 2) / (2 * sigma * sigma)));
  const sum = raw.reduce((total, value) => total + value, 0);
  const kernel = Float64Array.from(raw, (value) => value / sum);
  const across = new Float32Array(values.length);
  const line = new Float64Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < line.length; x++) {
      line[x] = values[y * width + Math.min(width - 1, Math.max(0, x - radius))];
    }
    for (let x = 0; x < width; x++) {
      let total = 0;
      for (let k = 0; k < kernel.length; k++) total += kernel[k] * line[x + k];
      across[y * width + x] = total;
    }
  }
  const output = new Float32Array(values.length);
  const totals = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    totals.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const row = Math.min(height - 1, Math.max(0, y + k - radius)) * width;
      for (let x = 0; x < width; x++) totals[x] += kernel[k] * across[row + x];
    }
    output.set(totals, y * width);
  }
  return output;
}
