import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import type { SafetensorsDtype, WritableValues } from '../../../src/weights/safetensors/dtypes.js';
import { readSafetensors } from '../../../src/weights/safetensors/readSafetensors.js';
import { type WritableTensor, writeSafetensors } from '../../../src/weights/safetensors/writeSafetensors.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const floats = (...values: number[]): Float32Array => new Float32Array(values);

/** The header and the data of a file. */
function partsOf(file: Uint8Array): { header: string; data: string } {
  const end = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  return { header: text(file.subarray(8, end)), data: hex(file.subarray(end)) };
}

describe('writeSafetensors', () => {
  // What safetensors 0.8 of Python writes for these tensors.
  it('writes the bytes of the safetensors library', () => {
    const file = writeSafetensors(
      {
        'b.weight': { shape: [2, 3], data: floats(0, 0.25, 0.5, 0.75, 1, 1.25) },
        'a.bias': { shape: [4], data: floats(1, -2.5, 65504, 6e-8), dtype: 'F16' },
        n: { shape: [], data: new BigInt64Array([7n]) },
        mask: { shape: [3], data: new Uint8Array([1, 0, 1]), dtype: 'BOOL' },
        'é"\\\n': { shape: [2], data: new Uint8Array([1, 2]) },
        z: { shape: [0, 3], data: new Float64Array(0) },
        i8: { shape: [1], data: new Int8Array([-1]) },
        u16: { shape: [1], data: new Uint16Array([65535]) },
        i16: { shape: [1], data: new Int16Array([-3]) },
        u32: { shape: [1], data: new Uint32Array([4294967295]) },
        i32: { shape: [1], data: new Int32Array([-2147483648]) },
        u64: { shape: [1], data: new BigUint64Array([2n ** 53n - 1n]) },
        f64: { shape: [1], data: new Float64Array([0.1]) },
        a: { shape: [1], data: floats(3) },
        B: { shape: [1], data: floats(4) },
      },
      { metadata: { format: 'pt' } },
    );
    const { header, data } = partsOf(file);
    expect(header).toBe(
      '{"__metadata__":{"format":"pt"},"u64":{"dtype":"U64","shape":[1],"data_offsets":[0,8]},' +
        '"n":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"f64":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},' +
        '"z":{"dtype":"F64","shape":[0,3],"data_offsets":[24,24]},"B":{"dtype":"F32","shape":[1],"data_offsets":[24,28]},' +
        '"a":{"dtype":"F32","shape":[1],"data_offsets":[28,32]},' +
        '"b.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[32,56]},' +
        '"u32":{"dtype":"U32","shape":[1],"data_offsets":[56,60]},"i32":{"dtype":"I32","shape":[1],"data_offsets":[60,64]},' +
        '"a.bias":{"dtype":"F16","shape":[4],"data_offsets":[64,72]},' +
        '"u16":{"dtype":"U16","shape":[1],"data_offsets":[72,74]},"i16":{"dtype":"I16","shape":[1],"data_offsets":[74,76]},' +
        '"i8":{"dtype":"I8","shape":[1],"data_offsets":[76,77]},' +
        '"é\\"\\\\\\n":{"dtype":"U8","shape":[2],"data_offsets":[77,79]},' +
        '"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[79,82]}}     ',
    );
    expect(data).toBe(
      'ffffffffffff1f0007000000000000009a9999999999b93f0000804000004040000000000000803e0000003f0000403f0000803f' +
        '0000a03fffffffff00000080003c00c1ff7b0100fffffdffff0102010001',
    );
  });

  it('writes the whole file of the safetensors library', () => {
    const file = writeSafetensors(new Map([['x', { shape: [2], data: floats(1, 2) }]]));
    expect(Buffer.from(file).toString('base64')).toBe(
      'OAAAAAAAAAB7IngiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDhdfX0gIAAAgD8AAABA',
    );
  });

  it('rounds to 16 bits as PyTorch does', () => {
    const { header, data } = partsOf(
      writeSafetensors({
        h: { shape: [3], data: floats(1, 3.1417, 1e38), dtype: 'BF16' },
        f: { shape: [2], data: floats(1.0009765625, -0), dtype: 'F16' },
      }),
    );
    expect(header).toContain('{"h":{"dtype":"BF16"'); // before F16
    expect(data).toBe('803f4940967e013c0080');
  });

  it('orders names by their bytes, not by UTF-16', () => {
    const one = { shape: [], data: floats(1) };
    const { header } = partsOf(writeSafetensors({ '\u{1f600}': one, '\uffee': one, b: one, aa: one, a: one, B: one }));
    expect(Object.keys(JSON.parse(header))).toEqual(['B', 'a', 'aa', 'b', '\uffee', '\u{1f600}']);
  });

  it('writes the same bytes whatever the order', () => {
    const tensors: [string, WritableTensor][] = [
      ['a', { shape: [1], data: floats(1) }],
      ['b', { shape: [1], data: new Uint8Array(1) }],
    ];
    const metadata = { x: '1', a: '2' };
    const turned = { a: '2', x: '1' };
    expect(writeSafetensors(new Map(tensors), { metadata })).toEqual(
      writeSafetensors(new Map([...tensors].reverse()), { metadata: turned }),
    );
  });

  it('begins the data at a multiple of 8', () => {
    for (const name of ['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg', 'abcdefgh']) {
      const file = writeSafetensors({ [name]: { shape: [], data: floats(1) } });
      expect((file.length - 4) % 8).toBe(0);
    }
  });

  it('refuses what cannot be written', () => {
    const write = (tensor: unknown, name = 'w') => writeSafetensors({ [name]: tensor as WritableTensor });
    const data = floats(1, 2);
    expect(() => write({ shape: [3], data })).toThrow(ShapeError);
    expect(() => write({ shape: [3], data })).toThrow('writeSafetensors: tensor "w": 2 numbers do not fill 3.');
    expect(() => write({ shape: [-1, -2], data })).toThrow(ShapeError);
    expect(() => write({ shape: [2], data: [1, 2] })).toThrow('its data is no array of numbers');
    expect(() => write({ shape: [2], data, dtype: 'F8' })).toThrow('dtype is "F8". Use one of "U64"');
    expect(() => write({ shape: [2], data, dtype: 'I32' })).toThrow('Float32Array is not written as I32.');
    expect(() => write({ shape: [2], data: new Float64Array(2), dtype: 'F16' })).toThrow('Give a Float32Array.');
    expect(() => write({ shape: [1], data: new Float64Array([0.5]), dtype: 'I64' })).toThrow('whole numbers');
    expect(() => write({ shape: [2], data }, '__metadata__')).toThrow('kept for the metadata');
    expect(() => write({ shape: [2], data }, 'a\ud83d')).toThrow('half a character');
    const bad = { a: 1 } as never;
    expect(() => writeSafetensors({}, { metadata: bad })).toThrow('metadata "a" is of type number');
    expect(() => writeSafetensors({}, { meta: {} } as never)).toThrow(OptionError);
  });
});

