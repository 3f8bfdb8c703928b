import { DataError } from '../../core/errors.js';
import { paeth } from './paeth.js';

/**
 * Undoes the filters of PNG rows. Each row of `filtered` is one byte that names the filter, then `rowBytes` bytes.
 *
 * @param stride Bytes from a pixel to the one on its left; at least 1.
 * @returns The rows without their filter bytes.
 */
export function unfilter(filtered: Uint8Array, rowBytes: number, rows: number, stride: number): Uint8Array {
  const output = new Uint8Array(rowBytes * rows);
  const nothing = new Uint8Array(rowBytes); // what lies above the first row
  let above = nothing;
  for (let y = 0; y < rows; y++) {
    const start = y * (rowBytes + 1);
    const source = filtered.subarray(start + 1, start + 1 + rowBytes);
    const row = output.subarray(y * rowBytes, (y + 1) * rowBytes);
    const filter = filtered[start];
    if (filter === 0) row.set(source);
    else if (filter === 1) unfilterSub(source, row, stride);
    else if (filter === 2) unfilterUp(source, row, above);
    else if (filter === 3) unfilterAverage(source, row, above, stride);
    else if (filter === 4) unfilterPaeth(source, row, above, stride);
    else throw new DataError(`the PNG data has filter ${filter} in row ${y}, which does not exist: it is damaged.`);
    above = row;
  }
  return output;
}

function unfilterSub(source: Uint8Array, row: Uint8Array, stride: number): void {
  const length = row.length;
  for (let i = 0; i < stride && i < length; i++) row[i] = source[i];
  for (let i = stride; i < length; i++) row[i] = source[i] + row[i - stride];
}

function unfilterUp(source: Uint8Array, row: Uint8Array, above: Uint8Array): void {
  for (let i = 0; i < row.length; i++) row[i] = source[i] + above[i];
}

function unfilterAverage(source: Uint8Array, row: Uint8Array, above: Uint8Array, stride: number): void {
  const length = row.length;
  for (let i = 0; i < stride && i < length; i++) row[i] = source[i] + (above[i] >> 1);
  for (let i = stride; i < length; i++) row[i] = source[i] + ((row[i - stride] + above[i]) >> 1);
}

function unfilterPaeth(source: Uint8Array, row: Uint8Array, above: Uint8Array, stride: number): void {
  const length = row.length;
  for (let i = 0; i < stride && i < length; i++) row[i] = source[i] + above[i];
  for (let i = stride; i < length; i++) row[i] = source[i] + paeth(row[i - stride], above[i], above[i - stride]);
}
