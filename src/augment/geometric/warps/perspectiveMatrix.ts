import { OptionError } from '../../../core/errors.js';
import { identityMatrix, type Matrix } from '../../../raster/matrix.js';
import type { Place } from '../../../raster/place.js';
import { solveLinear } from '../../../raster/solveLinear.js';

/**
 * The projective map that takes four places to four others, no three of them on a line.
 *
 * @throws OptionError if there is none.
 */
export function perspectiveMatrix(from: readonly Place[], to: readonly Place[]): Matrix {
  if (from.every(({ x, y }, i) => x === to[i].x && y === to[i].y)) return identityMatrix;
  const rows = from.flatMap(({ x, y }, i) => [
    [x, y, 1, 0, 0, 0, -to[i].x * x, -to[i].x * y],
    [0, 0, 0, x, y, 1, -to[i].y * x, -to[i].y * y],
  ]);
  const right = to.flatMap(({ x, y }) => [[x], [y]]);
  const solution = solveLinear(rows, right);
  if (!solution) {
    throw new OptionError('perspective: three of the corners lie on a line. Move them less.', {
      option: 'to',
      value: to,
    });
  }
  return [...solution.map(([value]) => value), 1] as unknown as Matrix;
}
