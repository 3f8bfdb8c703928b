import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/core/errors.js';
import { decodeCocoRle, decodeRle, decodeRleInstances, encodeCocoRle, encodeRle } from '../../src/raster/index.js';
import { labelMaps } from './arbitraries.js';

const orders = fc.constantFrom('rowMajor' as const, 'columnMajor' as const);

describe('encodeRle and decodeRle', () => {
  it('give back every mask in both orders', () => {
    fc.assert(
      fc.property(labelMaps(1), orders, (mask, order) => {
        const { width, height } = mask;
        expect(decodeRle(encodeRle(mask, { order }), { width, height, order })).toEqual(mask);
      }),
    );
  });

  it('give back every label of a map', () => {
    fc.assert(
      fc.property(labelMaps(5), orders, (labels, order) => {
        const { width, height } = labels;
        const codes = [1, 2, 3, 4, 5].map((label) => encodeRle(labels, { order, label }));
        expect(decodeRleInstances(codes, { width, height, order })).toEqual(labels);
        const union = decodeRle(codes, { width, height, order });
        expect(union.data).toEqual(labels.data.map((label) => Math.min(label, 1)));
        expect(encodeRle(union, { order })).toBe(encodeRle(labels, { order }));
      }),
    );
  });

  it('widen the map to the count of objects', () => {
    const codes = Array.from({ length: 300 }, (_, k) => `${k + 1} 1`);
    const labels = decodeRleInstances(codes, { width: 300, height: 1, order: 'rowMajor' });
    expect(labels.data).toBeInstanceOf(Uint16Array);
    expect(labels.data[299]).toBe(300);
  });

  it('name the run, and the code among several', () => {
    const decode = (code: string | string[]) => () => decodeRle(code, { width: 6, height: 4, order: 'rowMajor' });
    expect(decode('1 2 5')).toThrow(
      'decodeRle: run 2 ("5") has a start without a length: the code has an odd count of numbers.',
    );
    expect(decode('1 2 0 1')).toThrow('run 2 ("0 1") starts at 0. Pixels are numbered from 1.');
    expect(decode('5 0')).toThrow('run 1 ("5 0") has length 0.');
    expect(decode('1 4 3 2')).toThrow('run 2 ("3 2") overlaps the run that ends at pixel 4.');
    expect(decode('9 1 3 2')).toThrow('run 2 ("3 2") starts before the run at 9: starts must ascend.');
    expect(decode('20 9')).toThrow(
      'run 1 ("20 9") leaves the picture of 24 pixels: out of bounds. Check width, height',
    );
    expect(decode('1 2 7 x3')).toThrow('run 2 ("x3") is no number.');
    expect(decode(['1 2', '3 4 five'])).toThrow('decodeRle: code 2: run 2 ("five") is no number.');
    expect(decode([null as unknown as string])).toThrow(OptionError);
    expect(decode([null as unknown as string])).toThrow(
      "a run-length code is null. Give a string; an empty mask is ''.",
    );
  });

  it('want to be told the order', () => {
    expect(() => encodeRle({ data: Uint8Array.of(1), width: 1, height: 1 }, {} as never)).toThrow(
      'encodeRle: order is undefined. Use one of "rowMajor", "columnMajor".',
    );
    expect(() => decodeRle('', { width: 0, height: 1, order: 'rowMajor' })).toThrow('width is 0');
  });

  it('decode or refuse whatever text', () => {
    const text = fc
      .array(fc.constantFrom('1', '2', '9', '30', ' ', '\n', '-', 'a', '.', '99999999999999999999'))
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), orders, (code, order) => {
        try {
          expect(decodeRle(code, { width: 7, height: 5, order }).data.length).toBe(35);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('encodeCocoRle and decodeCocoRle', () => {
  it('give back every mask as counts and as a string', () => {
    fc.assert(
      fc.property(labelMaps(3), (labels) => {
        const mask = { ...labels, data: labels.data.map((label) => (label === 2 ? 1 : 0)) };
        for (const format of ['counts', 'string'] as const) {
          expect(decodeCocoRle(encodeCocoRle(labels, { format, label: 2 }))).toEqual(mask);
        }
      }),
    );
  });

  it('take counts of zero, as other programs write them', () => {
    expect([...decodeCocoRle({ size: [2, 2], counts: [0, 1, 0, 2, 1] }).data]).toEqual([1, 1, 1, 0]);
  });

  it('name the run', () => {
    const decode = (counts: number[] | string) => () => decodeCocoRle({ size: [4, 6], counts });
    expect(decode([1, 2.5])).toThrow('decodeCocoRle: run 2 (2.5) is no whole number. Counts are whole numbers from 0.');
    expect(decode([30, -6])).toThrow('run 2 (-6) is negative');
    expect(decode([20, 7, 3])).toThrow(
      'run 2 (7) ends 3 pixels after the picture: counts sum to 30, the picture has 24',
    );
    expect(decode([3, 4])).toThrow('counts sum to 7, the picture has 24 pixels. Check size, which is [height, width].');
    expect(decode('3P')).toThrow('run 2 ("P") is unfinished: the string breaks off.');
    expect(decode('3 5')).toThrow('run 2 (" ") has the character " " at 1');
    expect(() => decodeCocoRle({ size: [4] as never, counts: '' })).toThrow('size is not [height, width]');
    expect(() => decodeCocoRle({ size: [4, 0], counts: '' })).toThrow('size[1] is 0');
    expect(() => decodeCocoRle({ size: [4, 6], counts: {} as never })).toThrow(
      'neither an array of numbers nor a string',
    );
  });

  it('decode or refuse whatever text', () => {
    const text = fc.array(fc.integer({ min: 40, max: 115 })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (counts) => {
        try {
          expect(decodeCocoRle({ size: [5, 7], counts }).data.length).toBe(35);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
