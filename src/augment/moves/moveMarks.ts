import type { Sample } from '../../data/sample.js';
import type { Box } from '../../raster/crop.js';
import { movePlace } from '../../raster/matrix.js';
import type { Place } from '../../raster/place.js';
import type { Field } from '../../raster/warp/warpJob.js';
import type { Move } from './move.js';

/** Moves keypoints and boxes along. */
export function moveMarks(sample: Sample, move: Move): Pick<Sample, 'keypoints' | 'boxes'> {
  const { keypoints, boxes } = sample;
  if (!keypoints && !boxes) return {};
  const field = move.field?.();
  const movedPlace = (place: Place): Place => {
    const moved = movePlace(move.matrix, place);
    return field ? undoField(moved, field, move.size.width, move.size.height) : moved;
  };
  return {
    ...(keypoints && { keypoints: keypoints.map((place) => ({ ...place, ...movedPlace(place) })) }),
    ...(boxes && { boxes: boxes.map((box) => ({ ...box, ...movedBox(box, movedPlace, field ? 8 : 1) })) }),
  };
}

/** The smallest upright box around a moved one. Its edges lie half a pixel outside the centres of its outermost pixels. */
function movedBox(box: Box, move: (place: Place) => Place, parts: number): Box {
  const places: Place[] = [];
  for (let i = 0; i <= parts; i++) {
    const x = box.x - 0.5 + (box.width * i) / parts;
    const y = box.y - 0.5 + (box.height * i) / parts;
    places.push(move({ x, y: box.y - 0.5 }), move({ x, y: box.y + box.height - 0.5 }));
    places.push(move({ x: box.x - 0.5, y }), move({ x: box.x + box.width - 0.5, y }));
  }
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return { x: left + 0.5, y: top + 0.5, width: right - left, height: bottom - top };
}

const mostSteps = 50;

/**
 * The place p with p + field(p) = target: where something appears that the field takes from `target`. A fixed-point
 * iteration, half a step at a time so that it does not swing; fields that fold the picture have several such places, and
 * it finds one of them.
 */
function undoField(target: Place, field: Field, width: number, height: number): Place {
  let { x, y } = target;
  for (let step = 0; step < mostSteps; step++) {
    const offset = fieldAt(field, width, height, x, y);
    const errorX = target.x - x - offset.x;
    const errorY = target.y - y - offset.y;
    if (Math.abs(errorX) + Math.abs(errorY) < 1e-4) break;
    x += errorX * 0.7;
    y += errorY * 0.7;
  }
  return { x, y };
}

/** The field between pixels, bilinear; outside the picture that of its edge. */
function fieldAt(field: Field, width: number, height: number, x: number, y: number): Place {
  const column = Math.min(width - 1, Math.max(0, x));
  const row = Math.min(height - 1, Math.max(0, y));
  const left = Math.min(Math.floor(column), Math.max(0, width - 2));
  const top = Math.min(Math.floor(row), Math.max(0, height - 2));
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  const mix = (values: Float32Array): number => {
    const upper =
      values[top * width + left] + (values[top * width + right] - values[top * width + left]) * (column - left);
    const first = values[bottom * width + left];
    const lower = first + (values[bottom * width + right] - first) * (column - left);
    return upper + (lower - upper) * (row - top);
  };
  return { x: mix(field.x), y: mix(field.y) };
}
