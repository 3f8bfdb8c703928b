import { describe, expect, it } from 'vitest';
import { OptionError, WeightsError } from '../../../src/core/errors.js';
import { decodeValues, encodeValues } from '../../../src/weights/safetensors/dtypes.js';
import { readSafetensors } from '../../../src/weights/safetensors/readSafetensors.js';
import { writeSafetensors } from '../../../src/weights/safetensors/writeSafetensors.js';

/** A file with this header, and this many bytes of data. */
function fileOf(header: string | Uint8Array, dataSize = 0, length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + text.length + dataSize);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = (begin: number, end: number, shape = [(end - begin) / 4]): string =>
  `{"dtype":"F32","shape":[${shape}],"data_offsets":[${begin},${end}]}`;

describe('readSafetensors', () => {
  it('reads numbers that begin at any byte', async () => {
    const file = fileOf(`{"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"f":${entry(1, 9)}}`, 9);
    new DataView(file.buffer).setFloat32(file.length - 8, 1.5, true);
    new DataView(file.buffer).setFloat32(file.length - 4, -2, true);
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(file.length + shift).subarray(shift);
      moved.set(file);
      const { tensors } = await readSafetensors(moved);
      expect(await tensors.get('f')!.values()).toEqual(new Float32Array([1.5, -2]));
    }
  });

  it('reads from a Blob what is asked for, and no more', async () => {
    const bytes = writeSafetensors({
      large: { shape: [1000], data: new Float32Array(1000).fill(2) },
      small: { shape: [], data: new Int8Array([-5]) },
    });
    const parts: number[] = [];
    const source = {
      name: 'counted',
      size: bytes.length,
      read: async (start: number, end: number) => {
        parts.push(end - start);
        return bytes.subarray(start, end);
      },
    };
    expect(await (await readSafetensors(source)).tensors.get('small')!.values()).toEqual(new Int8Array([-5]));
    expect(Math.max(...parts)).toBeLessThan(1000);
    const { tensors } = await readSafetensors(new Blob([bytes as BlobPart]));
    expect(await tensors.get('large')!.values()).toEqual(new Float32Array(1000).fill(2));
    expect(tensors.get('small')!.shape).toEqual([]);
    expect((await readSafetensors(bytes.slice().buffer)).tensors.size).toBe(2);
  });

  it('takes spaces after the header, and names that JavaScript knows otherwise', async () => {
    const { tensors, metadata } = await readSafetensors(
      fileOf(`{"__metadata__":{"constructor":"x"},"__proto__":${entry(0, 4)},"1":${entry(4, 8)}}   `, 8),
    );
    expect([...tensors.keys()].sort()).toEqual(['1', '__proto__']);
    expect(metadata).toEqual({ constructor: 'x' });
  });

  const huge = '9007199254740991';
  const refused: [what: string, file: Uint8Array, message: RegExp][] = [
    ['a short file', new Uint8Array(7), /7 bytes are too few/],
    ['a header beyond 100 MB', fileOf('{}', 0, 100_000_001n), /header of 100000001 bytes, where 100 MB is the most/],
    ['a header beyond 2^63', fileOf('{}', 0, 2n ** 64n - 1n), /header of 18446744073709551615 bytes/],
    ['a header beyond the file', fileOf('{}', 0, 3n), /header of 3 bytes in a file of 10/],
    ['an empty header', fileOf(''), /does not begin with "\{"/],
    ['a list', fileOf('[]'), /does not begin with "\{"/],
    ['a byte-order mark', fileOf('\ufeff{}'), /does not begin with "\{"/],
    ['bad UTF-8', fileOf(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), /not UTF-8/],
    ['no JSON', fileOf('{"a"}'), /not JSON/],
    ['words after the header', fileOf('{} {}'), /not JSON/],
    ['a name twice', fileOf(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /key "a" is there twice/],
    [
      'a name twice, written otherwise',
      fileOf(`{"a":${entry(0, 4)},"\\u0061" :${entry(0, 4)}}`, 4),
      /"a" is there twice/,
    ],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"U8","dtype":"I8","shape":[],"data_offsets":[0,1]}}', 1),
      /"dtype" is there/,
    ],
    ['metadata that is text', fileOf('{"__metadata__":"x"}'), /__metadata__ is of type string/],
    ['metadata with a number', fileOf('{"__metadata__":{"a":1}}'), /__metadata__ "a" is of type number/],
    ['nested metadata', fileOf('{"__metadata__":{"a":{"b":"c"}}}'), /__metadata__ "a" is of type object/],
    ['a tensor that is null', fileOf('{"a":null}'), /tensor "a" is null/],
    ['a tensor within one', fileOf(`{"a":{"b":${entry(0, 4)}}}`, 4), /tensor "a" has a field "b"/],
    ['no type', fileOf('{"a":{"shape":[],"data_offsets":[0,1]}}', 1), /tensor "a" has dtype missing/],
    [
      'an unknown type',
      fileOf('{"a":{"dtype":"F4","shape":[],"data_offsets":[0,1]}}', 1),
      /dtype "F4"\. segkit reads U64/,
    ],
    [
      'a type that objects have',
      fileOf('{"a":{"dtype":"toString","shape":[],"data_offsets":[0,1]}}', 1),
      /dtype "toString"/,
    ],
    ['a shape of text', fileOf('{"a":{"dtype":"U8","shape":"1","data_offsets":[0,1]}}', 1), /a shape that is no list/],
    ['a negative size', fileOf('{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}', 1), /a shape that is no list/],
    ['half a size', fileOf('{"a":{"dtype":"U8","shape":[0.5],"data_offsets":[0,1]}}', 1), /a shape that is no list/],
    ['one offset', fileOf('{"a":{"dtype":"U8","shape":[],"data_offsets":[0]}}', 1), /data_offsets that are not two/],
    ['offsets the wrong way round', fileOf('{"a":{"dtype":"U8","shape":[0],"data_offsets":[1,0]}}', 1), /has -1 bytes/],
    ['too few bytes', fileOf(`{"a":${entry(0, 4, [2])}}`, 4), /has 4 bytes \(0 to 4\), but 2 of F32 needs 8/],
    ['sizes beyond counting', fileOf(`{"a":${entry(0, 4, [+huge, +huge])}}`, 4), /needs 3\.2\d*e\+32/],
    ['data that is cut off', fileOf(`{"a":${entry(0, 8)}}`, 4), /ends at byte 8 of the data, which has 4/],
    ['tensors that overlap', fileOf(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), /"b" begins at byte 4, inside/],
    ['a gap', fileOf(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /bytes 4 to 8 of the data, before tensor "b"/],
    ['a gap in front', fileOf(`{"a":${entry(4, 8)}}`, 8), /bytes 0 to 4/],
    ['data that goes on', fileOf(`{"a":${entry(0, 4)}}`, 9), /goes on for 5 bytes/],
    ['data of no tensor', fileOf('{}', 1), /goes on for 1 byte/],
  ];
  it.each(refused)('refuses %s', async (_, file, message) => {
    const error = await readSafetensors(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeightsError);
    expect((error as WeightsError).message).toMatch(message);
    expect((error as WeightsError).message).toMatch(/^readSafetensors: the file: /);
  });

  it('names the tensor at fault', async () => {
    const file = fileOf(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12);
    await expect(readSafetensors(file)).rejects.toMatchObject({ tensor: 'b', file: 'the file' });
  });

  it('refuses 64-bit numbers that JavaScript does not hold', async () => {
    const data = new BigInt64Array([2n ** 53n - 1n, -(2n ** 53n)]);
    const { tensors } = await readSafetensors(writeSafetensors({ count: { shape: [2], data } }));
    await expect(tensors.get('count')!.values()).rejects.toThrow(
      'readSafetensors: the file: tensor "count": -9007199254740992 is a whole number beyond ±2^53',
    );
  });

  it('refuses what holds no bytes', async () => {
    await expect(readSafetensors('model.safetensors' as never)).rejects.toThrow(OptionError);
    await expect(readSafetensors(null as never)).rejects.toThrow('the source is null');
  });

  it('refuses a file that was cut short while it was read', async () => {
    const bytes = writeSafetensors({ a: { shape: [2], data: new Float32Array(2) } });
    const source = {
      name: 'shrinking',
      size: bytes.length,
      read: async (a: number, b: number) => bytes.subarray(a, b),
    };
    const { tensors } = await readSafetensors(source);
    source.read = async (a, b) => bytes.subarray(a, b - 1);
    await expect(tensors.get('a')!.values()).rejects.toThrow(/shrinking gave 7 bytes from \d+ on instead of 8/);
  });
});

describe('bytes of numbers', () => {
  it('are the same on a machine that has the highest byte first', () => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
    const turned = new Uint8Array([4, 3, 2, 1, 8, 7, 6, 5]);
    expect(decodeValues('U32', bytes, false)).toEqual(decodeValues('U32', turned, true));
    expect(encodeValues('U32', new Uint32Array([1]), false)).toEqual(new Uint8Array([0, 0, 0, 1]));
    expect(bytes[0]).toBe(1); // what was given stays as it was
  });
});
