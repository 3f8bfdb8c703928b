/** A run of rows of a batch: from `start` up to, not including, `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Shares rows out in their order, as evenly as it goes, the first ones getting one more; empty shares are left out. */
export function splitRows(rows: number, parts: number): RowRange[] {
  const small = Math.floor(rows / parts);
  const larger = rows % parts;
  const ranges: RowRange[] = [];
  let start = 0;
  for (let part = 0; part < parts && start < rows; part++) {
    const end = start + small + (part < larger ? 1 : 0);
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}
