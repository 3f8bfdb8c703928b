import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, SegkitError } from '../../../src/core/errors.js';
import { generators } from '../../../src/data/index.js';
import { type TarRecordsOptions, tarRecords, writeTarRecords } from '../../../src/node/index.js';
import { archive, type Entry, writeArchive } from './archives.js';

const { pipe, repeat, take, toArray } = generators;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-tar-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

const folder = (): Promise<string> => mkdtemp(join(root, 'set-'));

/** `key: field=text …` of each record. */
async function contents(shards: string | readonly string[], options?: TarRecordsOptions): Promise<string[]> {
  const records = await toArray(tarRecords(shards, options));
  return records.map(({ key, fields }) => {
    const texts = [...fields].map(([field, bytes]) => `${field}=${new TextDecoder().decode(bytes)}`);
    return `${key}: ${texts.join(' ')}`;
  });
}

const failureOf = async (shards: string, options?: TarRecordsOptions): Promise<string> => {
  const error: unknown = await contents(shards, options).catch((reason) => reason);
  expect(error).toBeInstanceOf(DataError);
  expect((error as DataError).file).toBe(shards);
  expect((error as Error).message.startsWith(`tarRecords: ${shards}: `)).toBe(true);
  return (error as Error).message.slice(`tarRecords: ${shards}: `.length);
};

/** The files that this process has open, by their paths. */
const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd').catch(() => [])).length;

const three: readonly Entry[] = [
  ['a.jpg', 'A'],
  ['a.Mask.PNG', 'm'],
  ['sub/b.jpg', 'B'],
  ['sub/', '', { type: 'directory' }],
  ['./c.d.txt', 'C'],
];

