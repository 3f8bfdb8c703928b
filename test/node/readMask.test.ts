import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '../../src/core/errors.js';
import { readMask } from '../../src/node/readMask.js';
import { encodePng, type LabelMap } from '../../src/raster/index.js';
import { bmpFile, gifFile, tiffFile } from '../raster/files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segkit-mask-'));
});
afterAll(() => rm(folder, { recursive: true }));

const mask: LabelMap = { data: Uint8Array.of(0, 1, 2, 3, 3, 0), width: 3, height: 2 };

describe('readMask', () => {
  it('reads the same labels out of every exact format, whatever the name says', async () => {
    const { width, height, data } = mask as { width: number; height: number; data: Uint8Array };
    const rgb = Uint8Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]);
    const files = [
      await encodePng(mask),
      gifFile({ width, height, pixels: data, rootBits: 2 }),
      bmpFile({ width, height, samples: data, bitDepth: 4 }),
      tiffFile({ 256: 3, 257: 2, 258: 8, 259: 1, 262: 1, 277: 1, 278: 2 }, data),
      await sharp(rgb, { raw: { width, height, channels: 3 } })
        .webp({ lossless: true })
        .toBuffer(),
    ];
    for (const bytes of files) {
      await writeFile(join(folder, 'mask.jpg'), bytes);
      expect(await readMask(join(folder, 'mask.jpg'), { lossy: 'error' })).toEqual(mask);
    }
  });

  it('reads luminance and colours', async () => {
    const [red, black] = [
      [255, 0, 0],
      [0, 0, 0],
    ] as const;
    const bytes = await encodePng({ data: Uint8Array.of(1, 0), width: 2, height: 1 }, { palette: [black, red] });
    expect([...(await readMask(bytes)).data]).toEqual([1, 0]);
    expect([...(await readMask(bytes, { mode: 'luminance' })).data]).toEqual([76, 0]);
    const colors = { '#ff0000': 7, '#000000': 255 };
    expect([...(await readMask(bytes, { mode: 'color', colors })).data]).toEqual([7, 255]);
    await expect(readMask(bytes, { mode: 'color', colors: { '#ff0000': 7 } })).rejects.toThrow(
      'readMask: the given bytes: colour #000000 at (1, 0) is not in the table of 1 colours.',
    );
  });

  it('warns once about masks that were compressed with loss, or refuses them, or says nothing', async () => {
    const image = sharp(Buffer.alloc(64, 255), { raw: { width: 8, height: 8, channels: 1 } });
    const jpeg = join(folder, 'lossy.jpg');
    await writeFile(jpeg, await image.clone().jpeg().toBuffer());
    const webp = join(folder, 'lossy.webp');
    await writeFile(webp, await image.clone().webp().toBuffer());
    const warnings: (Error & { code?: string })[] = [];
    const listen = (warning: Error): number => warnings.push(warning);
    process.on('warning', listen);
    try {
      for (const file of [jpeg, webp]) {
        await expect(readMask(file, { lossy: 'error' })).rejects.toThrow(
          `readMask: ${file}: the mask was compressed with loss`,
        );
        expect((await readMask(file, { lossy: 'allow' })).data[0]).toBe(255);
      }
      await new Promise(setImmediate);
      expect(warnings).toEqual([]);
      expect((await readMask(jpeg)).data[0]).toBe(255);
      await readMask(jpeg);
      await readMask(webp);
      await new Promise(setImmediate);
    } finally {
      process.off('warning', listen);
    }
    expect(warnings.map(({ code }) => code)).toEqual(['SEGKIT_LOSSY_MASK']);
    expect(warnings[0].message).toContain(`readMask: ${jpeg}: the mask was compressed with loss`);
    expect(warnings[0].message).toContain("lossy: 'error' refuses such masks");
  });

  it('turns a JPEG mask upright like its picture', async () => {
    const image = sharp(Buffer.alloc(8 * 16, 255), { raw: { width: 16, height: 8, channels: 1 } });
    const bytes = await image.withMetadata({ orientation: 8 }).jpeg().toBuffer();
    expect(await readMask(bytes, { lossy: 'allow' })).toMatchObject({ width: 8, height: 16 });
    expect(await readMask(bytes, { lossy: 'allow', orientation: 'ignore' })).toMatchObject({ width: 16, height: 8 });
  });

  it('refuses TIFF files that only sharp could read, since it scales and mixes', async () => {
    const image = sharp(Buffer.alloc(64, 255), { raw: { width: 8, height: 8, channels: 1 } });
    const files = [{ compression: 'jpeg' }, { compression: 'ccittfax4', bitdepth: 1 }] as const;
    for (const options of files) {
      const bytes = await image.clone().toColourspace('b-w').tiff(options).toBuffer();
      await expect(readMask(bytes)).rejects.toThrow(/TIFF files with compression \d are not read/);
    }
  });

  it('names the file and the reason', async () => {
    const file = join(folder, 'colours.png');
    await writeFile(file, await encodePng({ data: Uint8Array.of(1, 2, 3), width: 1, height: 1, channels: 3 }));
    const error = await readMask(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ file });
    expect((error as DataError).message).toContain(
      `readMask: ${file}: the mask has colours, not labels: (1, 2, 3) at (0, 0).`,
    );
    await expect(readMask(join(folder, 'absent.gif'))).rejects.toThrow('absent.gif: there is no such file.');
    await expect(readMask(file, { maxPixels: 0.5 })).rejects.toThrow('maxPixels is 0.5');
    await expect(readMask(file, { lossy: 'never' as 'warn' })).rejects.toThrow('lossy is "never"');
    await expect(readMask(file, { mod: 'index' } as never)).rejects.toThrow('Did you mean "mode"?');
  });
});
