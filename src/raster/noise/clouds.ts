import { random } from '../../core/random.js';

/**
 * Smooth clouds from 0 to 1: noise on ever finer grids, each with half of the weight of the one before, mixed smoothly
 * between their points. `cell` is the width of the coarsest grid in pixels.
 */
export function clouds(width: number, height: number, cell: number, seed: number): Float32Array<ArrayBuffer> {
  const field = new Float32Array(width * height);
  let total = 0;
  for (let octave = 0, size = cell, weight = 1; octave < 5 && size >= 2; octave++, size /= 2, weight /= 2) {
    addGrid(field, width, size, weight, seed, octave);
    total += weight;
  }
  for (let i = 0; i < field.length; i++) field[i] /= total || 1;
  return field;
}

function addGrid(field: Float32Array, width: number, cell: number, weight: number, seed: number, octave: number): void {
  const height = field.length / width;
  const columns = Math.ceil(width / cell) + 2;
  const draw = random('clouds', seed, octave);
  const points = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 2) }, () => weight * draw.uniform());
  const [right, down] = [draw.uniform(), draw.uniform()];
  const column = new Int32Array(width);
  const across = Float32Array.from({ length: width }, (_, x) => {
    const place = x / cell + right;
    column[x] = Math.floor(place);
    return smooth(place - column[x]);
  });
  for (let y = 0, i = 0; y < height; y++) {
    const place = y / cell + down;
    const row = Math.floor(place) * columns;
    const below = smooth(place - Math.floor(place));
    for (let x = 0; x < width; x++, i++) {
      const at = row + column[x];
      const top = points[at] + (points[at + 1] - points[at]) * across[x];
      const bottom = points[at + columns] + (points[at + columns + 1] - points[at + columns]) * across[x];
      field[i] += top + (bottom - top) * below;
    }
  }
}

/** 0 to 1 without a kink at either end. */
const smooth = (t: number): number => t * t * (3 - 2 * t);
