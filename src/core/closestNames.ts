/** The names that are most like the one given, at most `count`, the likest first: by the letters to add, drop or change. */
export function closestNames(given: string, names: readonly string[], count: number): string[] {
  const distances = new Map(names.map((name) => [name, editDistance(given.toLowerCase(), name.toLowerCase())]));
  const distanceOf = (name: string): number => distances.get(name) as number;
  return names.toSorted((a, b) => distanceOf(a) - distanceOf(b)).slice(0, count);
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
