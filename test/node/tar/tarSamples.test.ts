import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataError } from '../../../src/core/errors.js';
import { generators, type Sample } from '../../../src/data/index.js';
import {
  imageFolder,
  type TarSamplesOptions,
  tarRecords,
  tarSamples,
  writeImage,
  writeMask,
  writeTarSamples,
} from '../../../src/node/index.js';
import { encodePng } from '../../../src/raster/index.js';
import { writeArchive } from './archives.js';

const { toArray } = generators;
let root: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-tar-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

const folder = (): Promise<string> => mkdtemp(join(root, 'set-'));
const picture = (value = 7): Sample['image'] => ({
  data: new Uint8Array(12).fill(value),
  width: 2,
  height: 2,
  channels: 3,
});
const labels = { data: Uint8Array.of(0, 1, 1, 0), width: 2, height: 2 };

/** A shard with one sample `a`. */
async function shardOf(fields: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const entries = Object.entries(fields).map(([field, data]) => [`a.${field}`, data] as const);
  return writeArchive(join(root, `one-${count++}.tar`), entries);
}

const first = async (shard: string, options?: TarSamplesOptions): Promise<Sample> =>
  (await toArray(tarSamples(shard, options)))[0];

describe('tarSamples', () => {
  it('reads back what was written', async () => {
    const samples: Sample[] = [
      { id: 'x/a.1', image: picture(), mask: labels, meta: { row: { make: 'Fiat' } } },
      { id: 'b', image: { data: Uint16Array.of(0, 65535), width: 2, height: 1, channels: 1 }, meta: {} },
    ];
    const shards = await writeTarSamples(await folder(), samples, { gzip: true });
    const [a, b] = await toArray(tarSamples(shards));
    expect(a).toEqual({
      ...samples[0],
      meta: { row: { make: 'Fiat' }, shard: shards[0], fields: ['png', 'mask.png', 'json'] },
    });
    expect(b.id).toBe('b');
    expect([...b.image.data]).toEqual([0, 0, 0, 65535, 65535, 65535]);
    expect(b.mask).toBeUndefined();
  });

  it('resizes, and reads classes, colours and thresholds as folders do', async () => {
    const png = await encodePng(picture());
    const shard = await shardOf({ png, 'seg.png': await encodePng({ ...labels, data: Uint8Array.of(0, 3, 255, 9) }) });
    const classes = await first(shard, { classes: 10, ignoreIndex: 255, size: { width: 4, height: 4 }, channels: 1 });
    expect([classes.image.width, classes.image.channels, classes.mask?.data[15]]).toEqual([4, 1, 9]);
    expect([...(await first(shard, { threshold: 9 })).mask!.data]).toEqual([0, 0, 1, 1]);
    await expect(first(shard, { classes: 4 })).rejects.toThrow(
      /^tarSamples: .*\.tar: "a": readMask: the given bytes: the mask has the value 9 in 1 pixels/,
    );
  });

  it('takes the named fields where there is a choice', async () => {
    const [png, mask] = [await encodePng(picture()), await encodePng(labels)];
    const shard = await shardOf({ 'left.png': png, png: mask, bmp: png });
    await expect(first(shard)).rejects.toThrow('"a" has "png", "bmp". Say by image which of them it is.');
    const sample = await first(shard, { image: 'left.png', mask: 'png' });
    expect([sample.image.data[0], ...sample.mask!.data]).toEqual([7, 0, 1, 1, 0]);
    await expect(first(shard, { image: 'right.png' })).rejects.toThrow(
      '"a" has no right.png. It has "left.png", "png", "bmp".',
    );
    await expect(first(shard, { image: 'left.png', mask: 'x.png' })).rejects.toThrow('has no x.png');
  });

  it('names shard and key of what cannot be decoded, and leaves it out if asked to', async () => {
    const png = await encodePng(picture());
    const shard = await writeArchive(join(root, 'mixed.tar'), [
      ['a.png', png],
      ['b.png', png.subarray(0, 30)],
      ['c.json', '{}'],
      ['d.png', png],
      ['d.json', '{'],
      ['e.png', png],
      ['e.json', '[1]'],
      ['f.png', png],
      ['f.mask.png', await encodePng({ data: new Uint8Array(6), width: 3, height: 2 })],
    ]);
    const failures: DataError[] = [];
    const samples = await toArray(tarSamples(shard, { onError: (error) => failures.push(error as DataError) }));
    expect(samples.map(({ id }) => id)).toEqual(['a', 'e']);
    expect(samples[1].meta).toMatchObject({ json: [1] });
    expect(failures.map(({ id, file }) => [id, file])).toEqual(['b', 'c', 'd', 'f'].map((id) => [id, shard]));
    const messages = failures.map(({ message }) => message.replace(`tarSamples: ${shard}: `, ''));
    expect(messages[0]).toMatch(/^"b": readImage: the given bytes: /);
    expect(messages[1]).toBe('"c" has no picture. It has "json".');
    expect(messages[2]).toMatch(/^"d": its json cannot be read \(/);
    expect(messages[3]).toBe('"f": the picture is 2×2, its mask is 3×2. Both need one size.');
    await expect(toArray(tarSamples(shard))).rejects.toThrow(failures[0].message);
    expect(await toArray(tarSamples(shard, { onError: 'skip' }))).toHaveLength(2);
  });

  it('refuses options that do not exist', () => {
    expect(() => tarSamples('x.tar', { chek: true } as object)).toThrow('unknown option "chek"');
    expect(() => tarSamples('x.tar', { concurrency: 0 })).toThrow('concurrency is 0');
    expect(() => tarSamples('x.tar', { task: 'multiclass' })).toThrow('tarSamples: task multiclass needs classes');
  });
});

describe('writeTarSamples', () => {
  it('packs a folder with the very bytes of its pictures', async () => {
    const set = await folder();
    for (const id of ['a', 'b']) {
      await writeImage(join(set, `${id}.jpg`), picture(id.charCodeAt(0)));
      await writeMask(join(set, `${id}_mask.png`), labels);
    }
    const dataset = await imageFolder({ images: set, masks: set, maskSuffix: '_mask' });
    const shards = await writeTarSamples(join(set, 'shards'), dataset, { image: 'original' });
    const [record] = await toArray(tarRecords(shards));
    expect([...record.fields.keys()]).toEqual(['jpg', 'mask.png']);
    expect(Buffer.from(record.fields.get('jpg')!)).toEqual(await readFile(join(set, 'a.jpg')));
    const samples = await toArray(tarSamples(shards));
    for (const [i, { image, mask }] of samples.entries()) {
      const original = await dataset.sample(i);
      expect([image, mask]).toEqual([original.image, original.mask]);
    }
    const small = await imageFolder({ images: set, masks: set, maskSuffix: '_mask', size: 1 });
    await expect(writeTarSamples(await folder(), small, { image: 'original' })).rejects.toThrow(
      /^writeTarSamples: "a": .*a\.jpg is 2×2, but the sample 1×1\. Read it without size, or choose a format\./,
    );
  });

  it('writes JPEG and WebP', async () => {
    const sample = { id: 'a', image: picture(100), meta: {} };
    for (const image of ['jpg', 'webp'] as const) {
      const [read] = await toArray(
        tarSamples(await writeTarSamples(await folder(), [sample], { image, quality: 100 })),
      );
      expect(Math.abs(read.image.data[0] - 100)).toBeLessThan(4);
    }
  });

  it('refuses what a shard cannot hold', async () => {
    const write = async (sample: Partial<Sample>, options = {}): Promise<unknown> =>
      writeTarSamples(await folder(), [{ id: 'a', image: picture(), meta: {}, ...sample }], options);
    const float = { data: new Float32Array(12), width: 2, height: 2, channels: 3 };
    await expect(write({ image: float })).rejects.toThrow(
      'writeTarSamples: "a": the picture is float32, which a shard',
    );
    const weight = { data: new Float32Array(4), width: 2, height: 2, channels: 1 };
    await expect(write({ weight })).rejects.toThrow('there are weights');
    await expect(write({ mask: picture() })).rejects.toThrow('the mask has 3 channels');
    await expect(write({}, { image: 'original' })).rejects.toThrow(
      'there is no file of the picture: meta.image is undefined',
    );
    await expect(write({}, { image: 'gif' })).rejects.toThrow('image is "gif"');
  });
});