describe('tarRecords', () => {
  it('puts the files of a sample together, up to the first dot', async () => {
    for (const name of ['plain.tar', 'packed.tar.gz']) {
      const file = await writeArchive(join(root, name), three);
      expect(await contents(file)).toEqual(['a: jpg=A mask.png=m', 'sub/b: jpg=B', 'c: d.txt=C']);
      const [first] = await toArray(tarRecords(file));
      expect(first.shard).toBe(file);
    }
    expect((await contents(join(root, 'plain.tar'), { dot: 'last' })).at(-1)).toBe('c.d: txt=C');
  });

  it('passes over what belongs to no sample', async () => {
    const file = await writeArchive(join(root, 'extra.tar'), [
      ['LICENSE', 'x'],
      ['a.jpg', 'A'],
      ['._a.jpg', 'x'],
      ['a.txt', 'T'],
      ['ends.', 'x'],
    ]);
    expect(await contents(file)).toEqual(['a: jpg=A txt=T']);
  });

  it('reads compressed archives by their bytes, empty files, and long and foreign names', async () => {
    const long = `${'folder/'.repeat(30)}${'n'.repeat(150)}`;
    const file = join(root, 'names.tar');
    await writeFile(
      file,
      gzipSync(
        await archive([
          [`${long}.jpg`, 'A'],
          ['tür.jpg', ''],
          ['__proto__.__proto__', 'P'],
        ]),
      ),
    );
    expect(await contents(file)).toEqual([`${long}: jpg=A`, 'tür: jpg=', '__proto__: __proto__=P']);
  });

  it('reads several shards, and a part of them', async () => {
    const set = await folder();
    for (const i of [8, 9, 10, 11])
      await writeArchive(join(set, `x-${String(i).padStart(3, '0')}.tar`), [[`k${i}.txt`, '']]);
    const pattern = join(set, 'x-{008..011}.tar');
    const keys = async (options?: TarRecordsOptions): Promise<string[]> =>
      (await toArray(tarRecords(pattern, options))).map(({ key }) => key);
    expect(await keys()).toEqual(['k8', 'k9', 'k10', 'k11']);
    expect(await keys({ part: { index: 1, count: 3 } })).toEqual(['k9']);
    expect(await keys({ part: { index: 0, count: 3 } })).toEqual(['k8', 'k11']);
    expect(() => tarRecords(pattern, { part: { index: 0, count: 5 } })).toThrow('4 shards cannot be divided among 5');
    expect(() => tarRecords(pattern, { part: { index: 2, count: 2 } })).toThrow('part.index is 2');
    expect(() => tarRecords('x-{5..1}.tar')).toThrow('{5..1} of x-{5..1}.tar are -3 files');
    expect(() => tarRecords([])).toThrow('tarRecords: there are no shards.');
    expect(() => tarRecords(pattern, { buffer: 3 } as object)).toThrow('unknown option "buffer"');
  });

  it('shuffles shards and records, each pass in another order, the same in each run', async () => {
    const set = await folder();
    const records = Array.from({ length: 60 }, (_, i) => ({
      key: `k${String(i).padStart(2, '0')}`,
      fields: { txt: '' },
    }));
    const shards = await writeTarRecords(set, records, { maxRecords: 10 });
    expect(shards).toHaveLength(6);
    const order = async (options: TarRecordsOptions): Promise<string> => {
      const passes = pipe(tarRecords(shards, options), repeat(), take(120));
      return (await toArray(passes)).map(({ key }) => key).join();
    };
    const first = await order({ shuffle: { seed: 1, buffer: 20 } });
    const keys = first.split(',');
    expect(new Set(keys.slice(0, 60)).size).toBe(60);
    expect(keys.slice(60).join()).not.toBe(keys.slice(0, 60).join());
    expect(await order({ shuffle: { seed: 1, buffer: 20 } })).toBe(first);
    expect(await order({ shuffle: { seed: 2, buffer: 20 } })).not.toBe(first);
    expect((await order({})).split(',').slice(0, 60)).toEqual(records.map(({ key }) => key));
  });

  it.each<readonly [string, readonly Entry[], string]>([
    ['a name that climbs', [['../../etc/x.jpg', 'A']], 'the file "../../etc/x.jpg" leads out of its folder.'],
    ['an absolute name', [['/etc/x.jpg', 'A']], 'the file "/etc/x.jpg" leads out'],
    ['a name of Windows', [['a\\..\\..\\x.jpg', 'A']], 'leads out of its folder'],
    ['a drive', [['C:x.jpg', 'A']], 'leads out of its folder'],
    [
      'a symbolic link',
      [['a.jpg', '', { type: 'symlink', linkname: '/etc/passwd' }]],
      '"a.jpg" is a symlink, not a plain file.',
    ],
    ['a hard link', [['a.jpg', '', { type: 'link', linkname: 'b.jpg' }]], 'is a link'],
    ['a device', [['a.jpg', '', { type: 'character-device' }]], 'is a character-device entry'],
    ['a sparse file', [['a.jpg', 'x', { pax: { 'GNU.sparse.major': '1' } }]], 'is a sparse file'],
    [
      'a file twice',
      [
        ['a.jpg', '1'],
        ['a.jpg', '2'],
      ],
      '"a.jpg" comes twice.',
    ],
    [
      'a sample in pieces',
      [
        ['a.jpg', ''],
        ['b.jpg', ''],
        ['a.txt', ''],
      ],
      'the files of "a" do not follow one another.',
    ],
  ])('refuses %s', async (_, entries, message) => {
    expect(await failureOf(await writeArchive(join(root, 'bad.tar'), entries))).toContain(message);
  });

  it('refuses records that would fill the memory, by what they declare', async () => {
    const file = await writeArchive(join(root, 'large.tar'), [
      ['a.jpg', 'x'.repeat(900)],
      ['a.txt', 'x'.repeat(900)],
    ]);
    expect(await failureOf(file, { maxRecordBytes: 2000 })).toBe(
      '"a" has more than 2000 bytes. Raise maxRecordBytes if that is right.',
    );
    expect(await contents(file, { maxRecordBytes: 3000 })).toHaveLength(1);
    // A header that promises 8 GiB, and nothing behind it.
    const [huge] = [await archive([['a.jpg', '']])];
    huge.set(new TextEncoder().encode('77777777777\0'), 124);
    writeChecksum(huge);
    await writeFile(join(root, 'huge.tar'), huge);
    expect(await failureOf(join(root, 'huge.tar'))).toContain('"a" has more than 268435456 bytes');
  });

  it('refuses what is missing, cut off, damaged or no archive', async () => {
    const whole = await archive(three);
    const file = join(root, 'broken.tar');
    const failure = async (bytes: Uint8Array | string): Promise<string> => {
      await writeFile(file, bytes);
      return failureOf(file);
    };
    const cutOff = 'the archive is cut off, or no tar file.';
    expect(await failure('')).toBe(cutOff);
    expect(await failure('<html>')).toBe(cutOff);
    expect(await failure('x'.repeat(2048))).toContain('the archive is damaged, or no tar file (');
    for (let length = 0; length < whole.length; length += 256)
      expect(await failure(whole.subarray(0, length))).toBe(cutOff);
    const flipped = whole.slice();
    flipped[10] ^= 1;
    expect(await failure(flipped)).toBe('the archive is damaged, or no tar file (Invalid tar header checksum).');
    const packed = gzipSync(whole);
    for (const length of [3, 40, packed.length - 4])
      expect(await failure(packed.subarray(0, length))).toBe('the archive is cut off.');
    const wrong = Uint8Array.from(packed);
    wrong[packed.length - 8] ^= 1;
    expect(await failure(wrong)).toContain('the archive is damaged: ');
    expect(await failureOf(join(root, 'none.tar'))).toBe('there is no such file.');
    expect(await failureOf(root)).toBe('this is a folder, not a file.');
  });

  it('gives records or says what is wrong, whatever the bytes', async () => {
    const whole = await archive(three);
    const file = join(root, 'fuzzed.tar');
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(whole.length), fc.boolean(), fc.boolean(), async (changes, length, gzip, fix) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        if (fix) for (let at = 0; at + 512 <= bytes.length; at += 512) writeChecksum(bytes, at);
        const cut = length % 3 === 0 ? bytes.subarray(0, length) : bytes;
        await writeFile(file, gzip ? gzipSync(cut) : cut);
        try {
          for await (const { key, fields } of tarRecords(file, { maxRecordBytes: 1e5 })) {
            expect(key.split('/')).not.toContain('..');
            expect(fields.size).toBeGreaterThan(0);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves no file open when it is broken off, fails or ends', async () => {
    const set = await folder();
    const records = Array.from({ length: 40 }, (_, i) => ({ key: `k${i}`, fields: { bin: new Uint8Array(200_000) } }));
    const [shard] = await writeTarRecords(set, records, { gzip: true });
    const before = await openFiles();
    for (let i = 0; i < 5; i++) {
      for await (const _ of tarRecords(shard)) break;
      await toArray(pipe(tarRecords(shard), take(3)));
      await contents(shard, { maxRecordBytes: 10 }).catch(() => undefined);
      const iterator = tarRecords(shard)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.return?.();
    }
    expect(await openFiles()).toBe(before);
    const bytes = await readFile(shard);
    await writeFile(shard, bytes.subarray(0, 300));
    for (let i = 0; i < 5; i++) await contents(shard).catch(() => undefined);
    expect(await openFiles()).toBe(before);
  });
});

describe('writeTarRecords', () => {
  it('writes what is read back, whatever the keys', async () => {
    const part = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => !/[\\/\0:]/.test(text));
    const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const bytes = fc.uint8Array({ maxLength: 600 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 5 }),
        bytes,
        fc.boolean(),
        async (keys, data, gzip) => {
          const set = await folder();
          const records = keys.map((name) => ({
            key: name,
            fields: new Map([
              ['bin', data],
              ['x.json', new Uint8Array()],
            ]),
          }));
          try {
            const shards = await writeTarRecords(set, records, { gzip, maxRecords: 2 });
            const read = await toArray(tarRecords(shards));
            expect(read.map((record) => record.key)).toEqual(keys);
            for (const { fields } of read) expect([...fields]).toEqual([...records[0].fields]);
          } catch (error) {
            // Names such as `..` or `./x` are none of a file.
            expect(error).toBeInstanceOf(SegkitError);
            expect((error as Error).message).toContain('is no key');
            expect(await readdir(set)).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps dots in keys', async () => {
    const shards = await writeTarRecords(await folder(), [{ key: 'v1.2/a.b%2E', fields: { txt: 'x' } }]);
    expect(await contents(shards)).toEqual(['v1.2/a.b%2E: txt=x']);
  });

  it('begins a new shard by count and by bytes, and gives the same bytes each time', async () => {
    const records = Array.from({ length: 5 }, (_, i) => ({ key: `k${i}`, fields: { bin: new Uint8Array(1000) } }));
    const [one, two] = [await folder(), await folder()];
    const shards = await writeTarRecords(one, records, { name: 'cars', maxRecords: 2 });
    expect(shards).toEqual(['cars-000000.tar', 'cars-000001.tar', 'cars-000002.tar'].map((name) => join(one, name)));
    const again = await writeTarRecords(two, records, { name: 'cars', maxRecords: 2 });
    expect(await readFile(again[1])).toEqual(await readFile(shards[1]));
    expect(await writeTarRecords(await folder(), records, { maxBytes: 1500 })).toHaveLength(3);
  });

  it('leaves nothing behind when it fails', async () => {
    const set = await folder();
    async function* failing() {
      for (let i = 0; ; i++) {
        if (i === 3) throw new Error('the camera is gone');
        yield { key: `k${i}`, fields: { txt: 'x' } };
      }
    }
    await expect(writeTarRecords(set, failing)).rejects.toThrow('the camera is gone');
    expect(await readdir(set)).toEqual([]);
    await expect(writeTarRecords(set, failing, { maxRecords: 2 })).rejects.toThrow('the camera is gone');
    expect(await readdir(set)).toEqual(['shard-000000.tar']);
    await expect(writeTarRecords(set, failing)).rejects.toThrow(
      /there are shards of this name already: .*shard-000000/,
    );
  });

  it('refuses what cannot be written', async () => {
    const set = await folder();
    const write = (...records: { key: string; fields: Record<string, string> }[]) => writeTarRecords(set, records);
    await expect(write()).rejects.toThrow('writeTarRecords: there are no records.');
    await expect(write({ key: 'a', fields: {} })).rejects.toThrow('"a" has no fields');
    await expect(write({ key: 'a', fields: { 'x/y': '' } })).rejects.toThrow('"x/y" is no name of a field');
    for (const key of ['', '../a', '/a', 'a/', 'x/../../a']) {
      await expect(write({ key, fields: { txt: '' } })).rejects.toThrow(`${JSON.stringify(key)} is no key`);
    }
    const same = { key: 'a', fields: { txt: '' } };
    await expect(write(same, same)).rejects.toThrow('two records have the key "a"');
    await expect(writeTarRecords(set, [same], { name: '../x' })).rejects.toThrow('name is "../x"');
    expect(await readdir(set)).toEqual([]);
  });
});

/** Makes the header at an offset valid again. */
function writeChecksum(bytes: Uint8Array, at = 0): void {
  bytes.fill(32, at + 148, at + 156);
  const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  bytes.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148);
}
