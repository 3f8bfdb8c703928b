import { describe, expect, it } from 'vitest';
import { classColors } from '../../src/raster/classColors.js';
import type { LabelMap } from '../../src/raster/labelMap.js';
import type { Raster } from '../../src/raster/raster.js';
import { contactSheet, type SheetRow } from '../../src/report/grid.js';

const image = (width: number, height: number, value: number): Raster => ({
  ...{ data: new Uint8Array(width * height * 3).fill(value), width, height, channels: 3 },
});
const labels = (width: number, height: number, label: number): LabelMap => ({
  ...{ data: new Uint8Array(width * height).fill(label), width, height },
});
const row = (id: string, width = 40, height = 20): SheetRow => ({
  ...{ id, image: image(width, height, 70), truth: labels(width, height, 1), prediction: labels(width, height, 2) },
});
const pixel = ({ data, width }: Raster, x: number, y: number): number[] => [
  ...data.slice((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const bare = { cell: 40, captions: 'none' } as const;
const [, orange, sky] = classColors(3);

describe('contactSheet', () => {
  it('puts image, truth and prediction next to each other', () => {
    const sheet = contactSheet([row('a')], bare);
    expect([sheet.width, sheet.height, sheet.channels]).toEqual([3 * 40 + 2 * 3, 20, 3]);
    expect(pixel(sheet, 20, 10)).toEqual([70, 70, 70]);
    expect(pixel(sheet, 43 + 20, 10)).toEqual(orange);
    expect(pixel(sheet, 86 + 20, 10)).toEqual(sky);
    expect(pixel(sheet, 41, 10)).toEqual([128, 128, 128]);
  });

  it('has no column for what no picture has, and an empty cell for what one lacks', () => {
    const { truth: _, ...predicted } = row('a');
    expect(contactSheet([predicted], bare).width).toBe(2 * 40 + 3);
    const sheet = contactSheet([row('a'), predicted], bare);
    expect(sheet.width).toBe(3 * 40 + 2 * 3);
    expect(pixel(sheet, 43 + 20, 23 + 10)).toEqual([128, 128, 128]);
    expect(pixel(sheet, 86 + 20, 23 + 10)).toEqual(sky);
  });

  it('keeps proportions: cells are as tall as the tallest picture', () => {
    const sheet = contactSheet([row('wide'), row('square', 30, 30)], bare);
    expect(sheet.height).toBe(40 + 3 + 40);
    expect(pixel(sheet, 20, 5)).toEqual([128, 128, 128]); // the bar above the wide one
    expect(pixel(sheet, 20, 20)).toEqual([70, 70, 70]);
    expect(pixel(sheet, 1, 43 + 1)).toEqual([70, 70, 70]); // the square one fills its cell
  });

  it('sets rows beside each other', () => {
    const sheet = contactSheet([row('a'), row('b'), row('c')], { ...bare, columns: 2 });
    expect([sheet.width, sheet.height]).toEqual([2 * 126 + 15, 20 + 3 + 20]);
    expect(pixel(sheet, 141 + 20, 10)).toEqual([70, 70, 70]);
    expect(pixel(sheet, 141 + 20, 33)).toEqual([128, 128, 128]);
  });

  it('lays masks over the picture where it is told to', () => {
    const picture = row('a');
    const halves: LabelMap = {
      ...labels(40, 20, 0),
      data: Uint8Array.from({ length: 800 }, (_, i) => (i % 40 < 20 ? 0 : 1)),
    };
    const sheet = contactSheet([{ ...picture, truth: halves }], { ...bare, masks: 'overlay' });
    expect(pixel(sheet, 43 + 5, 10)).toEqual([70, 70, 70]);
    expect(pixel(sheet, 43 + 30, 10)[0]).toBeGreaterThan(100);
    expect(pixel(sheet, 43 + 30, 10)).not.toEqual(orange);
  });

  it('passes colours and the ignored label on', () => {
    const options = {
      ...bare,
      colors: [
        [1, 2, 3],
        [4, 5, 6],
      ] as const,
      ignoreIndex: 2,
    };
    const sheet = contactSheet([row('a')], options);
    expect(pixel(sheet, 43 + 20, 10)).toEqual([4, 5, 6]);
    expect(pixel(sheet, 86 + 20, 10)).toEqual([128, 128, 128]);
    expect(() => contactSheet([row('a')], { ...bare, colors: [[1, 2, 3]] })).toThrow('label 1 has no colour');
  });

  it('writes ids and notes below the pictures, cut where they are too long', () => {
    const note = 'Dice 0.93';
    const plain = contactSheet([{ ...row(''), note: '' }], { cell: 100 });
    const drawn = contactSheet([{ ...row('x'.repeat(300)), note }], { cell: 100 });
    expect([drawn.width, drawn.height]).toEqual([plain.width, plain.height]);
    const changed = [...drawn.data].flatMap((value, i) => (value === plain.data[i] ? [] : [Math.floor(i / 3)]));
    const rows = [...changed].map((i) => Math.floor(i / drawn.width));
    const columns = new Set([...changed].map((i) => i % drawn.width));
    const cellTop = plain.data.findIndex((value, i) => value === 70 && plain.data[i + 1] === 70) / 3 / plain.width;
    expect(rows.length).toBeGreaterThan(100);
    expect(Math.min(...rows)).toBeGreaterThan(cellTop + 50);
    expect(Math.min(...columns)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...columns)).toBeLessThan(drawn.width - 4);
  });

  it('takes grey, 16-bit and float pictures', () => {
    const grey: Raster = { data: new Uint16Array(800).fill(70 * 257), width: 40, height: 20, channels: 1 };
    const float: Raster = { data: new Float32Array(800 * 4).fill(70 / 255), width: 40, height: 20, channels: 4 };
    for (const picture of [grey, float]) {
      expect(pixel(contactSheet([{ id: 'a', image: picture }], bare), 20, 10)).toEqual([70, 70, 70]);
    }
  });

  it('leaves what it is given unchanged', () => {
    const picture = row('a');
    contactSheet([picture], { cell: 80 });
    expect(picture).toEqual(row('a'));
  });

  it('refuses no rows and unknown options', () => {
    expect(() => contactSheet([])).toThrow('contactSheet: there are no rows.');
    expect(() => contactSheet([row('a')], { cells: 3 } as object)).toThrow('Did you mean "cell"?');
    expect(() => contactSheet([row('a')], { cell: 8 })).toThrow('cell is 8');
    expect(() => contactSheet([row('a')], { captions: 'no' as 'none' })).toThrow('captions is "no"');
  });
});
