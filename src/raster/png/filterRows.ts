import { paeth } from './paeth.js';

/**
 * The rows of a picture as PNG compresses them: each with a byte that names its filter. Adaptive filtering takes the
 * one whose bytes are smallest in sum, read as signed, as the specification advises; otherwise rows stay as they are.
 */
export function filterRows(bytes: Uint8Array, rowBytes: number, stride: number, isAdaptive: boolean): Uint8Array {
  const rows = bytes.length / rowBytes;
  const output = new Uint8Array(rows * (rowBytes + 1));
  let above = new Uint8Array(rowBytes); // what lies above the first row
  for (let y = 0; y < rows; y++) {
    const row = bytes.subarray(y * rowBytes, (y + 1) * rowBytes);
    const target = output.subarray(y * (rowBytes + 1), (y + 1) * (rowBytes + 1));
    target[0] = isAdaptive ? bestFilter(row, above, stride) : 0;
    applyFilter(target[0], row, above, stride, target.subarray(1));
    above = row as Uint8Array<ArrayBuffer>;
  }
  return output;
}

/** The sum of the first pixel is left out: it is much the same for all. */
function bestFilter(row: Uint8Array, above: Uint8Array, stride: number): number {
  let none = 0;
  let sub = 0;
  let up = 0;
  let average = 0;
  let nearest = 0;
  for (let i = stride; i < row.length; i++) {
    const value = row[i];
    const left = row[i - stride];
    const top = above[i];
    none += size(value);
    sub += size(value - left);
    up += size(value - top);
    average += size(value - ((left + top) >> 1));
    nearest += size(value - paeth(left, top, above[i - stride]));
  }
  const sums = [none, sub, up, average, nearest];
  return sums.indexOf(Math.min(...sums));
}

/** How far a byte is from 0, read as signed. */
const size = (value: number): number => Math.abs((value << 24) >> 24);

function applyFilter(filter: number, row: Uint8Array, above: Uint8Array, stride: number, output: Uint8Array): void {
  const { length } = row;
  if (filter === 0) output.set(row);
  else if (filter === 2) for (let i = 0; i < length; i++) output[i] = row[i] - above[i];
  else {
    const [mean, nearest] = [filter === 3, filter === 4];
    for (let i = 0; i < Math.min(stride, length); i++)
      output[i] = row[i] - (mean ? above[i] >> 1 : nearest ? above[i] : 0);
    if (mean) for (let i = stride; i < length; i++) output[i] = row[i] - ((row[i - stride] + above[i]) >> 1);
    else if (!nearest) for (let i = stride; i < length; i++) output[i] = row[i] - row[i - stride];
    else for (let i = stride; i < length; i++) output[i] = row[i] - paeth(row[i - stride], above[i], above[i - stride]);
  }
}
