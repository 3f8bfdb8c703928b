import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/core/crc32.js';
import { WeightsError } from '../../../src/core/errors.js';
import { byteSource } from '../../../src/weights/byteSource.js';
import { readZip } from '../../../src/weights/zip/readZip.js';
import { type ZipPart, zipOf } from '../../helpers/kerasFiles.js';

const open = (bytes: Uint8Array) => readZip('test', byteSource('test', bytes));
const content = Buffer.from('hello hello hello hello');
const deflated = (part: Partial<ZipPart> = {}): ZipPart => ({
  name: 'b',
  bytes: deflateRawSync(content),
  method: 8,
  size: content.length,
  checksum: crc32(content),
  ...part,
});

/** What reading the one file of an archive ends in. */
async function failure(parts: readonly ZipPart[]): Promise<WeightsError> {
  const entries = await open(zipOf(parts));
  const error = await [...entries.values()][0].read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WeightsError);
  return error as WeightsError;
}

describe('readZip', () => {
  it('reads stored and deflated files, and a comment at the end', async () => {
    const archive = zipOf([{ name: 'a/ü.txt', bytes: content }, deflated(), { name: 'empty', bytes: Buffer.alloc(0) }]);
    const withComment = new Uint8Array(archive.length + 5);
    withComment.set(archive);
    for (const bytes of [archive, withComment]) {
      const entries = await open(bytes);
      expect([...entries.keys()]).toEqual(['a/ü.txt', 'b', 'empty']);
      expect(Buffer.from(await entries.get('a/ü.txt')!.read()).toString()).toBe(content.toString());
      expect(Buffer.from(await entries.get('b')!.read()).toString()).toBe(content.toString());
      expect((await entries.get('empty')!.read()).length).toBe(0);
    }
  });

  it('refuses damage', async () => {
    const changed = zipOf([{ name: 'a', bytes: content }]);
    changed[35]++;
    await expect((await open(changed)).get('a')!.read()).rejects.toThrow(
      '"a" is damaged: its checksum does not match.',
    );
    expect((await failure([deflated({ checksum: 1 })])).message).toContain('checksum');
    expect((await failure([deflated({ size: 5 })])).message).toContain('goes on after its 5 bytes');
    expect((await failure([deflated({ size: 24 })])).message).toContain('ends before its 24 bytes');
    expect((await failure([deflated({ bytes: content })])).message).toMatch(/^test: the file: "b" is damaged: /);
  });

  it('refuses what it says is larger than it can be, before it makes room', async () => {
    expect((await failure([deflated({ size: 0xfffffff0 })])).message).toContain(
      'compressed bytes cannot hold 4294967280',
    );
    expect((await failure([{ name: 'a', bytes: content, size: 9 }])).message).toContain('is stored, but has 23 bytes');
  });

  it('refuses what it does not read', async () => {
    expect((await failure([deflated({ method: 12 })])).message).toContain('is packed by method 12');
    expect((await failure([deflated({ flags: 1 })])).message).toContain('is encrypted');
    const twice = zipOf([deflated(), deflated()]);
    await expect(open(twice)).rejects.toThrow('the archive has "b" twice');
  });

  it('refuses what is cut off, wherever', async () => {
    const archive = zipOf([{ name: 'a', bytes: content }, deflated()]);
    for (let length = 0; length < archive.length; length++) {
      await expect(open(archive.subarray(0, length))).rejects.toThrow(WeightsError);
      await expect(open(archive.subarray(archive.length - length))).rejects.toThrow(WeightsError);
    }
  });
});
