import type { Border } from '../border.js';
import { runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { framePlaces } from './frame.js';
import type { Kernel } from './weights.js';

/** Filters an 8-bit picture by WebAssembly; `undefined` where there is none. */
export function convolveBytes(raster: Raster, kernel: Kernel, shift: number, border: Border): Raster | undefined {
  const { data, width, height, channels } = raster;
  const [right, bottom] = [kernel.width >> 1, kernel.height >> 1];
  const columns = framePlaces(width, right, border);
  const rows = framePlaces(height, bottom, border);
  const stride = columns.length * channels;
  const pairs = tapPairs(kernel, stride, channels);
  const output = roomOf(data, data.length);
  const blocks = [data, stride * rows.length, output, rows.byteLength, columns.byteLength, pairs.byteLength];
  return runKernel(blocks, (kernels, [source, framed, to, rowsAt, columnsAt, pairsAt]) => {
    kernels.write(source, data);
    kernels.write(rowsAt, rows);
    kernels.write(columnsAt, columns);
    kernels.write(pairsAt, pairs);
    kernels.frame8(source, framed, rowsAt, columnsAt, columns.length, rows.length, right, width, channels);
    kernels.convolve8(framed, to, width * channels, height, stride, pairsAt, pairs.length / 3, shift);
    kernels.read(to, output);
    return { ...raster, data: output };
  });
}

/** The weights that are not zero in pairs: two offsets in the frame, and two weights in one word. */
function tapPairs({ width, weights }: Kernel, stride: number, channels: number): Int32Array {
  const used = Array.from(weights, (_, i) => i).filter((i) => weights[i] !== 0);
  const offsetOf = (i: number): number => Math.floor(i / width) * stride + (i % width) * channels;
  const pairs = new Int32Array(3 * Math.ceil(used.length / 2));
  for (let n = 0; n < used.length; n += 2) {
    const [first, second] = [used[n], used[n + 1]];
    const at = (n / 2) * 3;
    pairs[at] = offsetOf(first);
    pairs[at + 1] = offsetOf(second ?? first);
    pairs[at + 2] = (weights[first] & 0xffff) | (second === undefined ? 0 : weights[second] << 16);
  }
  return pairs;
}
