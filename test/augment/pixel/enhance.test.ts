import { expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import type { RasterData } from '../../../src/raster/raster.js';

const kinds = ['brightness', 'color', 'contrast', 'sharpness'] as const;

function enhanced(
  kind: augment.Enhancement,
  factor: number,
  data: RasterData,
  [width, height]: [number, number],
): number[] {
  const channels = data.length / (width * height);
  const sample: Sample = { id: 'a', image: { data, width, height, channels }, meta: {} };
  return [...augment.applyTransform(augment.enhance({ kind, factor }), sample).image.data];
}

const picture = Uint8Array.from({ length: 60 }, (_, i) => (i * i * 29 + i * 41 + 17) % 256);

/** What Pillow 12 makes of that picture of 5×4 pixels with factor 1.6. */
const pillow: Readonly<Record<augment.Enhancement, readonly number[]>> = {
  brightness: [
    27, 139, 255, 232, 212, 255, 43, 255, 244, 255, 255, 219, 123, 120, 209, 255, 255, 216, 255, 1, 238, 158, 171, 255,
    65, 255, 255, 255, 148, 255, 255, 255, 78, 255, 190, 180, 255, 30, 255, 251, 255, 24, 254, 168, 174, 255, 56, 255,
    255, 255, 113, 255, 255, 255, 17, 225, 116, 100, 177, 255,
  ],
  color: [
    0, 90, 255, 146, 127, 201, 0, 220, 163, 149, 255, 88, 74, 70, 160, 255, 147, 106, 226, 0, 197, 91, 104, 209, 0, 255,
    231, 255, 54, 255, 215, 244, 0, 210, 108, 98, 214, 0, 250, 157, 201, 0, 181, 94, 101, 216, 0, 255, 188, 249, 0, 242,
    172, 194, 0, 169, 60, 35, 112, 255,
  ],
  contrast: [
    0, 57, 255, 149, 130, 204, 0, 220, 162, 197, 255, 137, 41, 37, 127, 255, 175, 133, 185, 0, 156, 76, 89, 194, 0, 255,
    249, 255, 66, 255, 255, 255, 0, 210, 108, 98, 181, 0, 217, 169, 213, 0, 172, 85, 92, 191, 0, 255, 226, 255, 31, 255,
    207, 229, 0, 143, 34, 18, 95, 255,
  ],
  sharpness: [
    17, 87, 215, 145, 133, 179, 27, 189, 153, 175, 255, 137, 77, 75, 131, 245, 161, 135, 178, 0, 148, 86, 94, 184, 5,
    255, 229, 249, 93, 251, 211, 229, 49, 182, 118, 100, 176, 0, 209, 168, 207, 0, 159, 105, 109, 171, 35, 213, 193,
    231, 71, 225, 181, 195, 11, 141, 73, 63, 111, 217,
  ],
};

it('gives what Pillow gives, up to its rounding of greys and means', () => {
  for (const kind of kinds) {
    const got = enhanced(kind, 1.6, picture, [5, 4]);
    got.forEach((value, i) => {
      expect(Math.abs(value - pillow[kind][i]), `${kind} ${i}`).toBeLessThanOrEqual(1);
    });
  }
});

it('leaves a picture alone at 1, and gives the base at 0', () => {
  const sample: Sample = { id: 'a', image: { data: picture, width: 5, height: 4, channels: 3 }, meta: {} };
  for (const kind of kinds) expect(augment.applyTransform(augment.enhance({ kind, factor: 1 }), sample)).toBe(sample);
  const grey = Uint8Array.of(10, 20, 60);
  expect(enhanced('brightness', 0, grey, [3, 1])).toEqual([0, 0, 0]);
  expect(enhanced('contrast', 0, grey, [3, 1])).toEqual([30, 30, 30]);
  expect(enhanced('color', 0, grey, [3, 1])).toEqual([10, 20, 60]);
  expect(enhanced('color', 0, grey, [1, 1])).toEqual([22, 22, 22]);
  const spot = Uint8Array.from({ length: 9 }, (_, i) => (i === 4 ? 130 : 0));
  expect(enhanced('sharpness', 0, spot, [3, 3])[4]).toBe(50);
  expect(
    enhanced(
      'sharpness',
      0,
      Float32Array.from(spot, (value) => value / 260),
      [3, 3],
    )[4],
  ).toBeCloseTo(25 / 130, 6);
  expect(enhanced('sharpness', 2, Uint16Array.from(spot), [3, 3])).toEqual([0, 0, 0, 0, 210, 0, 0, 0, 0]);
});

it('says what is wrong', () => {
  expect(() => augment.enhance({} as never)).toThrow('enhance: kind is undefined. Use one of "brightness"');
  expect(() => augment.enhance({ kind: 'color', factor: -1 })).toThrow('enhance: factor is -1');
});
