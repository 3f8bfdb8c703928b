import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/core/errors.js';
import {
  decodePng,
  encodePng,
  imageFormat,
  labelsFromColors,
  mapLabels,
  type StoredImage,
  storedToLabels,
  thresholdLabels,
} from '../../src/raster/index.js';
import { isLossyWebp } from '../../src/raster/isLossyWebp.js';
import { pngFile } from './files.js';

const rgb = (...data: number[]): StoredImage => ({
  format: 'png',
  width: data.length / 3,
  height: 1,
  channels: 3,
  bitDepth: 8,
  data: Uint8Array.from(data),
  orientation: 1,
});

describe('storedToLabels', () => {
  it('reads RGB files of equal channels as labels, and refuses colours', () => {
    expect([...storedToLabels(rgb(3, 3, 3, 255, 255, 255)).data]).toEqual([3, 255]);
    expect(() => storedToLabels(rgb(3, 3, 3, 255, 0, 0))).toThrow(
      "the mask has colours, not labels: (255, 0, 0) at (1, 0). Read it with mode: 'color'",
    );
  });

  it('reads luminance from 0 to 255, whatever the bits', async () => {
    const one = await decodePng(pngFile({ width: 2, height: 1, bitDepth: 1, rows: [0, 0b01000000] }));
    expect([...storedToLabels(one, { mode: 'luminance' }).data]).toEqual([0, 255]);
    expect([...storedToLabels(one).data]).toEqual([0, 1]);
    const deep = await decodePng(pngFile({ width: 2, height: 1, bitDepth: 16, rows: [0, 0, 128, 255, 255] }));
    expect([...storedToLabels(deep, { mode: 'luminance' }).data]).toEqual([0, 255]);
    expect([...storedToLabels(deep).data]).toEqual([128, 65535]);
    expect([...storedToLabels(rgb(255, 0, 0, 0, 255, 0, 0, 0, 255), { mode: 'luminance' }).data]).toEqual([
      76, 150, 29,
    ]);
  });

  it('reads colours by a table', () => {
    const colors = { '#ff0000': 1, '#000000': 0, '#FFFFFF': 255 };
    expect([...storedToLabels(rgb(255, 0, 0, 0, 0, 0, 255, 255, 255), { mode: 'color', colors }).data]).toEqual([
      1, 0, 255,
    ]);
    expect(() => storedToLabels(rgb(1, 2, 3), { mode: 'color', colors })).toThrow(
      'colour #010203 at (0, 0) is not in the table of 3 colours.',
    );
    expect(() => storedToLabels(rgb(1, 2, 3), { mode: 'color' })).toThrow("mode 'color' needs colors");
    expect(() => storedToLabels(rgb(1, 2, 3), { colors })).toThrow("colors has no meaning with mode 'index'");
    expect(() => storedToLabels(rgb(1, 2, 3), { mode: 'colour' as 'color' })).toThrow('mode is "colour"');
  });
});

describe('labelsFromColors', () => {
  const image = { data: Uint8Array.of(0, 0, 0, 128, 255, 0), width: 1, height: 2, channels: 3 };

  it('takes as many bits as the labels need', () => {
    expect(labelsFromColors(image, { '#000000': 0, '#80ff00': 255 }).data).toEqual(Uint8Array.of(0, 255));
    expect(labelsFromColors(image, { '#000000': -1, '#80ff00': 300 }).data).toEqual(Int32Array.of(-1, 300));
  });

  it('refuses other tables and other pictures', () => {
    expect(() => labelsFromColors(image, { black: 0 })).toThrow('"black": 0 is no entry. Write colours as \'#rrggbb\'');
    expect(() => labelsFromColors(image, { '#000000': 0.5 })).toThrow(OptionError);
    expect(() => labelsFromColors(image, { '#000000': 0 })).toThrow('colour #80ff00 at (0, 1)');
    const grey = { ...image, data: image.data.slice(0, 2), channels: 1 };
    expect(() => labelsFromColors(grey, { '#000000': 0 })).toThrow('has 1 channels, not 3 of 8 bits');
  });
});

describe('mapLabels and thresholdLabels', () => {
  const mask = { data: Uint8Array.of(0, 255, 128, 127), width: 2, height: 2 };

  it('renumber', () => {
    expect(mapLabels(mask, { 0: 0, 255: 1, 128: 1, 127: 255 }).data).toEqual(Uint8Array.of(0, 1, 1, 255));
    expect(mapLabels(mask, { 0: 0, 255: -1, 128: 1, 127: 1 }).data).toEqual(Int32Array.of(0, -1, 1, 1));
    expect([...thresholdLabels(mask).data]).toEqual([0, 1, 1, 0]);
    expect([...thresholdLabels(mask, 1).data]).toEqual([0, 1, 1, 1]);
  });

  it('name the label that is not in the table', () => {
    expect(() => mapLabels(mask, { 0: 0, 255: 1 })).toThrow(DataError);
    expect(() => mapLabels(mask, { 0: 0, 255: 1 })).toThrow(
      'label 128 at (0, 1) is not in the table of 2 labels. Add it.',
    );
    expect(() => mapLabels(mask, { 0: 0.5 })).toThrow('table[0] is 0.5');
    expect(() => thresholdLabels(mask, Number.NaN)).toThrow('threshold is NaN');
  });
});

describe('imageFormat', () => {
  it('goes by the first bytes', async () => {
    const letters = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    expect(imageFormat(await encodePng({ data: Uint8Array.of(1), width: 1, height: 1 }))).toBe('png');
    expect(imageFormat(letters('\xff\xd8\xff\xe0'))).toBe('jpeg');
    expect(imageFormat(letters('GIF87a'))).toBe('gif');
    expect(imageFormat(letters('RIFF....WEBP'))).toBe('webp');
    expect(imageFormat(letters('MM\0*'))).toBe('tiff');
    expect(imageFormat(letters('II*\0'))).toBe('tiff');
    for (const text of ['', 'P5 1 1', '<svg/>', '<?xml', 'RIFF....WAVE', 'GIF', '\x89PNG']) {
      expect(imageFormat(letters(text))).toBeUndefined();
    }
  });

  it('tells lossy WebP from lossless', () => {
    const webp = (...chunks: [string, number[]][]): Uint8Array =>
      Uint8Array.from([
        ...'RIFF....WEBP'.split('').map((letter) => letter.charCodeAt(0)),
        ...chunks.flatMap(([type, data]) => [...[...type].map((c) => c.charCodeAt(0)), data.length, 0, 0, 0, ...data]),
      ]);
    expect(isLossyWebp(webp(['VP8 ', [1]]))).toBe(true);
    expect(isLossyWebp(webp(['VP8L', [1]]))).toBe(false);
    expect(isLossyWebp(webp(['VP8X', [1, 2]], ['ALPH', [3, 4]], ['VP8 ', []]))).toBe(true);
    expect(isLossyWebp(webp(['VP8X', [1, 2]], ['VP8L', []]))).toBe(false);
    expect(isLossyWebp(new Uint8Array(40))).toBe(false);
  });
});
