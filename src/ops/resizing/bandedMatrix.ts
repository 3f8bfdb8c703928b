/**
 * The weights with which each of `rows` outputs takes from a run of neighbouring inputs, of which there are `columns`. Row i
 * takes from `starts[i]` on, with the `width` weights `weights[i·width] …`; those beyond the last input are 0.
 */
export interface BandedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly starts: Int32Array;
  readonly weights: Float32Array;
}

/** One weight of a matrix. */
export interface Entry {
  readonly column: number;
  readonly weight: number;
}

/** A matrix by the entries of each row, which are added where a column occurs twice. */
export function bandedMatrix(
  rows: number,
  columns: number,
  entriesOf: (row: number) => readonly Entry[],
): BandedMatrix {
  const all = Array.from({ length: rows }, (_, row) => entriesOf(row));
  const starts = Int32Array.from(all, (entries) => entries.reduce((low, { column }) => Math.min(low, column), columns));
  const ends = all.map((entries) => entries.reduce((high, { column }) => Math.max(high, column + 1), 0));
  const width = ends.reduce((most, end, row) => Math.max(most, end - starts[row]), 1);
  const weights = new Float32Array(rows * width);
  all.forEach((entries, row) => {
    // A band that would reach beyond the last column begins earlier; an empty one anywhere.
    starts[row] = Math.max(0, Math.min(starts[row], columns - width));
    for (const { column, weight } of entries) weights[row * width + column - starts[row]] += weight;
  });
  return { rows, columns, width, starts, weights };
}

/** Outputs and inputs exchanged: what leads gradients back. */
export function transposeBanded(matrix: BandedMatrix): BandedMatrix {
  const { rows, columns, width, starts, weights } = matrix;
  const entries: Entry[][] = Array.from({ length: columns }, () => []);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const weight = weights[row * width + i];
      if (weight !== 0) entries[starts[row] + i].push({ column: row, weight });
    }
  }
  return bandedMatrix(columns, rows, (column) => entries[column]);
}

/** All weights, zeros too: `[rows,columns]`, row-major. */
export function denseMatrix({ rows, columns, width, starts, weights }: BandedMatrix): Float32Array {
  const dense = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    dense.set(weights.subarray(row * width, (row + 1) * width), row * columns + starts[row]);
  }
  return dense;
}

/** Whether every output is the input at its own place. */
export function isIdentity({ rows, columns, width, starts, weights }: BandedMatrix): boolean {
  return rows === columns && width === 1 && starts.every((start, row) => start === row && weights[row] === 1);
}
