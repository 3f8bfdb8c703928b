import { describe, expect, it } from 'vitest';
import { maskEdges } from '../../src/raster/maskEdges.js';

const draw = (rows: readonly string[]) => ({
  data: Uint8Array.from(rows.join(''), (character) => (character === '#' ? 3 : 0)),
  width: rows[0].length,
  height: rows.length,
});

describe('maskEdges', () => {
  it('are the pixels with a side neighbour outside', () => {
    const mask = draw(['......', '.####.', '.####.', '.####.', '......']);
    const edge = maskEdges(mask);
    expect(Array.from(edge)).toEqual([
      ...[0, 0, 0, 0, 0, 0],
      ...[0, 1, 1, 1, 1, 0],
      ...[0, 1, 0, 0, 1, 0],
      ...[0, 1, 1, 1, 1, 0],
      ...[0, 0, 0, 0, 0, 0],
    ]);
  });

  it('run along the border of the picture, and not past a corner that only touches', () => {
    expect(Array.from(maskEdges(draw(['###', '###', '##.'])))).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 0]);
    expect(Array.from(maskEdges(draw(['##', '##'])))).toEqual([1, 1, 1, 1]);
    expect(Array.from(maskEdges(draw(['..'])))).toEqual([0, 0]);
  });
});
