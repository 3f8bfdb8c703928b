import { areaByKernel } from './areaByKernel.js';
import { type Spans, spansOf } from './areaSpans.js';
import type { Raster } from './raster.js';
import { roomOf } from './room.js';

/**
 * Resizes by the mean of the box that each output pixel covers: down first, four rows at a time and in the order in
 * which they lie in memory, then across.
 *
 * Means of 8-bit pictures are exact: sums of whole numbers, divided once. It is done by WebAssembly SIMD where that is
 * to be had, and gives the same bits where it is not.
 */
export function resampleArea(raster: Raster, width: number, height: number): Raster {
  const { data, channels } = raster;
  const across = spansOf(raster.width, width);
  const down = spansOf(raster.height, height);
  const output = roomOf(data, width * height * channels);
  const factor = 1 / (down.total * across.total);
  // Half of one for rounding, and a part of the smallest step of the sums, so that none falls short of a whole number.
  const bias = output instanceof Float32Array ? 0 : 0.5 + factor / 4;
  const isEightBit = data instanceof Uint8Array && output instanceof Uint8Array;
  const done =
    isEightBit && areaByKernel({ source: data, output, width: raster.width, channels, down, across, factor, bias });
  if (!done) plainArea(raster, output, down, across, factor, bias);
  return { data: output, width, height, channels };
}

function plainArea(
  { data, width, channels }: Raster,
  output: Raster['data'],
  down: Spans,
  across: Spans,
  factor: number,
  bias: number,
): void {
  const rowLength = width * channels;
  const outputRow = across.first.length * channels;
  const isExact = data instanceof Uint8Array && down.total * 255 < 2 ** 24; // in float32, which is half the memory
  const sums = isExact ? new Float32Array(rowLength) : new Float64Array(rowLength);
  for (let y = 0; y < down.first.length; y++) {
    const first = down.first[y];
    const last = down.last[y];
    const weightOf = (row: number): number =>
      row === first ? down.firstWeight[y] : row < last ? down.middleWeight : row === last ? down.lastWeight[y] : 0;
    for (let row = first; row <= last; row += 4) {
      const starts = [row, row + 1, row + 2, row + 3].map((k) => Math.min(k, last) * rowLength);
      mixRows(data, starts, [row, row + 1, row + 2, row + 3].map(weightOf), sums, row > first);
    }
    meanAcross(sums, output, y * outputRow, channels, across, factor, bias);
  }
}

/** Mixes four rows, and adds to what is there already if told to. */
function mixRows(
  data: Raster['data'],
  [p0, p1, p2, p3]: readonly number[],
  [w0, w1, w2, w3]: readonly number[],
  sums: Float32Array | Float64Array,
  adds: boolean,
): void {
  const { length } = sums;
  if (adds) {
    for (let i = 0; i < length; i++) {
      sums[i] += w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i] + w3 * data[p3 + i];
    }
  } else if (w3 === 0) {
    for (let i = 0; i < length; i++) sums[i] = w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i];
  } else {
    for (let i = 0; i < length; i++) {
      sums[i] = w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i] + w3 * data[p3 + i];
    }
  }
}

function meanAcross(
  sums: Float32Array | Float64Array,
  output: Raster['data'],
  start: number,
  channels: number,
  { first, last, firstWeight, lastWeight, middleWeight }: Spans,
  factor: number,
  bias: number,
): void {
  if (channels === 3) {
    for (let x = 0, o = start; x < first.length; x++, o += 3) {
      const begin = first[x] * 3;
      const end = last[x] * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = begin + 3; i < end; i += 3) {
        red += sums[i];
        green += sums[i + 1];
        blue += sums[i + 2];
      }
      const w0 = firstWeight[x];
      const w1 = lastWeight[x];
      output[o] = (w0 * sums[begin] + middleWeight * red + w1 * sums[end]) * factor + bias;
      output[o + 1] = (w0 * sums[begin + 1] + middleWeight * green + w1 * sums[end + 1]) * factor + bias;
      output[o + 2] = (w0 * sums[begin + 2] + middleWeight * blue + w1 * sums[end + 2]) * factor + bias;
    }
    return;
  }
  for (let x = 0, o = start; x < first.length; x++) {
    for (let c = 0; c < channels; c++) {
      const begin = first[x] * channels + c;
      const end = last[x] * channels + c;
      let sum = 0;
      for (let i = begin + channels; i < end; i += channels) sum += sums[i];
      output[o++] = (firstWeight[x] * sums[begin] + middleWeight * sum + lastWeight[x] * sums[end]) * factor + bias;
    }
  }
}
