/** The rows of a picture as PNG compresses them: each with a byte that names its filter. */
export function filterRows(bytes: Uint8Array, rowBytes: number, stride: number, isAdaptive: boolean): Uint8Array {
  const rows = bytes.length / rowBytes;
  const output = new Uint8Array(rows * (rowBytes + 1));
  const candidates = Array.from({ length: 5 }, () => new Uint8Array(rowBytes));
  let above = new Uint8Array(rowBytes);
  for (let y = 0; y < rows; y++) {
    const row = bytes.subarray(y * rowBytes, (y + 1) * rowBytes);
    const target = y * (rowBytes + 1);
    if (!isAdaptive) {
      output.set(row, target + 1);
      continue;
    }
    applyFilters(row, above, stride, candidates);
    const best = smallest(candidates);
    output[target] = best;
    output.set(candidates[best], target + 1);
    above = row.slice();
  }
  return output;
}

/** All five filters of a row: none, left, above, their mean, and Paeth's choice. */
function applyFilters(row: Uint8Array, above: Uint8Array, stride: number, candidates: readonly Uint8Array[]): void {
  const [none, sub, up, average, paeth] = candidates;
  none.set(row);
  for (let i = 0; i < row.length; i++) {
    const value = row[i];
    const left = i >= stride ? row[i - stride] : 0;
    const top = above[i];
    const corner = i >= stride ? above[i - stride] : 0;
    sub[i] = value - left;
    up[i] = value - top;
    average[i] = value - ((left + top) >> 1);
    const toLeft = Math.abs(top - corner);
    const toTop = Math.abs(left - corner);
    const toCorner = Math.abs(left + top - 2 * corner);
    paeth[i] = value - (toLeft <= toTop && toLeft <= toCorner ? left : toTop <= toCorner ? top : corner);
  }
}

/** The filter whose bytes are smallest in sum, read as signed: the specification's rule of thumb. */
function smallest(candidates: readonly Uint8Array[]): number {
  let best = 0;
  let bestSum = Infinity;
  for (let k = 0; k < candidates.length; k++) {
    let sum = 0;
    for (const byte of candidates[k]) sum += byte < 128 ? byte : 256 - byte;
    if (sum < bestSum) [best, bestSum] = [k, sum];
  }
  return best;
}
