import type { BytePlane } from './quantizePlane.js';
import { type CodedPlane, predictBlock } from './vp8Predict.js';
import { forwardDct4, hadamard, inverseDct4, quantize } from './vp8Transform.js';

/** The steps of a plane; `means` where the lowest frequencies of a block are transformed once more. */
export interface PlaneSteps {
  readonly lowest: number;
  readonly others: number;
  readonly means?: readonly [first: number, others: number];
}

/** VP8's numbers are twice those of an orthonormal transform. */
const gain = 2;

/**
 * What VP8 leaves of a plane before its edges are smoothed: blocks of `size`² are foretold from what was decoded before,
 * and the differences are transformed by 4×4 and rounded to the steps.
 */
export function codePlane(plane: BytePlane, size: number, steps: PlaneSteps): CodedPlane {
  const wanted = fillUp(plane, size);
  const decoded = { data: new Uint8Array(wanted.data.length), width: wanted.width };
  for (let y = 0; y * wanted.width < wanted.data.length; y += size) {
    for (let x = 0; x < wanted.width; x += size) {
      const predicted = predictBlock(wanted, decoded, x, y, size);
      codeBlock(wanted, decoded, predicted, x, y, size, steps);
    }
  }
  return decoded;
}

function fillUp({ data, width, height }: BytePlane, size: number): CodedPlane {
  const columns = Math.ceil(width / size) * size;
  const rows = Math.ceil(height / size) * size;
  const filled = new Uint8Array(columns * rows);
  for (let y = 0, o = 0; y < rows; y++) {
    const row = Math.min(height - 1, y) * width;
    for (let x = 0; x < columns; x++, o++) filled[o] = data[row + Math.min(width - 1, x)];
  }
  return { data: filled, width: columns };
}

function codeBlock(
  wanted: CodedPlane,
  decoded: CodedPlane,
  predicted: Uint8Array,
  x: number,
  y: number,
  size: number,
  { lowest, others, means }: PlaneSteps,
): void {
  const across = size / 4;
  const blocks = Array.from({ length: across * across }, (_, i) => {
    const block = new Float64Array(16);
    eachPixel(i, across, size, wanted.width, x, y, (k, inner, at) => {
      block[k] = wanted.data[at] - predicted[inner];
    });
    forwardDct4(block);
    return block;
  });
  if (means) codeMeans(blocks, means);
  blocks.forEach((block, i) => {
    for (let k = 0; k < 16; k++) {
      if (k > 0) block[k] = quantize(block[k] * gain, others) / gain;
      else if (!means) block[0] = quantize(block[0] * gain, lowest) / gain;
    }
    inverseDct4(block);
    eachPixel(i, across, size, wanted.width, x, y, (k, inner, at) => {
      decoded.data[at] = Math.min(255, Math.max(0, Math.round(predicted[inner] + block[k])));
    });
  });
}

/** Calls back with each pixel of a 4×4 block: its number in the block, in what was foretold, and in the plane. */
function eachPixel(
  block: number,
  across: number,
  size: number,
  width: number,
  x: number,
  y: number,
  visit: (k: number, inner: number, at: number) => void,
): void {
  const left = (block % across) * 4;
  const top = Math.floor(block / across) * 4;
  for (let k = 0; k < 16; k++) {
    const [column, row] = [left + (k & 3), top + (k >> 2)];
    visit(k, row * size + column, (y + row) * width + x + column);
  }
}

/** Transforms the lowest frequencies of sixteen blocks once more, and rounds them so. */
function codeMeans(blocks: readonly Float64Array[], [first, others]: readonly [number, number]): void {
  const means = Float64Array.from(blocks, (block) => block[0] * gain);
  hadamard(means);
  for (let k = 0; k < 16; k++) means[k] = quantize(means[k] * gain, k === 0 ? first : others) / gain;
  hadamard(means);
  for (let i = 0; i < blocks.length; i++) blocks[i][0] = means[i] / gain;
}
