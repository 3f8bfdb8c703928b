/** Two places that are compared: the lesser value goes to the first. */
type Pair = readonly [lesser: number, greater: number];

const sortFive: readonly Pair[] = [
  [0, 1],
  [3, 4],
  [2, 4],
  [2, 3],
  [1, 4],
  [0, 3],
  [0, 2],
  [1, 3],
  [1, 2],
];

/** Comparisons, one after the other, and the place where the median is afterwards. */
export interface MedianNetwork {
  readonly pairs: readonly Pair[];
  readonly place: number;
}

/**
 * Comparisons that find the median of 25 numbers, where those of each column (places i, i + 5, …) ascend
 * already. Rows are sorted, which leaves 13 places where the median can be: of each of the others, 13 are surely greater or
 * surely less. Of these 13 the least and the greatest are put aside again and again.
 */
export function medianNetwork(): MedianNetwork {
  const pairs: Pair[] = [];
  for (let row = 0; row < 25; row += 5) pairs.push(...sortFive.map(([a, b]) => [row + a, row + b] as const));
  const possible = Array.from({ length: 25 }, (_, i) => i).filter((i) => {
    const [row, column] = [Math.floor(i / 5), i % 5];
    return (row + 1) * (column + 1) <= 13 && (5 - row) * (5 - column) <= 13;
  });
  const kept = possible.splice(0, (possible.length >> 1) + 2);
  while (kept.length > 1) {
    pairs.push(...extremes(kept));
    kept.shift();
    kept.pop();
    const next = possible.shift();
    if (next !== undefined) kept.push(next);
  }
  return { pairs, place: kept[0] };
}

/** Brings the least to the first of some places and the greatest to the last. */
function extremes(places: readonly number[]): Pair[] {
  const pairs: Pair[] = [];
  const last = places.length - 1;
  for (let i = 0, j = last; i < j; i++, j--) pairs.push([places[i], places[j]]);
  // The least is now in the first half and the greatest in the second; the place in the middle may be either.
  const half = places.length >> 1;
  for (let i = 1; i < half + (places.length % 2); i++) pairs.push([places[0], places[i]]);
  for (let i = half; i < last; i++) pairs.push([places[i], places[last]]);
  return pairs;
}
