import { describe, expect, it } from 'vitest';
import type { Raster } from '../../src/raster/raster.js';
import { drawnWidth, drawText } from '../../src/report/drawText.js';
import { glyphs } from '../../src/report/glyphs.js';

const paper = (width: number, height: number): Raster => ({
  ...{ data: new Uint8Array(width * height * 3).fill(255), width, height, channels: 3 },
});

/** The box around all pixels that are not white. */
function inked({
  data,
  width,
  height,
}: Raster): { left: number; right: number; top: number; bottom: number } | undefined {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < width * height; i++) {
    if (data[3 * i] === 255) continue;
    xs.push(i % width);
    ys.push(Math.floor(i / width));
  }
  if (xs.length === 0) return undefined;
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

const write = (text: string, size = 20): Raster => {
  const raster = paper(Math.ceil(drawnWidth(text, size)) + 20, size * 2);
  drawText(raster, text, { x: 10, y: Math.round(size * 1.5), size, color: [0, 0, 0] });
  return raster;
};

describe('drawText', () => {
  it('stands on its baseline, capitals as high as asked for', () => {
    const { top, bottom } = inked(write('HIT'))!;
    expect(Math.abs(top - 10)).toBeLessThanOrEqual(2);
    expect(Math.abs(bottom - 30)).toBeLessThanOrEqual(2);
  });

  it('is as wide as drawnWidth says', () => {
    for (const text of ['H', 'Dice 0.934', '0cdf5b5d0ce1_02']) {
      const { left, right } = inked(write(text))!;
      expect(Math.abs(left - 10)).toBeLessThanOrEqual(2);
      expect(Math.abs(right - left - drawnWidth(text, 20)), text).toBeLessThanOrEqual(4);
    }
    expect(drawnWidth('', 20)).toBe(0);
  });

  it('has a glyph of its own for every printable ASCII character', () => {
    const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    for (const character of printable) expect(glyphs, character).toHaveProperty([character]);
    const drawings = printable.map((character) => write(character).data.join());
    expect(new Set(drawings).size).toBe(95);
  });

  it('keeps all strokes where they belong', () => {
    for (const character of Object.keys(glyphs).filter((name) => name !== ' ')) {
      const raster = paper(60, 60);
      drawText(raster, character, { x: 20, y: 40, size: 20, color: [0, 0, 0] });
      const box = inked(raster)!;
      expect(box.left, character).toBeGreaterThanOrEqual(18);
      expect(box.right, character).toBeLessThanOrEqual(20 + drawnWidth(character, 20) + 2);
      expect(box.top, character).toBeGreaterThanOrEqual(15);
      expect(box.bottom, character).toBeLessThanOrEqual(48);
    }
  });

  it('drops accents it does not have, and boxes what it does not know', () => {
    expect(write('é').data).toEqual(write('e').data);
    expect(write('車').data).toEqual(write('\u{1F697}').data);
    expect(inked(write('車'))).toBeDefined();
  });

  it('mixes the colour by coverage, so that edges are smooth', () => {
    const raster = paper(40, 40);
    drawText(raster, 'O', { x: 5, y: 32, size: 24, color: [200, 0, 0] });
    const greens = new Set(raster.data.filter((_, i) => i % 3 === 1));
    expect(greens.has(0) && greens.has(255)).toBe(true);
    expect(greens.size).toBeGreaterThan(20);
    for (let i = 0; i < raster.data.length; i += 3) expect(raster.data[i]).toBeGreaterThanOrEqual(200);
  });

  it('stays within the picture', () => {
    const raster = paper(10, 10);
    drawText(raster, 'WWW', { x: -8, y: 6, size: 24, color: [0, 0, 0] });
    expect(raster.data).toHaveLength(300);
  });
});
