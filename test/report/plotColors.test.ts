import { describe, expect, it } from 'vitest';
import { darkColors, darkStyle, lightColors } from '../../src/report/plotColors.js';

type Triple = readonly [number, number, number];

/** How dichromats see linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const eyes: Readonly<Record<string, readonly Triple[]>> = {
  trichromat: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanope: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(color: string): Triple {
  const parts = [1, 3, 5].map((i) => Number.parseInt(color.slice(i, i + 2), 16) / 255);
  return parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as unknown as Triple;
}

const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function lab([r, g, b]: Triple): Triple {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seenBy(eye: readonly Triple[], color: string): Triple {
  const rgb = linear(color);
  return lab(eye.map((row) => Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])) as unknown as Triple);
}

describe.each([
  ['light', lightColors],
  ['dark', darkColors],
])('%s plot colours', (_, colors) => {
  it('stand out from the paper: lines by 3 : 1, text by 4.5 : 1', () => {
    for (const color of colors.series) expect(contrast(color, colors.paper), color).toBeGreaterThanOrEqual(3);
    for (const color of [colors.ink, colors.soft]) {
      expect(contrast(color, colors.paper), color).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(Object.entries(eyes))('differ in the eyes of a %s', (_, eye) => {
    const seen = colors.series.map((color) => seenBy(eye, color));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(...seen[i].map((value, k) => value - seen[j][k]));
        expect(distance, `${colors.series[i]} and ${colors.series[j]}`).toBeGreaterThanOrEqual(14);
      }
    }
  });
});

it('names every dark colour in the style of a plot', () => {
  for (const color of [...darkColors.series, darkColors.paper, darkColors.ink, darkColors.soft, darkColors.grid]) {
    expect(darkStyle).toContain(color);
  }
});
