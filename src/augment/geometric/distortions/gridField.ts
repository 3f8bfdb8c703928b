import type { Size } from '../../../raster/resize.js';
import type { Field } from '../../../raster/warp/warpJob.js';

/** Displacements at the nodes of a grid over the picture, row by row; its outer nodes lie on the outer pixels. */
export interface GridNodes {
  readonly columns: number;
  readonly rows: number;
  /** Pixels to the right, `columns · rows` numbers. */
  readonly x: ArrayLike<number>;
  /** Pixels down. */
  readonly y: ArrayLike<number>;
}

/** The displacement of every pixel, bilinear between the nodes. */
export function gridField(nodes: GridNodes, { width, height }: Size): Field {
  const across = cellsOf(width, nodes.columns);
  const down = cellsOf(height, nodes.rows);
  const field = { x: new Float32Array(width * height), y: new Float32Array(width * height) };
  for (const axis of ['x', 'y'] as const) {
    const values = nodes[axis];
    const row = new Float64Array(nodes.columns);
    for (let y = 0, i = 0; y < height; y++) {
      const upper = down.first[y] * nodes.columns;
      const lower = down.second[y] * nodes.columns;
      for (let c = 0; c < row.length; c++) {
        row[c] = values[upper + c] + (values[lower + c] - values[upper + c]) * down.share[y];
      }
      for (let x = 0; x < width; x++, i++) {
        const left = row[across.first[x]];
        field[axis][i] = left + (row[across.second[x]] - left) * across.share[x];
      }
    }
  }
  return field;
}

interface Cells {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float64Array;
}

/** Between which nodes each pixel of an axis lies. */
function cellsOf(size: number, nodes: number): Cells {
  const cells = { first: new Int32Array(size), second: new Int32Array(size), share: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    const position = size === 1 ? 0 : (i * (nodes - 1)) / (size - 1);
    cells.first[i] = Math.max(0, Math.min(nodes - 2, Math.floor(position)));
    cells.second[i] = Math.min(nodes - 1, cells.first[i] + 1);
    cells.share[i] = position - cells.first[i];
  }
  return cells;
}
