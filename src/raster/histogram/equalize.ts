/** How a histogram is made even: as OpenCV does it, or as Pillow does. */
export type EqualizeMethod = 'opencv' | 'pillow';

/** How often each of 256 levels is there, in every `step`-th value from `first` on. */
export function histogramOf(data: ArrayLike<number>, first = 0, step = 1): Int32Array {
  const counts = new Int32Array(256);
  for (let i = first; i < data.length; i += step) counts[data[i]]++;
  return counts;
}

/**
 * The table that makes a histogram as even as a table can. A picture of one level alone keeps it.
 *
 * - `opencv`: `round((cdf − cdf[first]) · 255 / (total − count[first]))`, with the first level that is there
 * - `pillow`: `min(255, ⌊(⌊step / 2⌋ + cdf before) / step⌋)`, with `step = ⌊(total − count[last]) / 255⌋`
 */
export function equalizeTable(counts: Int32Array, method: EqualizeMethod): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, level) => level);
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first === last) return table;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const scale = 255 / (total - counts[first]);
  const step = Math.floor((total - counts[last]) / 255);
  if (method === 'pillow' && step === 0) return table;
  for (let level = 0, before = 0; level < 256; level++) {
    if (method === 'pillow') table[level] = Math.min(255, Math.floor((Math.floor(step / 2) + before) / step));
    before += counts[level];
    if (method === 'opencv') table[level] = Math.round(Math.max(0, before - counts[first]) * scale);
  }
  return table;
}
