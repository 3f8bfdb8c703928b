import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, SegkitError } from '../../src/core/errors.js';
import { decodeBmp, decodeImage, imageFormat, storedToLabels, storedToRaster } from '../../src/raster/index.js';
import { damages } from './arbitraries.js';
import { bmpFile } from './files.js';

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 20 }),
    bitDepth: fc.constantFrom(1 as const, 4 as const, 8 as const, 24 as const, 32 as const),
    isTopDown: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ seed, ...shape }) => {
    const channels = shape.bitDepth <= 8 ? 1 : shape.bitDepth / 8;
    const mask = shape.bitDepth < 8 ? 2 ** shape.bitDepth - 1 : 255;
    const length = shape.width * shape.height * channels;
    const samples = Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 20) & mask);
    return { ...shape, samples, hasMasks: shape.bitDepth === 32 };
  });

describe('decodeBmp', () => {
  it('gives back every sample of 1 to 32 bits, from the bottom up and from the top down', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const bytes = bmpFile(picture);
        expect(imageFormat(bytes)).toBe('bmp');
        const stored = await decodeImage(bytes);
        expect(stored.data).toEqual(picture.samples);
        expect(stored).toMatchObject({ width: picture.width, height: picture.height });
        if (picture.bitDepth <= 8) expect(storedToLabels(stored).data).toEqual(picture.samples);
        else expect(storedToRaster(stored, { channels: 'keep' }).data).toEqual(picture.samples);
      }),
    );
  });

  it('looks up its palette, and has alpha only where its masks say so', () => {
    const indexed = bmpFile({ width: 2, height: 1, bitDepth: 4, samples: Uint8Array.of(2, 15) });
    expect([...storedToRaster(decodeBmp(indexed)).data]).toEqual([6, 253, 2, 45, 240, 15]);
    const plain = bmpFile({ width: 1, height: 1, bitDepth: 32, samples: Uint8Array.of(1, 2, 3, 4) });
    expect([...storedToRaster(decodeBmp(plain), { channels: 'keep' }).data]).toEqual([1, 2, 3]);
  });

  it('names what is wrong', () => {
    const bytes = bmpFile({ width: 5, height: 4, bitDepth: 8, samples: new Uint8Array(20) });
    const changed = (place: number, ...values: number[]): Uint8Array => {
      const copy = bytes.slice();
      copy.set(values, place);
      return copy;
    };
    const refusals: [Uint8Array, string][] = [
      [new Uint8Array(0), 'this is no BMP file'],
      [bytes.slice(0, 30), 'cut off'],
      [bytes.slice(0, -1), 'cut off'],
      [changed(14, 13), 'a header of 13 bytes'],
      [changed(18, 0), 'declares 0×4'],
      [changed(22, 0, 0, 0, 1), 'cut off'],
      [changed(28, 16), '16 bits a pixel'],
      [changed(30, 1), 'compression 1'],
      [changed(46, 1, 1), 'a palette of 257 colours'],
    ];
    for (const [broken, message] of refusals) {
      expect(() => decodeBmp(broken)).toThrow(message);
      expect(() => decodeBmp(broken)).toThrow(DataError);
    }
    expect(() => decodeBmp(bytes, { maxPixels: 19 })).toThrow('more than maxPixels (19)');
  });

  it('ends in a right picture or in an error of segkit for damaged files', () => {
    fc.assert(
      fc.property(pictures, damages, (picture, damage) => {
        try {
          const { data, width, height, channels } = decodeBmp(damage(bmpFile(picture)), { maxPixels: 1e6 });
          expect(data.length).toBe(width * height * channels);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
