import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { random } from '../../src/core/random.js';
import { arrayDataset } from '../../src/data/dataset.js';
import { fingerprint } from '../../src/data/fingerprint.js';

/** Masks of one rectangle each, at a drawn place whose middle is at `center` of the height. */
function rectangles(count: number, center: number) {
  const draw = random('rectangles', center);
  return Array.from({ length: count }, (_, i) => {
    const [width, height] = [40 + (i % 3) * 10, 30];
    const data = new Uint8Array(width * height);
    const top = Math.round(center * height + 8 * (draw.uniform() - 0.5)) - 4;
    const left = Math.floor(draw.uniform() * (width - 10));
    for (let y = top; y < top + 8; y++) data.fill(1, y * width + left, y * width + left + 10);
    return {
      id: `${i}`,
      image: { data: new Uint8Array(width * height * 3), width, height, channels: 3 },
      mask: { data, width, height },
      meta: {},
    };
  });
}

describe('fingerprint', () => {
  it('measures sizes, channels and foreground', async () => {
    const found = await fingerprint(arrayDataset(rectangles(30, 0.5)));
    expect(found).toMatchObject({ count: 30, sampled: 30, width: 50, height: 30, channels: 3 });
    // 80 pixels of 1200, 1500 and 1800, alike often; cells differ by a pixel in size
    expect(found.foreground).toBeCloseTo((80 / 1200 + 80 / 1500 + 80 / 1800) / 3, 2);
  });

  it('tells masks with an upright position from those without', async () => {
    const anywhere = await fingerprint(arrayDataset(rectangles(100, 0.5)));
    expect(anywhere.verticalAsymmetry).toBeLessThan(3);
    expect(anywhere.horizontalAsymmetry).toBeLessThan(3);
    const low = await fingerprint(arrayDataset(rectangles(100, 0.75)));
    expect(low.verticalAsymmetry).toBeGreaterThan(10);
    expect(low.horizontalAsymmetry).toBeLessThan(3);
  });

  it('does not count ignored pixels, looks at no more than it is told, and needs masks of one kind', async () => {
    const samples = rectangles(20, 0.5);
    const ignored = await fingerprint(arrayDataset(samples, { ignoreIndex: 1 }), { samples: 7 });
    expect(ignored).toMatchObject({ count: 20, sampled: 7, foreground: 0, verticalAsymmetry: 1 });
    const { mask, ...without } = samples[0];
    expect(mask).toBeDefined();
    await expect(fingerprint(arrayDataset([without]))).rejects.toThrow(DataError);
    const grey = { ...samples[1], image: { ...samples[1].image, channels: 1, data: new Uint8Array(50 * 30) } };
    await expect(fingerprint(arrayDataset([samples[0], grey]))).rejects.toThrow('1 and 3 channels');
  });
});
