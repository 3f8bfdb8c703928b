import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, SegkitError } from '../../src/core/errors.js';
import { decodeImage, decodeTiff, imageFormat, storedToLabels, storedToRaster } from '../../src/raster/index.js';
import { UnreadTiffError } from '../../src/raster/tiff/directory.js';
import { damages } from './arbitraries.js';
import { tiffFile } from './files.js';

/** Tags by their names, for a grey picture of 8 bits unless said otherwise. */
const tags = (
  width: number,
  height: number,
  more: Record<number, number | number[]> = {},
): Record<number, number | number[]> => ({
  256: width,
  257: height,
  258: 8,
  259: 1,
  262: 1,
  277: 1,
  278: height,
  ...more,
});

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

describe('decodeTiff', () => {
  it('reads whole numbers of every size and float32 as they are', async () => {
    const read = async (bits: number, format: number, data: ArrayBufferView): Promise<number[]> => [
      ...(await decodeTiff(tiffFile(tags(3, 1, { 258: bits, 339: format }), bytesOf(data)))).data,
    ];
    expect(await read(8, 1, Uint8Array.of(0, 7, 255))).toEqual([0, 7, 255]);
    expect(await read(8, 2, Int8Array.of(-1, 7, -128))).toEqual([-1, 7, -128]);
    expect(await read(16, 1, Uint16Array.of(0, 700, 65535))).toEqual([0, 700, 65535]);
    expect(await read(16, 2, Int16Array.of(-1, 700, -32768))).toEqual([-1, 700, -32768]);
    expect(await read(32, 1, Int32Array.of(0, 70000, 2 ** 31 - 1))).toEqual([0, 70000, 2 ** 31 - 1]);
    expect(await read(32, 2, Int32Array.of(-5, 70000, 1))).toEqual([-5, 70000, 1]);
    expect(await read(32, 3, Float32Array.of(-0.5, 1e9, 3))).toEqual([-0.5, 1e9, 3]);
    expect(await read(4, 1, Uint8Array.of(0x1f, 0x30))).toEqual([1, 15, 3]);
    await expect(read(32, 1, Int32Array.of(-1, 0, 0))).rejects.toThrow('2^31 and more');
  });

  it('makes labels of whole float32 samples, and only of those', async () => {
    const file = (...values: number[]): Uint8Array =>
      tiffFile(tags(values.length, 1, { 258: 32, 339: 3 }), bytesOf(Float32Array.from(values)));
    expect([...storedToLabels(await decodeTiff(file(3, -1, 200))).data]).toEqual([3, -1, 200]);
    const half = await decodeTiff(file(3, 0.5));
    expect(() => storedToLabels(half)).toThrow('the mask holds 0.5 at (1, 0): labels are whole numbers.');
    expect(() => storedToRaster(half, { depth: 8 })).toThrow("Use depth: 'keep'");
    expect([...storedToRaster(half, { channels: 1 }).data]).toEqual([3, 0.5]);
  });

  it('reads Deflate, PackBits, LZW and horizontal differences', async () => {
    const differences = Uint8Array.of(10, 1, 1, 250, 6, 0);
    const sums = [10, 11, 12, 250, 0, 0];
    const deflated = tiffFile(tags(3, 2, { 259: 8, 317: 2 }), deflateSync(differences));
    expect([...(await decodeTiff(deflated)).data]).toEqual(sums);
    const packed = Uint8Array.of(0x80, 1, 9, 8, 0xfd, 7); // nothing; 9 8; four times 7
    expect([...(await decodeTiff(tiffFile(tags(3, 2, { 259: 32773 }), packed))).data]).toEqual([9, 8, 7, 7, 7, 7]);
    // 256 (clear), 7, 258 (7 7), 258, 257 (end) in nine bits each, highest bits first.
    const lzw = Uint8Array.of(0x80, 0x01, 0xe0, 0x50, 0x28, 0x14, 0x04);
    const decoding = decodeTiff(tiffFile(tags(5, 1, { 259: 5 }), lzw));
    expect([...(await decoding).data]).toEqual([7, 7, 7, 7, 7]);
  });

  it('gives back random differences of 16 bits and three channels', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 36, maxLength: 36 }), async (bytes) => {
        const samples = new Uint16Array(bytes.slice().buffer);
        const differences = samples.map((value, i) => (i % 9 < 3 ? value : value - samples[i - 3]));
        const more = { 258: [16, 16, 16], 259: 8, 262: 2, 277: 3, 317: 2 };
        const stored = await decodeTiff(tiffFile(tags(3, 2, more), deflateSync(bytesOf(differences))));
        expect(stored.data).toEqual(samples);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the stored samples of grey with white at 0, and shows them upside down', async () => {
    const stored = await decodeTiff(tiffFile(tags(4, 1, { 258: 2, 262: 0 }), Uint8Array.of(0b00011011)));
    expect([...storedToLabels(stored).data]).toEqual([0, 1, 2, 3]);
    expect([...storedToRaster(stored, { channels: 1 }).data]).toEqual([255, 170, 85, 0]);
  });

  it('keeps any count of channels', async () => {
    const stored = await decodeTiff(
      tiffFile(tags(1, 1, { 258: [8, 8, 8, 8, 8], 277: 5 }), Uint8Array.of(1, 2, 3, 4, 5)),
    );
    expect(storedToRaster(stored, { channels: 'keep' })).toMatchObject({ channels: 5, width: 1 });
    expect(() => storedToRaster(stored)).toThrow('5 to 3 channels');
  });

  it('turns upright as its tag says', async () => {
    const stored = await decodeTiff(tiffFile(tags(2, 1, { 274: 3 }), Uint8Array.of(4, 5)));
    expect([...storedToLabels(stored).data]).toEqual([5, 4]);
  });

  it('names what is wrong, and what it only does not read', async () => {
    const data = new Uint8Array(6);
    const refusals: [Uint8Array, string, typeof DataError][] = [
      [new Uint8Array(0), 'this is no TIFF file', DataError],
      [Uint8Array.of(0x49, 0x49, 42, 0, 200, 0, 0, 0), 'cut off', DataError],
      [tiffFile(tags(3, 2), data).slice(0, -1), 'cut off', DataError],
      [tiffFile(tags(3, 3), data), 'ends after 6 bytes, 9 are needed', DataError],
      [tiffFile(tags(0, 3), data), 'declares 0×3', DataError],
      [tiffFile(tags(3, 2, { 278: 1 }), data), 'lists 1 strips or tiles, 2 are needed', DataError],
      [tiffFile(tags(16000, 16000, { 259: 8 }), data), 'ends after 6 bytes', DataError],
      [tiffFile(tags(3, 2, { 259: 7 }), data), 'compression 7 are not read', UnreadTiffError],
      [tiffFile(tags(3, 2, { 262: 5 }), data), 'photometric kind 5', UnreadTiffError],
      [tiffFile(tags(3, 2, { 258: 24 }), data), 'samples of 24 bits', UnreadTiffError],
      [tiffFile(tags(3, 2, { 317: 3 }), data), 'predictor 3', UnreadTiffError],
      [tiffFile(tags(3, 2, { 266: 2 }), data), 'reversed bits', UnreadTiffError],
      [Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0, 0), 'BigTIFF', UnreadTiffError],
      [tiffFile(tags(3, 2, { 262: 3, 320: [1, 2, 3] }), data), 'a palette of 3 numbers, not 768', DataError],
      [tiffFile(tags(3, 2, { 322: 60000, 323: 60000, 324: 8, 325: 6 }), data), 'tiles of 60000×60000', DataError],
    ];
    for (const [bytes, message, kind] of refusals) {
      await expect(decodeTiff(bytes)).rejects.toThrow(message);
      await expect(decodeTiff(bytes)).rejects.toBeInstanceOf(kind);
    }
    await expect(decodeTiff(tiffFile(tags(3, 2), data), { maxPixels: 5 })).rejects.toThrow('more than maxPixels (5)');
  });

  it('ends in a right picture or in an error of segkit for damaged files', async () => {
    const samples = [
      tiffFile(tags(6, 4), new Uint8Array(24)),
      tiffFile(tags(6, 4, { 259: 8, 317: 2 }), deflateSync(new Uint8Array(24))),
      tiffFile(tags(6, 4, { 259: 32773 }), Uint8Array.of(0xe9, 7)),
      tiffFile(tags(5, 1, { 259: 5 }), Uint8Array.of(0x80, 0x01, 0xe0, 0x50, 0x28, 0x14, 0x04)),
    ];
    expect(samples.map(imageFormat)).toEqual(new Array(4).fill('tiff'));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), damages, async (bytes, damage) => {
        try {
          const { data, width, height, channels } = await decodeImage(damage(bytes), { maxPixels: 1e6 });
          expect(data.length).toBe(width * height * channels);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 800 },
    );
  });
});
