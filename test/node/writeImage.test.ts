import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../src/node/readImage.js';
import { readMask } from '../../src/node/readMask.js';
import { writeImage } from '../../src/node/writeImage.js';
import { writeMask } from '../../src/node/writeMask.js';
import { classColors, decodePng, imageFormat, type Raster } from '../../src/raster/index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image: Raster = { data: Uint8Array.from({ length: 48 }, (_, i) => 5 * i), width: 4, height: 4, channels: 3 };

describe('writeImage', () => {
  it('writes PNG exactly, 16 bits and alpha included, and float32 as 8 bits', async () => {
    const file = join(folder, 'exact.png');
    for (const picture of [image, { ...image, data: Uint16Array.from(image.data, (v) => v * 200) }]) {
      await writeImage(file, picture);
      expect(await readImage(file, { channels: 'keep' })).toEqual(picture);
    }
    const rgba = { data: Uint8Array.of(1, 2, 3, 0), width: 1, height: 1, channels: 4 };
    await writeImage(file, rgba);
    expect(await readImage(file, { channels: 'keep' })).toEqual(rgba);
    await writeImage(file, { data: Float32Array.of(0, 1), width: 2, height: 1, channels: 1 });
    expect([...(await readImage(file, { channels: 1 })).data]).toEqual([0, 255]);
  });

  it('writes what the ending says', async () => {
    for (const [ending, format] of [
      ['jpg', 'jpeg'],
      ['jpeg', 'jpeg'],
      ['webp', 'webp'],
      ['png', 'png'],
    ]) {
      const file = join(folder, `kind.${ending}`);
      await writeImage(file, { ...image, data: new Uint16Array(48), channels: 3 });
      expect(imageFormat(await readFile(file))).toBe(format);
    }
    await writeImage(join(folder, 'alpha.webp'), { data: new Uint8Array(32), width: 4, height: 4, channels: 2 });
    expect((await readImage(join(folder, 'alpha.webp'), { channels: 'keep' })).channels).toBe(4);
  });

  it('spends more bytes on more quality', async () => {
    const noise: Raster = {
      data: Uint8Array.from({ length: 3072 }, (_, i) => Math.imul(i, 2654435761) >>> 24),
      width: 32,
      height: 32,
      channels: 3,
    };
    const size = async (quality: number): Promise<number> => {
      await writeImage(join(folder, 'q.jpg'), noise, { quality });
      return (await readFile(join(folder, 'q.jpg'))).length;
    };
    expect(await size(95)).toBeGreaterThan(1.5 * (await size(30)));
  });

  it('refuses other endings, options and pictures, and leaves nothing behind', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await expect(writeImage(join(empty, 'a.tif'), image)).rejects.toThrow(
      'a.tif ends in ".tif". Use .png, .jpg, .jpeg or .webp.',
    );
    await expect(writeImage(join(empty, 'a.jpg'), image, { quality: 101 })).rejects.toThrow('quality is 101');
    await expect(writeImage(join(empty, 'a.jpg'), { ...image, channels: 6, width: 2 })).rejects.toThrow(
      '6 to 3 channels',
    );
    await expect(writeImage(join(empty, 'a.png'), { ...image, width: 5 })).rejects.toThrow(
      '48 values for 4×5×3 pixels',
    );
    await expect(writeImage(join(empty, 'none', 'a.png'), image)).rejects.toThrow('ENOENT');
    expect(await readdir(empty)).toEqual([]);
  });
});

describe('writeMask', () => {
  const labels = { data: Uint8Array.of(0, 1, 2, 3), width: 2, height: 2 };

  it('writes labels that read back the same, grey or with a palette', async () => {
    const file = join(folder, 'mask.png');
    await writeMask(file, labels);
    expect(await readMask(file)).toEqual(labels);
    await writeMask(file, labels, { palette: classColors(4) });
    expect(await readMask(file)).toEqual(labels);
    expect([...(await readImage(file)).data.slice(3, 6)]).toEqual([230, 159, 0]);
    const wide = { ...labels, data: Int32Array.of(0, 300, 2, 65535) };
    await writeMask(file, wide);
    expect([...(await readMask(file)).data]).toEqual([0, 300, 2, 65535]);
    expect((await decodePng(await readFile(file))).bitDepth).toBe(16);
  });

  it('refuses formats and labels that would change', async () => {
    await expect(writeMask(join(folder, 'mask.jpg'), labels)).rejects.toThrow(
      'does not end in .png, the one format here',
    );
    const negative = { ...labels, data: Int32Array.of(0, -1, 2, 3) };
    await expect(writeMask(join(folder, 'm.png'), negative)).rejects.toThrow('label -1');
    await expect(writeMask(join(folder, 'm.png'), labels, { palette: classColors(2) })).rejects.toThrow(
      'label 2 has no colour',
    );
  });
});
