import { ShapeError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import { boundingBox } from '../raster/boundingBox.js';
import type { Box } from '../raster/crop.js';
import { distanceTransform } from '../raster/distanceTransform.js';
import type { LabelMap } from '../raster/labelMap.js';
import { maskEdges } from '../raster/maskEdges.js';

/** Options of {@link surfaceDistances}. */
export interface SurfaceDistancesOptions {
  /** The label whose masks are compared; left out, everything but 0. */
  readonly label?: number;
  /** The size of a pixel as `[row, column]`, in the unit of the distances. Left out, both are 1. */
  readonly spacing?: readonly [number, number];
}

/** How far two outlines are from each other, pixel by pixel. An array is empty where its outline is. */
export interface SurfaceDistances {
  /** From each edge pixel of the prediction to the nearest edge pixel of the truth. */
  readonly toTruth: Float64Array;
  /** From each edge pixel of the truth to the nearest edge pixel of the prediction. */
  readonly toPrediction: Float64Array;
}

/** Which distances count: those of both outlines, or of one to the other. */
export type SurfaceDirection = 'both' | 'toTruth' | 'toPrediction';

/** All values of {@link SurfaceDirection}. */
export const surfaceDirections: readonly SurfaceDirection[] = ['both', 'toTruth', 'toPrediction'];

/**
 * The distances between the outlines of two masks, of which Hausdorff, average and surface Dice are made.
 *
 * An edge pixel is one of the mask with a pixel outside above, below, left or right of it; the picture's border counts
 * as outside. If one mask is empty, the distances of the other are `Infinity`.
 *
 * @throws ShapeError if the sizes differ.
 *
 * @example
 * ```ts
 * import { averageSurfaceDistance, hausdorffDistance, surfaceDistances } from 'segkit';
 *
 * const yTrue = { data: Uint8Array.from([1, 0, 0, 0]), width: 4, height: 1 };
 * const yPred = { data: Uint8Array.from([1, 0, 0, 1]), width: 4, height: 1 };
 * const distances = surfaceDistances(yTrue, yPred, { spacing: [1, 0.5] });
 * console.log(hausdorffDistance(distances), averageSurfaceDistance(distances)); // 1.5 0.5
 * ```
 */
export function surfaceDistances(
  yTrue: LabelMap,
  yPred: LabelMap,
  options: SurfaceDistancesOptions = {},
): SurfaceDistances {
  checkOptionNames('surfaceDistances', options, ['label', 'spacing']);
  const { label, spacing = [1, 1] } = options;
  if (yTrue.width !== yPred.width || yTrue.height !== yPred.height) {
    const [expected, actual] = [yTrue, yPred].map(({ height, width }) => [height, width]);
    throw new ShapeError(
      `surfaceDistances: yPred is ${describeShape(actual)} where yTrue is ${describeShape(expected)} (rows × columns). ` +
        'Give maps of one size.',
      { expected, actual },
    );
  }
  const boxes = [boundingBox(yTrue, label), boundingBox(yPred, label)].filter((box) => box !== undefined);
  if (boxes.length === 0) return { toTruth: new Float64Array(0), toPrediction: new Float64Array(0) };
  // Both masks are empty outside the box, so there it costs nothing and changes nothing.
  const box = unite(boxes);
  const [truth, prediction] = [yTrue, yPred].map((map) => maskEdges(cutMask(map, box, label)));
  return {
    toTruth: distancesBetween(prediction, truth, box, spacing),
    toPrediction: distancesBetween(truth, prediction, box, spacing),
  };
}

/** From each pixel of one edge to the nearest of the other. */
function distancesBetween(
  from: Uint8Array,
  to: Uint8Array,
  { width, height }: Box,
  spacing: readonly [number, number],
): Float64Array {
  const away = new Uint8Array(to.length);
  let count = 0;
  for (let i = 0; i < to.length; i++) {
    away[i] = 1 - to[i];
    count += from[i];
  }
  const distances = distanceTransform({ data: away, width, height }, { spacing });
  const found = new Float64Array(count);
  for (let i = 0, at = 0; at < count; i++) if (from[i] === 1) found[at++] = distances[i];
  return found;
}

function unite(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

function cutMask({ data, width }: LabelMap, box: Box, label: number | undefined): LabelMap {
  const mask = new Uint8Array(box.width * box.height);
  for (let row = 0, i = 0; row < box.height; row++) {
    const start = (box.y + row) * width + box.x;
    for (let column = 0; column < box.width; column++, i++) {
      const value = data[start + column];
      if (label === undefined ? value !== 0 : value === label) mask[i] = 1;
    }
  }
  return { data: mask, width: box.width, height: box.height };
}
