import { describe, expect, it } from 'vitest';
import { colorTable, labelsFromColors, vocColors } from '../../src/raster/index.js';

describe('vocColors', () => {
  it('are those of the development kit', () => {
    const colors = vocColors();
    expect(colors).toHaveLength(256);
    // Of its VOClabelcolormap: aeroplane, bicycle, person, tvmonitor, void.
    expect([1, 2, 15, 20, 255].map((label) => colors[label])).toEqual([
      [128, 0, 0],
      [0, 128, 0],
      [192, 128, 128],
      [0, 64, 128],
      [224, 224, 192],
    ]);
    expect(new Set(colors.map(String)).size).toBe(256);
  });

  it('are refused beyond 256', () => {
    expect(() => vocColors(257)).toThrow('vocColors: count is 257. It must be a whole number from 1 to 256.');
  });
});

describe('colorTable', () => {
  it('reads masks in the colours of a list', () => {
    const image = { data: Uint8Array.of(128, 0, 0, 0, 0, 0), width: 2, height: 1, channels: 3 };
    expect([...labelsFromColors(image, colorTable(vocColors(2))).data]).toEqual([1, 0]);
  });

  it('refuses what is no colour', () => {
    expect(() => colorTable([[0, 0, 256]])).toThrow('colorTable: colors[0][2] is 256.');
  });
});
