/**
 * The table that gives one histogram the shape of another: each level goes to where the reference's running share is the
 * same, in between where that lies between two levels of the reference.
 */
export function matchingTable(counts: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  const shares = runningShares(counts);
  const wanted = runningShares(reference);
  const levels = Array.from({ length: 256 }, (_, level) => level).filter((level) => reference[level] > 0);
  const table = new Float64Array(256);
  for (let level = 0, next = 0; level < 256; level++) {
    while (next < levels.length - 1 && wanted[levels[next]] < shares[level]) next++;
    const above = levels[next];
    const below = next === 0 ? above : levels[next - 1];
    const part = next === 0 ? 1 : (shares[level] - wanted[below]) / (wanted[above] - wanted[below]);
    table[level] = below + (above - below) * Math.min(1, Math.max(0, part));
  }
  return table;
}

function runningShares(counts: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(256);
  let sum = 0;
  for (let level = 0; level < 256; level++) shares[level] = sum += counts[level];
  return shares.map((share) => share / sum);
}
