import { memoryOfKernels, runKernel } from './kernels/kernels.js';
import { currentMemory } from './kernels/pictureMemory.js';
import { channelsOf, type PixelData, type PixelGrid } from './pixelGrid.js';

/** Where the pixels of an output come from: output pixel (x, y) is input pixel `start + x · stepX + y · stepY`. */
export interface Order {
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** Smaller pictures are moved before they are copied to the kernels and back. */
const worthwhileBytes = 4096;

/** Copies pixels in another order, or some of them. Both pictures have as many channels, and values of the same type. */
export function reorderPixels(grid: PixelGrid, output: PixelGrid, order: Order): void {
  if (reorderInPlace(grid, output, order)) return;
  // Rows that are copied as they are gain nothing from a kernel unless the result is to lie in its memory.
  const isWorthwhile = order.stepX === 1 ? currentMemory()?.whole(output.data) !== undefined : true;
  if (isWorthwhile && output.data.byteLength >= worthwhileBytes && reorderByKernel(grid, output, order)) return;
  if (order.stepX === 1) moveRows(grid, output, order);
  else movePixels(grid, output, order);
}

/** From one picture in the memory in use to another: a flip takes microseconds, of which `runKernel` would be one. */
function reorderInPlace(grid: PixelGrid, { data: to, width, height }: PixelGrid, order: Order): boolean {
  const memory = memoryOfKernels();
  const target = memory?.whole(to);
  if (!memory?.kernels || target === undefined) return false;
  const source = memory.whole(grid.data);
  if (source === undefined) return false;
  const { kernels, scratch } = memory;
  const { start, stepX, stepY } = order;
  kernels.writeNumbers(scratch, source, target, pixelBytesOf(grid), width, height, start, stepX, stepY);
  kernels.reorderPixels(scratch);
  return true;
}

function reorderByKernel(grid: PixelGrid, { data: to, width, height }: PixelGrid, order: Order): boolean {
  const { from, start } = usedPart(grid, { width, height }, order);
  const isDone = runKernel([8 * 4, from, to], (kernels, [job, source, target]) => {
    const { stepX, stepY } = order;
    kernels.writeNumbers(job, source, target, pixelBytesOf(grid), width, height, start, stepX, stepY);
    kernels.write(source, from);
    kernels.reorderPixels(job);
    kernels.read(target, to);
    return true;
  });
  return isDone ?? false;
}

const pixelBytesOf = (grid: PixelGrid): number => channelsOf(grid) * grid.data.BYTES_PER_ELEMENT;

/** The input, or from its first to its last pixel that is used, where it has to be copied. */
function usedPart(
  grid: PixelGrid,
  { width, height }: { width: number; height: number },
  { start, stepX, stepY }: Order,
): { from: PixelData; start: number } {
  const { data } = grid;
  if (currentMemory()?.whole(data) !== undefined) return { from: data, start };
  const corners = [0, (width - 1) * stepX].flatMap((x) => [start + x, start + x + (height - 1) * stepY]);
  const first = Math.min(...corners);
  const channels = channelsOf(grid);
  return { from: data.subarray(first * channels, (Math.max(...corners) + 1) * channels), start: start - first };
}

function moveRows(grid: PixelGrid, output: PixelGrid, { start, stepY }: Order): void {
  const channels = channelsOf(grid);
  const rowLength = output.width * channels;
  for (let y = 0; y < output.height; y++) {
    const first = (start + y * stepY) * channels;
    output.data.set(grid.data.subarray(first, first + rowLength), y * rowLength);
  }
}

/** Columns that are moved together, so that the rows they come from stay in the cache when the picture is turned. */
const blockColumns = 64;

function movePixels(grid: PixelGrid, output: PixelGrid, { start, stepX, stepY }: Order): void {
  const channels = channelsOf(grid);
  const { data: from } = grid;
  const { data: to, width, height } = output;
  const step = stepX * channels;
  for (let left = 0; left < width; left += blockColumns) {
    const right = Math.min(width, left + blockColumns);
    for (let y = 0; y < height; y++) {
      let source = (start + left * stepX + y * stepY) * channels;
      let target = (y * width + left) * channels;
      for (let x = left; x < right; x++, source += step) {
        for (let c = 0; c < channels; c++) to[target++] = from[source + c];
      }
    }
  }
}
