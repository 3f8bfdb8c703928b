import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/core/crc32.js';
import { DataError, SegkitError } from '../../src/core/errors.js';
import { inflate as nodeInflate } from '../../src/node/inflate.js';
import {
  decodePng,
  encodePng,
  type Inflate,
  imageFormat,
  type Rgb,
  storedToLabels,
  storedToRaster,
} from '../../src/raster/index.js';
import { inflate as portableInflate } from '../../src/raster/inflate.js';
import { damages, labelMaps, rasters } from './arbitraries.js';
import { pngChunk, pngFile } from './files.js';

const text = (letters: string): Uint8Array => new TextEncoder().encode(letters);
const greys: readonly Rgb[] = Array.from({ length: 256 }, (_, k) => [k, k, k]);

describe('encodePng and decodePng', () => {
  it('give back every picture, of 8 and 16 bits and 1 to 4 channels', async () => {
    await fc.assert(
      fc.asyncProperty(rasters, async (raster) => {
        const stored = await decodePng(await encodePng(raster), { inflate: nodeInflate });
        expect(storedToRaster(stored, { channels: 'keep' })).toEqual(raster);
      }),
    );
  });

  it('give back every mask, grey and with a palette, with either inflate', async () => {
    const inflates = fc.constantFrom<Inflate>(portableInflate, nodeInflate);
    await fc.assert(
      fc.asyncProperty(labelMaps(), fc.boolean(), inflates, async (labels, hasPalette, inflate) => {
        const bytes = await encodePng(labels, hasPalette ? { palette: greys } : {});
        expect(imageFormat(bytes)).toBe('png');
        const stored = await decodePng(bytes, { inflate });
        expect(stored.palette !== undefined).toBe(hasPalette);
        expect(storedToLabels(stored)).toEqual(labels);
      }),
      { numRuns: 60 },
    );
  });

  it('take the bits that labels need', async () => {
    const labels = { data: Int32Array.of(0, 70, 300, 65535), width: 2, height: 2 };
    const wide = await decodePng(await encodePng(labels));
    expect(wide.bitDepth).toBe(16);
    expect([...wide.data]).toEqual([0, 70, 300, 65535]);
    const narrow = await decodePng(await encodePng({ ...labels, data: Int32Array.of(0, 1, 2, 255) }));
    expect(narrow.bitDepth).toBe(8);
  });

  it('refuse what a PNG file cannot hold', async () => {
    const labels = { data: Int32Array.of(-1), width: 1, height: 1 };
    await expect(encodePng(labels)).rejects.toThrow('encodePng: label -1. A PNG file holds labels from 0 to 65535.');
    const float = { data: Float32Array.of(0.5), width: 1, height: 1, channels: 1 };
    await expect(encodePng(float)).rejects.toThrow('use toUint8 first');
    const five = { data: new Uint8Array(5), width: 1, height: 1, channels: 5 };
    await expect(encodePng(five)).rejects.toThrow('5 channels');
    const mask = { data: Uint8Array.of(3), width: 1, height: 1 };
    await expect(encodePng(mask, { palette: greys.slice(0, 3) })).rejects.toThrow(
      'label 3 has no colour in a palette of 3',
    );
    await expect(encodePng(mask, { palette: [[0, 0, 256]] })).rejects.toThrow('a palette is 1 to 256 colours');
    await expect(encodePng({ ...mask, channels: 1 }, { palette: greys })).rejects.toThrow('for 8-bit label maps');
  });
});

