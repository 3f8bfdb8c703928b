import { newData } from './pixelGrid.js';
import type { Raster } from './raster.js';

/** The span of source positions under each output position: parts of the first and the last, whole ones between. */
interface Spans {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstWeight: Float64Array;
  readonly lastWeight: Float64Array;
  readonly middleWeight: number;
}

/**
 * Resizes by the exact mean of the box that each output pixel covers: down first, four rows at a time and in the order
 * in which they lie in memory, then across.
 */
export function resampleArea(raster: Raster, width: number, height: number): Raster {
  const { data, channels } = raster;
  const across = spansOf(raster.width, width);
  const down = spansOf(raster.height, height);
  const output = newData(data, width * height * channels);
  const rowLength = raster.width * channels;
  const means = new Float32Array(rowLength);
  for (let y = 0; y < height; y++) {
    const first = down.first[y];
    const last = down.last[y];
    const weightOf = (row: number): number =>
      row === first ? down.firstWeight[y] : row < last ? down.middleWeight : row === last ? down.lastWeight[y] : 0;
    for (let row = first; row <= last; row += 4) {
      const starts = [row, row + 1, row + 2, row + 3].map((k) => Math.min(k, last) * rowLength);
      mixRows(data, starts, [row, row + 1, row + 2, row + 3].map(weightOf), means, row > first);
    }
    sumAcross(means, output, y * width * channels, channels, across);
  }
  return { data: output, width, height, channels };
}

/** Mixes four rows, and adds to what is there already if told to. */
function mixRows(
  data: Raster['data'],
  [p0, p1, p2, p3]: readonly number[],
  [w0, w1, w2, w3]: readonly number[],
  means: Float32Array,
  adds: boolean,
): void {
  const { length } = means;
  if (adds) {
    for (let i = 0; i < length; i++) {
      means[i] += w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i] + w3 * data[p3 + i];
    }
  } else if (w3 === 0) {
    for (let i = 0; i < length; i++) means[i] = w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i];
  } else {
    for (let i = 0; i < length; i++) {
      means[i] = w0 * data[p0 + i] + w1 * data[p1 + i] + w2 * data[p2 + i] + w3 * data[p3 + i];
    }
  }
}

function spansOf(size: number, outputSize: number): Spans {
  const scale = size / outputSize;
  const spans = {
    first: new Int32Array(outputSize),
    last: new Int32Array(outputSize),
    firstWeight: new Float64Array(outputSize),
    lastWeight: new Float64Array(outputSize),
    middleWeight: 1 / scale,
  };
  for (let i = 0; i < outputSize; i++) {
    // Whole numbers divided once, so that a box that ends with a pixel does not reach into the next.
    const start = (i * size) / outputSize;
    const end = ((i + 1) * size) / outputSize;
    const first = Math.floor(start);
    const last = Math.min(size - 1, Math.ceil(end) - 1);
    spans.first[i] = first;
    spans.last[i] = last;
    spans.firstWeight[i] = (Math.min(end, first + 1) - start) / scale;
    spans.lastWeight[i] = last > first ? (end - last) / scale : 0;
  }
  return spans;
}

function sumAcross(
  means: Float32Array,
  output: Raster['data'],
  start: number,
  channels: number,
  { first, last, firstWeight, lastWeight, middleWeight }: Spans,
): void {
  const half = output instanceof Float32Array ? 0 : 0.5; // whole numbers are stored by truncation
  if (channels === 3) {
    for (let x = 0, o = start; x < first.length; x++, o += 3) {
      const begin = first[x] * 3;
      const end = last[x] * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = begin + 3; i < end; i += 3) {
        red += means[i];
        green += means[i + 1];
        blue += means[i + 2];
      }
      const w0 = firstWeight[x];
      const w1 = lastWeight[x];
      output[o] = w0 * means[begin] + middleWeight * red + w1 * means[end] + half;
      output[o + 1] = w0 * means[begin + 1] + middleWeight * green + w1 * means[end + 1] + half;
      output[o + 2] = w0 * means[begin + 2] + middleWeight * blue + w1 * means[end + 2] + half;
    }
    return;
  }
  for (let x = 0, o = start; x < first.length; x++) {
    for (let c = 0; c < channels; c++) {
      const begin = first[x] * channels + c;
      const end = last[x] * channels + c;
      let sum = 0;
      for (let i = begin + channels; i < end; i += channels) sum += means[i];
      output[o++] = firstWeight[x] * means[begin] + middleWeight * sum + lastWeight[x] * means[end] + half;
    }
  }
}
