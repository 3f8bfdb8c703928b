import { describe, expect, it } from 'vitest';
import { foregroundCrop } from '../../src/augment/geometric/sizes/foregroundCrop.js';
import { applyTransform, drawParams } from '../../src/augment/transform.js';
import { transformFromJson } from '../../src/augment/transformFromJson.js';
import type { Sample } from '../../src/data/sample.js';
import type { LabelMap } from '../../src/raster/labelMap.js';

const [width, height] = [60, 40];

/** A picture whose mask has label 1 in a large square, 2 in one pixel and 255 in a corner. */
function sample(id: string, meta: Sample['meta'] = {}): Sample {
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < 12; y++) mask.fill(1, y * width, y * width + 20);
  mask[30 * width + 50] = 2;
  mask[height * width - 1] = 255;
  const image = { data: Uint8Array.from({ length: width * height }, (_, i) => i % 251), width, height, channels: 1 };
  return { id, image, mask: { data: mask, width, height }, meta };
}

const boxes = (options: object, meta: Sample['meta'] = {}, count = 600) =>
  Array.from({ length: count }, (_, i) =>
    drawParams(foregroundCrop({ width: 8, height: 6, ...options }), sample(`s${i}`, meta), { ignoreIndex: 255 }),
  );
/** Whether a patch shows a label. */
const shows =
  (label: number) =>
  ({ x, y }: { x: number; y: number }): boolean => {
    const { data } = sample('').mask as LabelMap;
    for (let row = y; row < y + 6; row++)
      if (data.subarray(row * width + x, row * width + x + 8).includes(label)) return true;
    return false;
  };

describe('foregroundCrop', () => {
  it('shows each class of the mask equally often', () => {
    const found = boxes({ probability: 1 });
    const rare = found.filter(shows(2)).length / found.length;
    const common = found.filter(shows(1)).length / found.length;
    expect(rare + common).toBe(1);
    expect(Math.abs(rare - 0.5)).toBeLessThan(0.082); // four standard deviations of 600 draws
    // Centred on the one pixel of class 2, as far as it fits.
    for (const box of found.filter(shows(2))) expect(box).toEqual({ x: 46, y: 27, width: 8, height: 6 });
  });

  it('goes by meta.foreground, or else by chance', () => {
    const centred = (found: readonly { x: number; y: number }[]): number =>
      found.filter(({ x, y }) => x === 46 && y === 27).length / found.length;
    expect(centred(boxes({ classes: [2], probability: 0 }, { foreground: true }))).toBe(1);
    expect(centred(boxes({ classes: [2], probability: 1 }, { foreground: false }))).toBeLessThan(0.02);
    expect(Math.abs(centred(boxes({ classes: [2] })) - 0.33)).toBeLessThan(0.08);
  });

  it('is a random crop where there is no foreground', () => {
    const places = boxes({ probability: 1, classes: [7] });
    expect(Math.min(...places.map(({ x }) => x))).toBe(0);
    expect(Math.max(...places.map(({ x }) => x))).toBe(width - 8);
    expect(Math.max(...places.map(({ y }) => y))).toBe(height - 6);
    const { mask: _, ...bare } = sample('a');
    expect(applyTransform(foregroundCrop({ width: 8, height: 6, probability: 1 }), bare).image.width).toBe(8);
  });

  it('takes channels of masks with several', () => {
    const data = new Uint8Array(width * height * 2);
    data[(20 * width + 30) * 2 + 1] = 1;
    const masked = { ...sample('a'), mask: { data, width, height, channels: 2 } };
    const transform = foregroundCrop({ width: 8, height: 6, probability: 1 });
    expect(drawParams(transform, masked)).toEqual({ x: 26, y: 17, width: 8, height: 6 });
  });

  it('cuts picture and mask alike, is JSON, and refuses what does not fit', () => {
    const transform = foregroundCrop({ width: 8, height: 6, probability: 0.4, classes: [1] });
    const again = transformFromJson(JSON.parse(JSON.stringify(transform)));
    const [a, b] = [transform, again].map((each) => applyTransform(each, sample('a'), { seed: 3 }));
    expect(a).toEqual(b);
    const { x, y } = drawParams(transform, sample('a'), { seed: 3 });
    expect(a.image.data[0]).toBe((y * width + x) % 251);
    expect(() => applyTransform(foregroundCrop({ width: 80, height: 6 }), sample('a'))).toThrow(
      '80×6 does not fit into a picture of 60×40',
    );
    expect(() => foregroundCrop({ width: 8, height: 6, probability: 2 })).toThrow('probability is 2');
  });
});