describe('decodePng', () => {
  it('reads an index beyond the palette as a label, and says where it is when a colour is asked for', async () => {
    const bytes = pngFile({
      width: 3,
      height: 1,
      colorType: 3,
      rows: [0, 0, 1, 200],
      before: [pngChunk('PLTE', [1, 2, 3, 4, 5, 6])],
    });
    const stored = await decodePng(bytes);
    expect([...storedToLabels(stored).data]).toEqual([0, 1, 200]);
    const message = 'index 200 at (2, 0) has no colour: the palette has 2.';
    expect(() => storedToRaster(stored)).toThrow(message);
    expect(() => storedToLabels(stored, { mode: 'luminance' })).toThrow(message);
  });

  it('reads transparency of palettes, greys and colours', async () => {
    const plte = pngChunk('PLTE', [1, 2, 3, 4, 5, 6]);
    const palette = pngFile({
      width: 2,
      height: 1,
      colorType: 3,
      rows: [0, 0, 1],
      before: [plte, pngChunk('tRNS', [9])],
    });
    expect([...storedToRaster(await decodePng(palette), { channels: 4 }).data]).toEqual([1, 2, 3, 9, 4, 5, 6, 255]);
    expect([...storedToRaster(await decodePng(palette)).data]).toEqual([1, 2, 3, 4, 5, 6]);
    const grey = pngFile({
      width: 2,
      height: 1,
      bitDepth: 2,
      rows: [0, 0b01110000],
      before: [pngChunk('tRNS', [0, 3])],
    });
    expect([...storedToRaster(await decodePng(grey), { channels: 'keep' }).data]).toEqual([85, 255, 255, 0]);
    expect([...storedToRaster(await decodePng(grey), { channels: 1 }).data]).toEqual([85, 255]);
  });

  it('turns upright as eXIf says', async () => {
    const exif = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
    const bytes = pngFile({ width: 2, height: 1, rows: [0, 7, 9], before: [pngChunk('eXIf', exif)] });
    const stored = await decodePng(bytes);
    expect(stored.orientation).toBe(6);
    expect(storedToLabels(stored)).toEqual({ data: Uint8Array.of(7, 9), width: 1, height: 2 });
    expect(storedToLabels(stored, { orientation: 'ignore' }).width).toBe(2);
    expect(storedToRaster(stored, { channels: 1 }).height).toBe(2);
    const nonsense = pngFile({ width: 1, height: 1, rows: [0, 7], before: [pngChunk('eXIf', exif.slice(0, 15))] });
    expect((await decodePng(nonsense)).orientation).toBe(1);
  });

  it('names what is wrong', async () => {
    const refusals: [Uint8Array, string][] = [
      [new Uint8Array(0), 'this is no PNG file'],
      [text('GIF89a and so on'), 'this is no PNG file'],
      [pngFile({ width: 2, height: 1, rows: [0, 1, 2], before: [pngChunk('CgBI', [1])] }), 'needs its CgBI chunk'],
      [
        pngFile({ width: 2, height: 1, rows: [0, 1, 2], after: [pngChunk('PLTE', [1, 2, 3])] }),
        'PLTE chunk in the wrong place',
      ],
      [pngFile({ width: 2, height: 1, rows: [0, 1, 2], before: [pngChunk('PLTE', [1, 2])] }), 'palette has 2 bytes'],
      [pngFile({ width: 2, height: 1, rows: [0, 1, 2], before: [pngChunk('tRNS', [1])] }), 'in 1 bytes instead of 2'],
      [pngFile({ width: 2, height: 1, rows: [0, 1] }), 'ends before its 3 bytes'],
      [pngFile({ width: 2, height: 1, rows: [0, 1, 2, 3] }), 'goes on after its 3 bytes'],
      [pngFile({ width: 2, height: 1, rows: [5, 1, 2] }), 'filter 5 in row 0'],
      [pngFile({ width: 0, height: 1, rows: [] }), 'declares 0×1 pixels'],
      [pngFile({ width: 1, height: 1, bitDepth: 3, rows: [0, 1] }), 'colour type 0 with 3 bits'],
      [pngFile({ width: 1, height: 1, bitDepth: 16, colorType: 3, rows: [0, 1] }), 'colour type 3 with 16 bits'],
      [
        pngFile({ width: 2, height: 1, rows: [0, 1, 2], after: [pngChunk('tEXt', [1]), pngChunk('IDAT', [1])] }),
        'IDAT chunk in the wrong place',
      ],
    ];
    for (const [bytes, message] of refusals) {
      for (const inflate of [portableInflate, nodeInflate]) {
        const decoding = decodePng(bytes, { inflate });
        await expect(decoding).rejects.toThrow(message);
        await expect(decoding).rejects.toBeInstanceOf(DataError);
      }
    }
    await expect(decodePng(new Uint8Array(8), { maxPixel: 3 } as never)).rejects.toThrow('Did you mean "maxPixels"?');
  });

  it('allocates nothing for sizes that the file cannot hold or the caller does not allow', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const claims = pngFile({ width: 16000, height: 16000, colorType: 6, bitDepth: 16, rows: [0, 1, 2] });
    await expect(decodePng(claims)).rejects.toThrow('compressed bytes cannot hold 2048016000');
    const large = pngFile({ width: 65536, height: 65536, rows: [0] });
    await expect(decodePng(large)).rejects.toThrow('65536×65536 pixels, more than maxPixels (268435456)');
    const small = pngFile({ width: 8, height: 8, rows: new Uint8Array(72) });
    await expect(decodePng(small, { maxPixels: 63 })).rejects.toThrow('more than maxPixels (63)');
    expect((await decodePng(small, { maxPixels: 64 })).width).toBe(8);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2e6);
  });

  it('stops a bomb where its pixels end', async () => {
    const bomb = pngFile({ width: 4, height: 4, rows: new Uint8Array(50_000_000) });
    const before = process.memoryUsage().arrayBuffers;
    for (const inflate of [nodeInflate, portableInflate]) {
      await expect(decodePng(bomb, { inflate })).rejects.toThrow('goes on after its 20 bytes');
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6);
  });
});

