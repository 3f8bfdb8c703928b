import { DataError } from '../../core/errors.js';

/** A closed line through points `[x, y]`, in pixels; the last one is joined to the first. */
export type Polygon = readonly (readonly [x: number, y: number])[];

/** Beyond this no coordinate is one of a picture, and differences of coordinates are no longer fine enough. */
const largestCoordinate = 1e8;

/** Refuses polygons of fewer than three points, and coordinates that are no numbers or belong to no picture. */
export function checkPolygon(where: string, polygon: Polygon): void {
  if (!Array.isArray(polygon) || polygon.length < 3) {
    const count = Array.isArray(polygon) ? `${polygon.length} points` : 'no points';
    throw new DataError(`${where}: a polygon has ${count}. It needs three or more, each [x, y].`);
  }
  polygon.forEach((point, index) => {
    const isPoint = Array.isArray(point) && point.length === 2 && point.every(isCoordinate);
    if (isPoint) return;
    throw new DataError(
      `${where}: point ${index + 1} of a polygon is ${JSON.stringify(point)}. Points are [x, y], numbers of at most ${largestCoordinate}.`,
    );
  });
}

const isCoordinate = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= largestCoordinate;
