import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, OptionError, SegkitError } from '../../src/core/errors.js';
import { readImage } from '../../src/node/readImage.js';
import { writeImage } from '../../src/node/writeImage.js';
import { encodePng, type Raster, resizeImage } from '../../src/raster/index.js';
import { damages } from '../raster/arbitraries.js';
import { tiffFile } from '../raster/files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A smooth picture that JPEG keeps to a few levels, with a bright corner that tells its orientation. */
function smooth(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isCorner = x < width / 4 && y < height / 4;
      for (let c = 0; c < 3; c++) data[i++] = isCorner ? 230 : 40 + (60 * x) / width + (30 * y) / height + 20 * c;
    }
  }
  return { data, width, height, channels: 3 };
}

const raw = ({ width, height, data }: Raster): Sharp => sharp(data, { raw: { width, height, channels: 3 } });

const meanDifference = (a: Raster, b: Raster): number => {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  return Array.from(a.data, (value, i) => Math.abs(value - b.data[i])).reduce((x, y) => x + y) / a.data.length;
};

describe('readImage', () => {
  it('takes a path, a file URL and bytes', async () => {
    const file = join(folder, 'two.png');
    const bytes = await encodePng({ data: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 });
    await writeFile(file, bytes);
    for (const source of [file, pathToFileURL(file), bytes]) {
      expect([...(await readImage(source, { channels: 1 })).data]).toEqual([1, 2]);
    }
  });

  it('gives the channels and the depth that are asked for', async () => {
    const deep = await encodePng({ data: Uint16Array.of(0, 257, 65535), width: 1, height: 1, channels: 3 });
    expect((await readImage(deep)).data).toEqual(Uint16Array.of(0, 257, 65535));
    expect((await readImage(deep, { depth: 8 })).data).toEqual(Uint8Array.of(0, 1, 255));
    expect((await readImage(deep, { depth: 8, channels: 4 })).data).toEqual(Uint8Array.of(0, 1, 255, 255));
    const flat = sharp(Buffer.alloc(64, 90), { raw: { width: 8, height: 8, channels: 1 } });
    const grey = await flat.toColourspace('b-w').jpeg().toBuffer();
    expect(await readImage(grey, { channels: 'keep' })).toMatchObject({ channels: 1, width: 8 });
    expect(await readImage(grey)).toMatchObject({ channels: 3, width: 8 });
  });

  it('brings any picture to a size, JPEGs over a smaller decoding, with nothing moved', async () => {
    const picture = smooth(640, 480);
    const jpeg = await raw(picture).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
    const png = await encodePng(picture);
    for (const size of [
      { width: 160, height: 120 }, // a quarter
      { width: 80, height: 60 }, // an eighth
      { width: 100, height: 70 }, // over a quarter
      { width: 320, height: 240 }, // from all of it
      { width: 700, height: 500 },
    ]) {
      const expected = resizeImage(picture, { ...size, interpolation: 'auto' });
      expect(meanDifference(await readImage(png, { size }), expected)).toBe(0);
      expect(meanDifference(await readImage(jpeg, { size }), expected)).toBeLessThan(1);
    }
    // Sides that a quarter divides as little as those of the Carvana pictures, 1918×1280, and some that nothing does.
    for (const [width, height] of [
      [638, 480],
      [635, 477],
    ] as const) {
      const odd = smooth(width, height);
      const file = await raw(odd).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
      for (const size of [
        { width: 158, height: 118 },
        { width: 79, height: 59 },
      ]) {
        const expected = resizeImage(odd, { ...size, interpolation: 'auto' });
        expect(meanDifference(await readImage(file, { size }), expected)).toBeLessThan(1);
      }
    }
    const nearest = await readImage(png, { size: { width: 9, height: 7 }, interpolation: 'nearest' });
    expect(nearest).toEqual(resizeImage(picture, { width: 9, height: 7, interpolation: 'nearest' }));
  });

  it('turns JPEGs upright before it sizes them, unless told otherwise', async () => {
    const jpeg = await raw(smooth(320, 160)).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const upright = await readImage(jpeg, { size: { width: 40, height: 80 } });
    expect(upright).toMatchObject({ width: 40, height: 80 });
    const brightness = (raster: Raster, x: number, y: number): number => raster.data[3 * (y * raster.width + x)];
    expect(brightness(upright, 38, 2)).toBeGreaterThan(200);
    expect(brightness(upright, 2, 2)).toBeLessThan(150);
    expect(await readImage(jpeg)).toMatchObject({ width: 160, height: 320 });
    const stored = await readImage(jpeg, { orientation: 'ignore' });
    expect(stored).toMatchObject({ width: 320, height: 160 });
    expect(brightness(stored, 2, 2)).toBeGreaterThan(200);
  });

  it('hands unusual TIFF files to sharp', async () => {
    const jpegInTiff = await raw(smooth(64, 48)).tiff({ compression: 'jpeg', quality: 95 }).toBuffer();
    expect(meanDifference(await readImage(jpegInTiff), smooth(64, 48))).toBeLessThan(2);
    const big = Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    await expect(readImage(big)).rejects.toThrow('the tiff file cannot be decoded');
    const half = tiffFile({ 256: 2, 257: 1, 258: 16, 259: 1, 262: 1, 277: 1, 278: 1, 339: 3 }, new Uint8Array(4));
    await expect(readImage(half)).rejects.toThrow(DataError);
  });

  it('names the file and the reason', async () => {
    const write = async (name: string, content: Uint8Array | string): Promise<string> => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    const jpeg = await raw(smooth(64, 48)).jpeg().toBuffer();
    const refusals: [string, string][] = [
      [join(folder, 'absent.png'), 'there is no such file.'],
      [folder, 'this is a folder, not a file.'],
      [await write('empty.jpg', ''), 'the file is empty.'],
      [await write('page.png', '<!doctype html>'), 'the file is no picture'],
      [await write('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg"/>'), 'the file is no picture'],
      [await write('half.jpg', jpeg.subarray(0, jpeg.length >> 1)), 'the jpeg file cannot be decoded'],
    ];
    for (const [file, reason] of refusals) {
      const error = await readImage(file).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DataError);
      expect(error).toMatchObject({ file });
      expect((error as DataError).message).toContain(`readImage: ${file}: ${reason}`);
    }
    await expect(readImage(new Uint8Array(0))).rejects.toThrow('readImage: the given bytes: the file is empty.');
  });

  it('refuses JPEGs that claim more than they can hold or than the caller allows', async () => {
    const jpeg = await raw(smooth(64, 48)).jpeg().toBuffer();
    await expect(readImage(jpeg, { maxPixels: 3000 })).rejects.toThrow('64×48 pixels, more than maxPixels (3000)');
    const start = jpeg.indexOf(Buffer.of(0xff, 0xc0));
    const claims = Uint8Array.from(jpeg);
    claims.set([0x3a, 0x98, 0x3a, 0x98], start + 5); // 15000×15000
    await expect(readImage(claims)).rejects.toThrow('bytes cannot hold 15000×15000 pixels');
  });

  it('refuses options that it does not have', async () => {
    const bytes = await encodePng(smooth(2, 2));
    await expect(readImage(bytes, { chanels: 1 } as never)).rejects.toThrow(
      'unknown option "chanels". Did you mean "channels"?',
    );
    await expect(readImage(bytes, { channels: 2 as 3 })).rejects.toThrow(
      'readImage: channels is 2. Use one of 1, 3, 4, "keep".',
    );
    await expect(readImage(bytes, { size: { width: 0, height: 1 } })).rejects.toThrow('readImage: size.width is 0');
    await expect(readImage(bytes, { interpolation: 'area' })).rejects.toThrow(
      'interpolation has no meaning without size',
    );
    const size = { width: 1, height: 1 };
    await expect(readImage(bytes, { size, interpolation: 'cubic' as 'bicubic' })).rejects.toThrow(OptionError);
    await expect(readImage(bytes, { maxPixels: 0 })).rejects.toThrow('maxPixels is 0');
  });

  it('ends in a picture or in an error of segkit for damaged files of the formats that sharp reads', async () => {
    const picture = raw(smooth(24, 16));
    const samples = [
      await picture.clone().jpeg().toBuffer(),
      await picture.clone().jpeg({ progressive: true }).toBuffer(),
      await picture.clone().webp({ lossless: true }).toBuffer(),
      await picture.clone().webp().toBuffer(),
      await picture.clone().tiff({ compression: 'jpeg' }).toBuffer(),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), damages, async (bytes, damage) => {
        try {
          const { data, width, height, channels } = await readImage(damage(bytes), { maxPixels: 1e6 });
          expect(data.length).toBe(width * height * channels);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('reads what writeImage wrote', async () => {
    const picture = smooth(30, 20);
    for (const [name, most] of [
      ['a.png', 0],
      ['a.jpg', 4],
      ['a.JPEG', 4],
      ['a.webp', 4],
    ] as const) {
      await writeImage(join(folder, name), picture, { quality: 95 });
      expect(meanDifference(await readImage(join(folder, name)), picture)).toBeLessThanOrEqual(most);
    }
  });
});