describe('damaged PNG files', () => {
  const samples = [
    pngFile({ width: 9, height: 5, bitDepth: 1, interlace: 0, rows: new Uint8Array(15) }),
    pngFile({
      width: 4,
      height: 2,
      colorType: 3,
      bitDepth: 4,
      rows: [0, 0x12, 0x30, 1, 1, 2],
      before: [pngChunk('PLTE', new Uint8Array(12))],
    }),
    pngFile({ width: 3, height: 2, colorType: 2, rows: [4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9] }),
  ];

  it('end in a right picture or in an error of segkit, never otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), damages, fc.boolean(), async (bytes, damage, isPortable) => {
        const inflate = isPortable ? portableInflate : nodeInflate;
        try {
          const stored = await decodePng(damage(bytes), { maxPixels: 1e6, inflate });
          expect(stored.data.length).toBe(stored.width * stored.height * stored.channels);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('do so behind right checksums too', async () => {
    const chunks = fc.array(
      fc.tuple(fc.constantFrom('PLTE', 'tRNS', 'eXIf', 'IDAT', 'gAMA'), fc.uint8Array({ maxLength: 30 })),
      { maxLength: 3 },
    );
    const parts = fc.record({
      width: fc.integer({ min: 0, max: 40 }),
      height: fc.integer({ min: 0, max: 40 }),
      bitDepth: fc.constantFrom(1, 2, 4, 8, 16, 32),
      colorType: fc.integer({ min: 0, max: 6 }),
      interlace: fc.integer({ min: 0, max: 2 }),
      rows: fc.uint8Array({ maxLength: 600 }),
    });
    await fc.assert(
      fc.asyncProperty(parts, chunks, chunks, async (file, before, after) => {
        const toChunks = (list: readonly [string, Uint8Array][]): Uint8Array[] =>
          list.map(([type, data]) => pngChunk(type, data));
        try {
          const stored = await decodePng(pngFile({ ...file, before: toChunks(before), after: toChunks(after) }), {
            inflate: nodeInflate,
          });
          storedToLabels(stored, { mode: 'luminance' });
          storedToRaster(stored, { channels: 4 });
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('both inflates', () => {
  it('agree on what is right, short, long, corrupt and wrong in its checksum', async () => {
    const data = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >> 5);
    const compressed = new Uint8Array(deflateSync(data));
    const damaged = compressed.slice();
    damaged[damaged.length - 1] ^= 1;
    for (const inflate of [portableInflate, nodeInflate]) {
      expect(await inflate(compressed, 5000)).toEqual(data);
      await expect(inflate(compressed, 5001)).rejects.toThrow('ends before its 5001 bytes');
      await expect(inflate(compressed, 4999)).rejects.toThrow('goes on after its 4999 bytes');
      await expect(inflate(damaged, 5000)).rejects.toThrow('corrupt');
      await expect(inflate(compressed.subarray(0, 500), 5000)).rejects.toThrow(DataError);
      await expect(inflate(Uint8Array.of(1, 2, 3), 10)).rejects.toThrow(DataError);
      await expect(inflate(new Uint8Array(0), 10)).rejects.toThrow(DataError);
    }
  });

  it('and crc32 gives the check value of its standard', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});
