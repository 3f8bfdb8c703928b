import { type Border, borderIndex } from '../border.js';
import type { Raster, RasterData } from '../raster.js';
import { roomOf } from '../room.js';
import { blurBytes } from './blurBytes.js';
import { gaussianWeights, integerWeights } from './weights.js';

/**
 * Blurs a picture by a Gaussian of an odd size, each channel alone. Pictures of 8 bits are worked out in whole numbers,
 * with 14 bits a weight and 6 bits after the point between the two directions: at most one level from the exact result,
 * and the same on every machine.
 */
export function gaussianBlur(raster: Raster, size: number, sigma: number, border: Border = 'reflect101'): Raster {
  if (size <= 1 || sigma <= 0) return raster;
  const exact = gaussianWeights(size, sigma);
  if (raster.data instanceof Uint8Array) {
    const { weights } = integerWeights(exact);
    // After the columns values have 6 bits behind the point, after the rows 20.
    return blurBytes(raster, weights, border) ?? separable(raster, Float64Array.from(weights), 2 ** 8, 2 ** 20, border);
  }
  return separable(raster, exact, 0, 0, border);
}

/** Filters columns, then rows, by the same symmetric weights. A divisor of 0 stands for sums that are not rounded. */
function separable(
  raster: Raster,
  weights: Float64Array,
  afterColumns: number,
  afterRows: number,
  border: Border,
): Raster {
  const { data, width, height, channels } = raster;
  const radius = weights.length >> 1;
  const rowLength = width * channels;
  const margin = radius * channels;
  const output = roomOf(data, data.length);
  const column = new Float64Array(rowLength);
  const source = new Float64Array(rowLength); // one number type in the loops: they run several times faster
  const row = new Float64Array(rowLength + 2 * margin);
  const inner = row.subarray(margin, margin + rowLength);
  for (let y = 0; y < height; y++) {
    inner.fill(0);
    for (let i = -radius; i <= radius; i++) {
      const start = borderIndex(y + i, height, border) * rowLength;
      source.set(data.subarray(start, start + rowLength));
      addScaled(inner, source, 0, weights[radius + i]);
    }
    if (afterColumns > 0) for (let i = 0; i < rowLength; i++) inner[i] = Math.floor(inner[i] / afterColumns + 0.5);
    extendRow(row, width, channels, radius, border);
    column.fill(0);
    for (let i = 0; i < weights.length; i++) addScaled(column, row, i * channels, weights[i]);
    store(output, y * rowLength, column, afterRows);
  }
  return { ...raster, data: output };
}

function addScaled(sums: Float64Array, data: Float64Array, start: number, weight: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] += weight * data[start + i];
}

/** Fills the margins of a row from its middle. */
function extendRow(row: Float64Array, width: number, channels: number, radius: number, border: Border): void {
  const margin = radius * channels;
  for (let i = 1; i <= radius; i++) {
    const before = margin + borderIndex(-i, width, border) * channels;
    const after = margin + borderIndex(width - 1 + i, width, border) * channels;
    for (let c = 0; c < channels; c++) {
      row[margin - i * channels + c] = row[before + c];
      row[margin + (width - 1 + i) * channels + c] = row[after + c];
    }
  }
}

function store(output: RasterData, start: number, sums: Float64Array, divisor: number): void {
  if (output instanceof Float32Array) output.set(sums, start);
  else if (divisor === 0) for (let i = 0; i < sums.length; i++) output[start + i] = sums[i] + 0.5;
  else for (let i = 0; i < sums.length; i++) output[start + i] = sums[i] / divisor + 0.5;
}
