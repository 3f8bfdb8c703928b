import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/core/errors.js';
import { classColors, colorizeLabels, convertChannels, overlay, type Raster, toUint8 } from '../../src/raster/index.js';

describe('classColors', () => {
  it('has a colour of its own for each of 256 classes, the first by name', () => {
    const colors = classColors(256);
    expect(colors[0]).toEqual([0, 0, 0]);
    expect(new Set(colors.map((color) => color.join())).size).toBe(256);
    expect(classColors(5)).toEqual(colors.slice(0, 5));
    expect(() => classColors(257)).toThrow('count is 257');
  });

  it('keeps any two of the first 24, the grey of ignored pixels and those beyond well apart', () => {
    const least = (count: number): number => {
      const colors = [...classColors(count), [128, 128, 128] as const].map(toLab);
      const distances = colors.flatMap((a, i) =>
        colors.slice(i + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
      );
      return Math.min(...distances);
    };
    expect(least(24)).toBeGreaterThanOrEqual(13);
    expect(least(40)).toBeGreaterThanOrEqual(9);
  });
});

/** CIELAB of an sRGB colour under D65. */
function toLab(color: readonly [number, number, number]): [number, number, number] {
  const [r, g, b] = color.map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const curve = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = curve(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = curve((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe('colorizeLabels', () => {
  const labels = { data: Uint8Array.of(0, 2, 255), width: 3, height: 1 };

  it('paints classes, and ignored pixels grey', () => {
    expect(colorizeLabels(labels, { ignoreIndex: 255 })).toEqual({
      data: Uint8Array.of(0, 0, 0, 86, 180, 233, 128, 128, 128),
      width: 3,
      height: 1,
      channels: 3,
    });
    const colors = [
      [1, 1, 1],
      [2, 2, 2],
      [3, 3, 3],
    ] as const;
    expect([...colorizeLabels(labels, { colors, ignoreIndex: 255 }).data.slice(0, 6)]).toEqual([1, 1, 1, 3, 3, 3]);
  });

  it('says which label has no colour', () => {
    expect(() => colorizeLabels(labels, { colors: [[1, 1, 1]] })).toThrow(OptionError);
    expect(() => colorizeLabels(labels, { colors: [[1, 1, 1]] })).toThrow(
      'colorizeLabels: label 2 has no colour: there are 1. Give it one in colors, or name it as ignoreIndex.',
    );
    const negative = { data: Int32Array.of(-1), width: 1, height: 1 };
    expect(() => colorizeLabels(negative)).toThrow('label -1 has no colour');
    expect([...colorizeLabels(negative, { ignoreIndex: -1 }).data]).toEqual([128, 128, 128]);
  });
});

describe('overlay', () => {
  const size = { width: 5, height: 5 };
  const image: Raster = { data: new Uint8Array(25).fill(100), ...size, channels: 1 };
  const block = Uint8Array.from({ length: 25 }, (_, i) => Number(i % 5 > 0 && i % 5 < 4 && i > 4 && i < 20));
  const pixel = (raster: Raster, x: number, y: number): number[] => [
    ...raster.data.slice(15 * y + 3 * x, 15 * y + 3 * x + 3),
  ];

  it('leaves the background, blends the inside and draws the edge', () => {
    const shown = overlay(image, { data: block, ...size }, { opacity: 0.5 });
    expect(pixel(shown, 0, 0)).toEqual([100, 100, 100]);
    expect(pixel(shown, 1, 1)).toEqual([230, 159, 0]);
    expect(pixel(shown, 2, 2)).toEqual([165, 130, 50]);
    const plain = overlay(image, { data: block, ...size }, { opacity: 0.5, contour: 'none' });
    expect(pixel(plain, 1, 1)).toEqual([165, 130, 50]);
    expect([...image.data]).toEqual(new Array(25).fill(100));
  });

  it('changes nothing for an empty mask, and all of it at full opacity', () => {
    const nothing = overlay(image, { data: new Uint8Array(25), ...size });
    expect(nothing.data).toEqual(convertChannels(image, 3).data);
    const all = overlay(image, { data: new Uint8Array(25).fill(3), ...size }, { opacity: 1 });
    expect(pixel(all, 4, 4)).toEqual([0, 158, 115]);
  });

  it('hatches ignored pixels, a part of them and not all', () => {
    const ignored = overlay(image, { data: new Uint8Array(25).fill(255), ...size }, { ignoreIndex: 255, opacity: 1 });
    expect(pixel(ignored, 0, 0)).toEqual([128, 128, 128]);
    expect(pixel(ignored, 3, 3)).toEqual([100, 100, 100]);
  });

  it('takes 16-bit, float32 and RGBA pictures', () => {
    const deep = { ...image, data: new Uint16Array(25).fill(100 * 257) };
    const float = { ...image, data: new Float32Array(25).fill(100 / 255) };
    const rgba = convertChannels(image, 4);
    for (const other of [deep, float, rgba])
      expect(pixel(overlay(other, { data: block, ...size }), 0, 0)).toEqual([100, 100, 100]);
  });

  it('refuses another size, other opacities and labels without a colour', () => {
    const small = { data: new Uint8Array(4), width: 2, height: 2 };
    expect(() => overlay(image, small)).toThrow(ShapeError);
    expect(() => overlay(image, small)).toThrow('the mask has 2×2 pixels, the picture 5×5. Bring the mask to its size');
    expect(() => overlay(image, { data: block, ...size }, { opacity: 2 })).toThrow('opacity is 2');
    expect(() => overlay(image, { data: block, ...size }, { colors: [[0, 0, 0]] })).toThrow('label 1 has no colour');
  });
});

describe('convertChannels and toUint8', () => {
  const rgba: Raster = { data: Uint16Array.of(65535, 0, 0, 9), width: 1, height: 1, channels: 4 };

  it('mix, repeat, drop and add channels', () => {
    const converted = (raster: Raster, channels: number): number[] => [...convertChannels(raster, channels).data];
    expect(converted(rgba, 3)).toEqual([65535, 0, 0]);
    expect(converted(rgba, 1)).toEqual([Math.floor((19595 * 65535 + 32768) / 65536)]);
    expect(converted(rgba, 2)).toEqual([19595, 9]);
    expect(converted({ ...rgba, data: Uint8Array.of(7, 8), channels: 2 }, 4)).toEqual([7, 7, 7, 8]);
    expect(converted({ ...rgba, data: Uint8Array.of(7), channels: 1 }, 4)).toEqual([7, 7, 7, 255]);
    expect(converted({ ...rgba, data: Float32Array.of(0.5), channels: 1 }, 2)).toEqual([0.5, 1]);
    expect(converted({ ...rgba, data: Float32Array.of(1, 1, 1), channels: 3 }, 1)).toEqual([1]);
    expect(() => convertChannels(rgba, 5)).toThrow('4 to 5 channels');
  });

  it('round to 8 bits and clamp', () => {
    expect([...toUint8({ ...rgba, data: Uint16Array.of(0, 128, 129, 65535) }).data]).toEqual([0, 0, 1, 255]);
    expect([...toUint8({ ...rgba, data: Float32Array.of(-1, 0.5, 2, Number.NaN) }).data]).toEqual([0, 128, 255, 0]);
  });
});
