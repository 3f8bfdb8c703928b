import { type Border, borderIndex } from '../border.js';
import { runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { framePlaces } from './frame.js';

/** One row of a disk: whole pixels from −half to half, and one more at each end that counts by `ends` 256ths. */
interface DiskRow {
  readonly half: number;
  readonly ends: number;
}

/** The rows of a disk from top to bottom. */
export function diskRows(radius: number): DiskRow[] {
  const reach = Math.floor(radius + 0.5);
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const width = Math.sqrt(Math.max(0, (radius + 0.5) ** 2 - (i - reach) ** 2)) - 0.5;
    const half = Math.max(0, Math.floor(width));
    return { half, ends: Math.round(256 * Math.max(0, width - half)) };
  });
}

/**
 * The mean of a disk around each pixel, as a lens out of focus makes it. Each row of the disk is the difference of two
 * running sums: the time grows with the radius, not with its square.
 */
export function diskBlur(raster: Raster, radius: number, border: Border = 'reflect101'): Raster {
  const { data, width, height, channels } = raster;
  const disk = diskRows(radius);
  const reach = disk.length >> 1;
  const margin = reach + 1;
  const total = disk.reduce((sum, { half, ends }) => sum + 256 * (2 * half + 1) + 2 * ends, 0);
  const fast = diskBytes(raster, disk, total, border);
  if (fast) return fast;
  const rowLength = width * channels;
  const sumsLength = (width + 2 * margin + 1) * channels;
  const sums = new Float64Array(sumsLength * height); // running along each row, channel by channel
  const columnOf = framePlaces(width, margin, border).map((column) => column * channels);
  for (let y = 0; y < height; y++) {
    for (let i = 0, o = y * sumsLength; i < columnOf.length; i++) {
      for (let c = 0; c < channels; c++, o++) sums[o + channels] = sums[o] + data[y * rowLength + columnOf[i] + c];
    }
  }
  const output = roomOf(data, data.length);
  const row = new Float64Array(rowLength);
  const rounding = data instanceof Float32Array ? 0 : 0.5;
  for (let y = 0; y < height; y++) {
    row.fill(0);
    disk.forEach(({ half, ends }, i) => {
      const first = borderIndex(y + i - reach, height, border) * sumsLength + (margin - half) * channels;
      addSpan(row, sums, first, (2 * half + 1) * channels, 256 - ends);
      if (ends > 0) addSpan(row, sums, first - channels, (2 * half + 3) * channels, ends);
    });
    for (let i = 0; i < rowLength; i++) output[y * rowLength + i] = row[i] / total + rounding;
  }
  return { ...raster, data: output };
}

/** The same by WebAssembly, for pictures of 8 bits; `undefined` where that cannot be. */
function diskBytes(raster: Raster, disk: readonly DiskRow[], total: number, border: Border): Raster | undefined {
  const { data, width, height, channels } = raster;
  if (!(data instanceof Uint8Array) || total * 255 >= 2 ** 31) return undefined;
  const reach = disk.length >> 1;
  const margin = reach + 1;
  const rows = framePlaces(height, reach, border);
  const columns = framePlaces(width, margin, border);
  const spans = disk.flatMap(({ half, ends }) => [(margin - half) * channels, (2 * half + 1) * channels, ends]);
  const list = Int32Array.from(spans);
  const room = ((columns.length + 1) * channels + 4) * 4 * height;
  const output = roomOf(data, data.length);
  const blocks = [data, output, rows.byteLength, columns.byteLength, room, list.byteLength];
  return runKernel(blocks, (kernels, [source, to, rowsAt, columnsAt, sums, listAt]) => {
    kernels.write(source, data);
    kernels.write(rowsAt, rows);
    kernels.write(columnsAt, columns);
    kernels.write(listAt, list);
    const places = [source, to, rowsAt, columnsAt, sums, listAt] as const;
    kernels.disk8(...places, width, height, channels, disk.length, margin, total);
    kernels.read(to, output);
    return { ...raster, data: output };
  });
}

/** Adds the sums of spans that begin one value after the other. */
function addSpan(row: Float64Array, sums: Float64Array, first: number, length: number, weight: number): void {
  for (let i = 0; i < row.length; i++) row[i] += weight * (sums[first + length + i] - sums[first + i]);
}
