import type { LabelMap } from './labelMap.js';

/**
 * The inner edge of a mask: 1 for every foreground pixel (not 0) that has a background pixel above, below, left or
 * right of it. What lies outside the picture is background.
 *
 * @returns `width · height` values, row-major.
 *
 * @example
 * ```ts
 * import { maskEdges } from 'segkit';
 *
 * const mask = { data: new Uint8Array(9).fill(1), width: 3, height: 3 };
 * console.log(maskEdges(mask)); // 1 1 1, 1 0 1, 1 1 1
 * ```
 */
export function maskEdges({ data, width, height }: LabelMap): Uint8Array {
  const edge = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const isRim = y === 0 || y === height - 1;
    for (let x = 0; x < width; x++, i++) {
      if (data[i] === 0) continue;
      const isEdge =
        isRim ||
        x === 0 ||
        x === width - 1 ||
        data[i - width] === 0 ||
        data[i + width] === 0 ||
        data[i - 1] === 0 ||
        data[i + 1] === 0;
      if (isEdge) edge[i] = 1;
    }
  }
  return edge;
}
