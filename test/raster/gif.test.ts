import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, SegkitError } from '../../src/core/errors.js';
import { decodeGif, decodeImage, imageFormat, storedToLabels, storedToRaster } from '../../src/raster/index.js';
import { damages } from './arbitraries.js';
import { gifFile } from './files.js';

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 70 }),
    rootBits: fc.integer({ min: 2, max: 8 }),
  })
  .chain((shape) =>
    fc
      .tuple(fc.constant(shape), fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean())
      .map(([size, seed, isNoise]) => {
        const mask = 2 ** size.rootBits - 1;
        const pixel = (i: number): number =>
          isNoise ? Math.imul(i + seed[0], 2654435761) >>> 20 : seed[i % seed.length];
        return { ...size, pixels: Uint8Array.from({ length: size.width * size.height }, (_, i) => pixel(i) & mask) };
      }),
  );

describe('decodeGif', () => {
  it('gives back every index, row by row or interlaced', async () => {
    await fc.assert(
      fc.asyncProperty(pictures, fc.boolean(), async (picture, isInterlaced) => {
        const bytes = gifFile({ ...picture, isInterlaced });
        expect(imageFormat(bytes)).toBe('gif');
        const stored = await decodeImage(bytes);
        expect(storedToLabels(stored).data).toEqual(picture.pixels);
        const [index] = picture.pixels;
        expect([...storedToRaster(stored).data.slice(0, 3)]).toEqual([index, 255 - index, (7 * index) & 255]);
      }),
    );
  });

  it('lives through a full table and long strings', () => {
    const noise = Uint8Array.from({ length: 200 * 200 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    const flat = new Uint8Array(300 * 300).fill(3);
    const decodeNoise = decodeGif(gifFile({ width: 200, height: 200, rootBits: 8, pixels: noise }));
    const decodeFlat = decodeGif(gifFile({ width: 300, height: 300, rootBits: 2, pixels: flat }));
    // toEqual takes seconds for as many numbers.
    expect(Buffer.compare(decodeNoise.data as Uint8Array, noise)).toBe(0);
    expect(Buffer.compare(decodeFlat.data as Uint8Array, flat)).toBe(0);
  });

  it('fills the screen around a smaller frame with the background', () => {
    const bytes = gifFile({ width: 2, height: 1, rootBits: 2, pixels: Uint8Array.of(1, 2) });
    const larger = bytes.slice();
    [larger[6], larger[8], larger[11]] = [4, 2, 3]; // screen 4×2, background 3
    larger[13 + 12 + 1] = 1; // frame one to the right
    expect([...decodeGif(larger).data]).toEqual([3, 1, 2, 3, 3, 3, 3, 3]);
  });

  it('names what is wrong', () => {
    const bytes = gifFile({ width: 5, height: 4, rootBits: 2, pixels: new Uint8Array(20).fill(2) });
    const changed = (change: (copy: Uint8Array) => void): Uint8Array => {
      const copy = bytes.slice();
      change(copy);
      return copy;
    };
    const frame = 13 + 12; // header and four colours
    const refusals: [Uint8Array, string][] = [
      [new Uint8Array(0), 'this is no GIF file'],
      [bytes.slice(0, 20), 'the GIF file is cut off'],
      [bytes.slice(0, -3), 'the GIF file is cut off'],
      [changed((copy) => copy.fill(0x3b, frame, frame + 1)), 'has no picture in it'],
      [changed((copy) => copy.fill(0x77, frame, frame + 1)), 'a block of kind 119'],
      [changed((copy) => copy.fill(200, frame + 7, frame + 8)), 'ends after'],
      [changed((copy) => copy.fill(0, frame + 5, frame + 6)), 'declares 0×4'],
      [changed((copy) => copy.fill(12, frame + 10, frame + 11)), '12 bits a pixel'],
      [changed((copy) => copy.fill(0xff, frame + 12, frame + 14)), 'not defined'],
      [changed((copy) => copy.fill(255, frame + 5, frame + 9)), 'cannot hold the 4294836225 pixels'],
    ];
    for (const [broken, message] of refusals) {
      expect(() => decodeGif(broken, { maxPixels: 2 ** 33 })).toThrow(message);
      expect(() => decodeGif(broken)).toThrow(DataError);
    }
    expect(() => decodeGif(bytes, { maxPixels: 19 })).toThrow('5×4 pixels, more than maxPixels (19)');
  });

  it('ends in a right picture or in an error of segkit for damaged files', () => {
    fc.assert(
      fc.property(pictures, damages, (picture, damage) => {
        try {
          const { data, width, height } = decodeGif(damage(gifFile(picture)), { maxPixels: 1e6 });
          expect(data.length).toBe(width * height);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
