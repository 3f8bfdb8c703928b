import { runKernel } from '../kernels/kernels.js';
import { forwardDct8, inverseDct8, valueBits } from './dct8.js';

/** Bytes, one a pixel. */
export interface BytePlane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * What JPEG leaves of a plane: each block of 8×8 pixels is transformed, rounded to the steps and transformed back. Blocks
 * that stick out are filled from the edge. In whole numbers, but for the division by a step.
 */
export function quantizePlane(plane: BytePlane, steps: Int32Array): Uint8Array {
  const { data, width, height } = plane;
  const fast = quantizeByKernel(plane, steps);
  if (fast) return fast;
  const output = new Uint8Array(data.length);
  const block = new Int32Array(64);
  const shares = Float32Array.from(steps, (step) => 1 / (step << valueBits));
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      readBlock(block, plane, left, top);
      for (let i = 0; i < 8; i++) forwardDct8(block, i, 8);
      for (let i = 0; i < 8; i++) forwardDct8(block, 8 * i, 1);
      for (let i = 0; i < 64; i++) {
        const multiple = Math.floor(Math.fround(Math.fround(block[i] * shares[i]) + 0.5));
        block[i] = (multiple * steps[i]) << valueBits;
      }
      for (let i = 0; i < 8; i++) inverseDct8(block, 8 * i, 1);
      for (let i = 0; i < 8; i++) inverseDct8(block, i, 8);
      writeBlock(output, block, plane, left, top);
    }
  }
  return output;
}

/** The same by WebAssembly; `undefined` where there is none. */
function quantizeByKernel({ data, width, height }: BytePlane, steps: Int32Array): Uint8Array | undefined {
  const [columns, rows] = [Math.ceil(width / 8) * 8, Math.ceil(height / 8) * 8];
  const full = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const row = Math.min(height - 1, y) * width;
    full.set(data.subarray(row, row + width), y * columns);
    full.fill(data[row + width - 1], y * columns + width, (y + 1) * columns);
  }
  const turned = steps.map((_, i) => steps[8 * (i & 7) + (i >> 3)]);
  const shares = Float32Array.from(turned, (step) => 1 / (step << valueBits));
  const done = runKernel([full.length, 512, 256], (kernels, [plane, stepsAt, block]) => {
    kernels.write(plane, full);
    kernels.write(stepsAt, turned);
    kernels.write(stepsAt + 256, shares);
    kernels.quantizePlane8(plane, columns, rows, stepsAt, block);
    kernels.read(plane, full);
    return true;
  });
  if (!done) return undefined;
  if (columns === width) return full.subarray(0, data.length);
  const output = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) output.set(full.subarray(y * columns, y * columns + width), y * width);
  return output;
}

function readBlock(block: Int32Array, { data, width, height }: BytePlane, left: number, top: number): void {
  for (let y = 0, i = 0; y < 8; y++) {
    const row = Math.min(height - 1, top + y) * width;
    for (let x = 0; x < 8; x++, i++) block[i] = (data[row + Math.min(width - 1, left + x)] - 128) << valueBits;
  }
}

function writeBlock(
  output: Uint8Array,
  block: Int32Array,
  { width, height }: BytePlane,
  left: number,
  top: number,
): void {
  const [columns, rows] = [Math.min(8, width - left), Math.min(8, height - top)];
  for (let y = 0; y < rows; y++) {
    for (let x = 0, o = (top + y) * width + left; x < columns; x++, o++) {
      const value = ((block[8 * y + x] + (1 << (valueBits - 1))) >> valueBits) + 128;
      output[o] = Math.min(255, Math.max(0, value));
    }
  }
}
