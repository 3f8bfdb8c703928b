import type { Box } from './crop.js';
import type { LabelMap } from './labelMap.js';

/**
 * The smallest rectangle around one label, or around whatever is not 0; `undefined` where there is none of it.
 *
 * @param labels `[H,W]`.
 * @example
 * ```ts
 * import { boundingBox } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 1, 0, 0, 1), width: 3, height: 2 };
 * console.log(boundingBox(mask)); // { x: 1, y: 0, width: 2, height: 2 }
 * ```
 */
export function boundingBox(labels: LabelMap, label?: number): Box | undefined {
  const { data, width, height } = labels;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (label === undefined ? data[i] === 0 : data[i] !== label) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top === height) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
