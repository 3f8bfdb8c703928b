/**
 * Solves `matrix · x = right` for several right sides at once, by Gaussian elimination with partial pivoting.
 *
 * @param matrix n rows of n numbers.
 * @param right n rows, one column for each side.
 * @returns n rows of solutions; `undefined` if there is not exactly one.
 */
export function solveLinear(
  matrix: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
): number[][] | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...right[i]]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    }
    if (!(Math.abs(rows[pivot][column]) > 1e-12)) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i][column] / rows[column][column];
      if (factor !== 0) for (let k = column; k < rows[i].length; k++) rows[i][k] -= factor * rows[column][k];
    }
  }
  return rows.map((row, i) => row.slice(size).map((value) => value / row[i]));
}