/** Arrays of every type, and how they are written. */
const values: fc.Arbitrary<{ data: WritableValues; dtype: SafetensorsDtype }> = fc.oneof(
  fc.float32Array().map((data) => ({ data, dtype: 'F32' as const })),
  fc.float64Array().map((data) => ({ data, dtype: 'F64' as const })),
  fc.int8Array().map((data) => ({ data, dtype: 'I8' as const })),
  fc.uint8Array().map((data) => ({ data, dtype: 'U8' as const })),
  fc.uint8Array({ max: 1 }).map((data) => ({ data, dtype: 'BOOL' as const })),
  fc.int16Array().map((data) => ({ data, dtype: 'I16' as const })),
  fc.uint16Array().map((data) => ({ data, dtype: 'U16' as const })),
  fc.int32Array().map((data) => ({ data, dtype: 'I32' as const })),
  fc.uint32Array().map((data) => ({ data, dtype: 'U32' as const })),
  fc.array(fc.maxSafeInteger()).map((list) => ({ data: Float64Array.from(list), dtype: 'I64' as const })),
  fc.array(fc.maxSafeNat()).map((list) => ({ data: Float64Array.from(list), dtype: 'U64' as const })),
);

describe('writing and reading safetensors', () => {
  it('gives back names, types, shapes, numbers and metadata', async () => {
    const names = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__metadata__');
    const tensors = fc.dictionary(names, values, { noNullPrototype: false });
    const metadata = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (written, about) => {
        const list = Object.entries(written).map(([name, { data, dtype }]) => {
          const shape = data.length % 2 === 0 ? [2, data.length / 2] : [data.length];
          return [name, { shape, data, dtype }] as const;
        });
        const file = await readSafetensors(writeSafetensors(new Map(list), { metadata: about }));
        expect(file.metadata).toEqual({ ...about });
        expect([...file.tensors.keys()].sort()).toEqual(list.map(([name]) => name).sort());
        for (const [name, { shape, data, dtype }] of list) {
          const tensor = file.tensors.get(name)!;
          expect([tensor.dtype, tensor.shape]).toEqual([dtype, shape]);
          const read = await tensor.values();
          // −0 of a whole number is 0, and one NaN as good as another.
          expect(Array.from(read)).toEqual(
            Array.from(data as Float64Array, (x) => (dtype.endsWith('64') && dtype !== 'F64' ? x + 0 : x)),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['F16', 'BF16'] as const)(
    'gives back every number of %s, and rounds others to the nearest',
    async (dtype) => {
      const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
      const read = async (data: Float32Array): Promise<Float32Array> => {
        const file = await readSafetensors(writeSafetensors({ a: { shape: [data.length], data, dtype } }));
        return (await file.tensors.get('a')!.values()) as Float32Array;
      };
      // The same bytes under another type.
      const stored = Buffer.from(writeSafetensors({ a: { shape: [65536], data: bits } }));
      const type = stored.indexOf('"U16"');
      stored.write(`"${dtype}","shape":[65536],"data_offsets":[0,131072]}}`, type);
      const renamed = new Uint8Array(stored);
      const all = (await (await readSafetensors(renamed)).tensors.get('a')!.values()) as Float32Array;
      expect(await read(all)).toEqual(all);
      const finite = [...all].filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
      const between = finite
        .slice(1)
        .map((x, i) => [finite[i], Math.fround((x + finite[i]) / 2 + (x - finite[i]) / 8), x]);
      const rounded = await read(Float32Array.from(between, ([, middle]) => middle));
      between.forEach(([, middle, above], i) => {
        if (Math.fround(middle) !== above && above !== 0) expect(rounded[i]).toBe(above);
      });
    },
  );
});
