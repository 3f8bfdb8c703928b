import { describe, expect, it } from 'vitest';
import { edges } from '../../src/raster/edges.js';

const draw = (rows: readonly string[]) => ({
  data: Uint8Array.from(rows.join(''), (character) => (character === '#' ? 3 : 0)),
  width: rows[0].length,
  height: rows.length,
});

describe('edges', () => {
  it('are the pixels with a side neighbour outside', () => {
    const mask = draw(['......', '.####.', '.####.', '.####.', '......']);
    const edge = edges(mask);
    expect(Array.from(edge)).toEqual([
      ...[0, 0, 0, 0, 0, 0],
      ...[0, 1, 1, 1, 1, 0],
      ...[0, 1, 0, 0, 1, 0],
      ...[0, 1, 1, 1, 1, 0],
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });

  it('run along the border of the picture, and not past a corner that only touches', () => {
    expect(Array.from(edges(draw(['###', '###', '##.'])))).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 0]);
    expect(Array.from(edges(draw(['##', '##'])))).toEqual([1, 1, 1, 1]);
    expect(Array.from(edges(draw(['..'])))).toEqual([0, 0]);
  });
});
