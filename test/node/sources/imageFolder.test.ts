import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toArray } from '../../../src/data/generators.js';
import { loader } from '../../../src/data/loader.js';
import { splitByColumn } from '../../../src/data/splits/splitByColumn.js';
import { parseCsv } from '../../../src/data/tables/csv.js';
import { readTable } from '../../../src/node/readTable.js';
import { type ImageFolderOptions, imageFolder } from '../../../src/node/sources/imageFolder.js';
import { writeImage } from '../../../src/node/writeImage.js';
import { writeMask } from '../../../src/node/writeMask.js';
import { describeShared, sharedPath } from '../../helpers/parity.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-folder-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

interface PictureFile {
  readonly size?: readonly [width: number, height: number];
  /** Values of the mask, repeated. */
  readonly labels?: readonly number[];
}

/** Writes files into a new folder: masks where labels are given, else pictures. */
async function folder(files: Readonly<Record<string, PictureFile>>): Promise<string> {
  const path = await mkdtemp(join(root, 'set-'));
  for (const [name, { size: [width, height] = [6, 4], labels }] of Object.entries(files)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    if (labels) {
      const data = Uint8Array.from({ length: width * height }, (_, i) => labels[i % labels.length]);
      await writeMask(file, { data, width, height });
    } else {
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => i);
      await writeImage(file, { data, width, height, channels: 3 });
    }
  }
  return path;
}

const black = { labels: [0] };

/** The message of what goes wrong. */
async function failureOf(options: ImageFolderOptions): Promise<string> {
  const error: unknown = await imageFolder(options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

describe('pairs', () => {
  it('are read by name, in the order of the names', async () => {
    const images = await folder({ 'b.jpg': {}, 'a.png': {}, '.hidden.png': {} });
    const masks = await folder({ 'a.png': { labels: [0, 255] }, 'b.png': { labels: [0, 1] } });
    await writeFile(join(masks, 'notes.txt'), 'no picture');
    const dataset = await imageFolder({ images, masks });
    expect(dataset).toMatchObject({ length: 2, ids: ['a', 'b'], task: 'binary', classes: 1 });
    const [a, b] = [await dataset.sample(0), await dataset.sample(1)];
    expect([a.image.width, a.image.height, a.image.channels]).toEqual([6, 4, 3]);
    expect([...a.image.data]).toEqual(Array.from({ length: 72 }, (_, i) => i));
    expect([...(a.mask?.data.slice(0, 4) ?? [])]).toEqual([0, 1, 0, 1]);
    expect([...(b.mask?.data.slice(0, 4) ?? [])]).toEqual([0, 1, 0, 1]);
    expect(a.meta).toEqual({ image: join(images, 'a.png'), mask: join(masks, 'a.png') });
    await expect(dataset.sample(2)).rejects.toThrow('imageFolder: there is no sample 2');
  });

  it('have suffixes, in one folder too', async () => {
    const both = await folder({ 'x_01.png': {}, 'x_01_mask.png': black, 'x_02.png': {}, 'x_02_mask.png': black });
    for (const maskSuffix of ['_mask', '_mask.png']) {
      expect((await imageFolder({ images: both, masks: both, maskSuffix })).ids).toEqual(['x_01', 'x_02']);
    }
    expect(await failureOf({ images: both, masks: both })).toContain('one folder. Give maskSuffix');
    const only = await imageFolder({ images: both, imageSuffix: '_mask' });
    expect(only.ids).toEqual(['x_01', 'x_02']);
    expect((await only.sample(0)).mask).toBeUndefined();
    expect(await failureOf({ images: both, imageSuffix: '_sat' })).toContain('no picture ends in "_sat"');
  });

  it('lie in folders within folders, and behind links, if asked for', async () => {
    const images = await folder({ 'x/1.png': {}, 'y/1.png': {} });
    const masks = await folder({ 'x/1.png': black, 'z.png': black });
    await mkdir(join(masks, 'y'));
    await symlink(join(masks, 'z.png'), join(masks, 'y', '1.png'));
    const dataset = await imageFolder({ images, masks, recursive: true, onUnpaired: 'ignore' });
    expect(dataset.ids).toEqual(['x/1', 'y/1']);
    expect((await dataset.sample(1)).mask?.width).toBe(6);
    expect(await failureOf({ images, masks })).toContain('"x/1.png", for instance. Give recursive: true');
  });

  it('are listed where one half is missing', async () => {
    const images = await folder({ 'a.png': {}, 'b.png': {}, 'c.png': {}, 'd.png': {}, 'e.png': {} });
    const masks = await folder({ 'a.png': black, 'z.png': black });
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const dataset = await imageFolder({ images, masks });
    const text =
      'imageFolder: 4 pictures have no mask: "b.png", "c.png", "d.png" and 1 more; 1 mask has no picture: "z.png".';
    expect(warn.mock.calls[0][0]).toBe(`${text} They are left out.`);
    warn.mockClear();
    expect(dataset).toMatchObject({ ids: ['a'], unpairedImages: ['b.png', 'c.png', 'd.png', 'e.png'] });
    await imageFolder({ images, masks, onUnpaired: 'ignore' });
    const told = vi.fn();
    await imageFolder({ images, masks, onUnpaired: told });
    expect(told.mock.calls[0][0].unpairedMasks).toEqual(['z.png']);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(await failureOf({ images, masks, onUnpaired: 'throw' })).toBe(
      `${text} Complete the pairs, or pass over them by onUnpaired: 'warn'.`,
    );
  });

  it('carry their rows of a table', async () => {
    const images = await folder({ '007.png': {}, '008.png': {} });
    const metadata = parseCsv('name,make\n007,Audi\n009,Fiat\n');
    const dataset = await imageFolder({ images, metadata, idColumn: 'name' });
    expect((await dataset.sample(0)).meta.row).toEqual({ name: '007', make: 'Audi' });
    expect((await dataset.sample(1)).meta).not.toHaveProperty('row');
  });
});

describe('masks', () => {
  const read = async (labels: readonly number[], options: Partial<ImageFolderOptions> = {}): Promise<number[]> => {
    const images = await folder({ 'a.png': { size: [6, 1] } });
    const masks = await folder({ 'a.png': { size: [6, 1], labels } });
    const dataset = await imageFolder({ images, masks, ...options });
    return [...((await dataset.sample(0)).mask?.data ?? [])];
  };

  it('are read by threshold, by value, by colour and by class', async () => {
    expect(await read([0, 100, 200], { threshold: 101 })).toEqual([0, 0, 1, 0, 0, 1]);
    const maskValues = { 0: 0, 128: 2, 255: 1 };
    expect(await read([0, 128, 255], { classes: 3, maskValues })).toEqual([0, 2, 1, 0, 2, 1]);
    expect(await read([0, 2, 11], { classes: 3, ignoreIndex: 11 })).toEqual([0, 2, 11, 0, 2, 11]);
    expect(await read([0, 2, 1], { labels: ['x', 'y', 'z'] })).toEqual([0, 2, 1, 0, 2, 1]);
    expect(await read([0, 255], { colors: { '#000000': 0, '#ffffff': 1 } })).toEqual([0, 1, 0, 1, 0, 1]);
    await expect(read([0, 7], { colors: { '#000000': 0 } })).rejects.toThrow('imageFolder: "a": readMask: ');
  });

  it('are refused with a value that is no class, by name and with the cure', async () => {
    await expect(read([0, 11, 3], { classes: 4 })).rejects.toThrow(
      /^imageFolder: "a": readMask: .*a\.png: the mask has the value 11 in 2 pixels, but with 4 classes values are 0 … 3\. Give ignoreIndex: 11/,
    );
    await expect(read([0, 38])).rejects.toThrow(
      'a.png: the mask has the value 38 in 3 pixels, but a binary mask holds',
    );
    await expect(read([3], { classes: 4, maskValues: { 0: 0 } })).rejects.toThrow('Add it, or give ignoreIndex: 3');
    await expect(read([0, 38])).rejects.toMatchObject({ id: 'a', file: expect.stringContaining('a.png') });
  });

  it('are taken from a JPEG by a threshold only', async () => {
    const images = await folder({ 'a.png': { size: [16, 16] } });
    const masks = await folder({});
    const data = Uint8Array.from({ length: 256 }, (_, i) => (i % 16 < 5 ? 0 : 255));
    await writeImage(join(masks, 'a.jpg'), { data, width: 16, height: 16, channels: 1 }, { quality: 60 });
    const first = async (options: Partial<ImageFolderOptions>) =>
      (await imageFolder({ images, masks, ...options })).sample(0);
    await expect(first({})).rejects.toThrow(
      /a\.jpg: the mask has the value (?!0 |1 |255 )\d+ in .* The file is a JPEG, .* or give threshold: 128\.$/,
    );
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    await expect(first({ classes: 2 })).rejects.toThrow(/The file is a JPEG, .*: save masks as PNG\.$/);
    warn.mockRestore();
    const { mask } = await first({ threshold: 128 });
    expect(mask?.data).toEqual(data.map((value) => Number(value === 255)));
  });

  it('of another size than the picture are refused, by both names', async () => {
    const images = await folder({ 'a.png': { size: [6, 4] }, 'b.png': {} });
    const masks = await folder({ 'a.png': { size: [4, 6], labels: [0] }, 'b.png': black });
    const expected =
      /^imageFolder: "a": the picture .*a\.png is 6×4, its mask .*a\.png is 4×6\. Both need one size\. If the mask was made of the picture as it is stored, give orientation: 'ignore'\.$/;
    await expect((await imageFolder({ images, masks })).sample(0)).rejects.toThrow(expected);
    // Also where the picture is resized while it is read.
    await expect((await imageFolder({ images, masks, size: 2 })).sample(0)).rejects.toThrow(expected);
    expect(await failureOf({ images, masks, check: true })).toMatch(expected);
  });
});

describe('check', () => {
  it('passes what fits, and lists all that does not', async () => {
    const images = await folder({ 'a.jpg': { size: [16, 8] }, 'b.png': {}, 'c.png': {}, 'd.png': {} });
    const good = await folder({ 'a.png': { size: [16, 8], labels: [0, 1] }, 'b.png': black });
    await imageFolder({ images, masks: good, check: true, onUnpaired: 'ignore' });
    const bad = await folder({
      'a.png': black,
      'b.png': black,
      'c.png': { size: [6, 5], labels: [0] },
      'd.png': black,
    });
    await writeFile(join(bad, 'd.png'), 'text in disguise');
    const message = await failureOf({ images, masks: bad, check: true });
    expect(message).toMatch(/^imageFolder: "a": the picture .* is 16×8, its mask .* is 6×4\./);
    expect(message).toMatch(/\(3 of 4 samples fail; the others are "c", "d"\.\)$/);
  });

  it('finds in the pixels what headers do not tell', async () => {
    const images = await folder({ 'a.jpg': { size: [64, 64] }, 'b.png': {} });
    const masks = await folder({ 'a.png': { size: [64, 64], labels: [0] }, 'b.png': { labels: [0, 9] } });
    const whole = await readFile(join(images, 'a.jpg'));
    await writeFile(join(images, 'a.jpg'), whole.subarray(0, whole.length - 40));
    await imageFolder({ images, masks, check: true });
    const message = await failureOf({ images, masks, check: 'pixels' });
    expect(message).toMatch(/^imageFolder: "a": readImage: .*a\.jpg: /);
    expect(message).toContain('(2 of 2 samples fail; the others are "b".)');
  });
});

const sharedFile = (name: string): string => sharedPath('parity', 'image', 'files', name);

describe('reading', () => {
  it('leaves no file open when it is broken off, fails or is aborted', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `p${10 + i}.png`);
    const images = await folder(Object.fromEntries(names.map((name) => [name, { size: [64, 64] }])));
    const masks = await folder(Object.fromEntries(names.map((name) => [name, { size: [64, 64], labels: [0, 1] }])));
    await writeFile(join(masks, 'p30.png'), 'no picture');
    const dataset = await imageFolder({ images, masks, size: 16 });
    const busy = (): string[] => process.getActiveResourcesInfo().filter((name) => /FS|File|Work/i.test(name));
    const reading = dataset.sample(0);
    expect(busy().length, 'while a file is read').toBeGreaterThan(0);
    await reading;
    const controller = new AbortController();
    for (const end of ['break', 'error', 'abort'] as const) {
      const batches = loader(dataset, { batchSize: 4, concurrency: 8, signal: controller.signal });
      const read = async (): Promise<void> => {
        for await (const _ of batches.epoch(1)) {
          if (end === 'break') break;
          if (end === 'abort') controller.abort();
        }
      };
      if (end === 'break') await read();
      else await expect(read()).rejects.toMatchObject(end === 'error' ? { id: 'p30' } : { name: 'AbortError' });
      // An abort does not wait for what goes on; it ends all the same.
      if (end === 'abort') await vi.waitFor(() => expect(busy()).toEqual([]));
      else expect(busy(), end).toEqual([]);
    }
  });
});

describe('what is not there', () => {
  it('is said in one line', async () => {
    const images = await folder({ 'a.png': {}, 'b.png': {} });
    const masks = await folder({ 'a_mask.png': black, 'b_mask.png': black });
    const missing = join(root, 'missing');
    expect(await failureOf({ images: missing, masks })).toBe(
      `imageFolder: there is no folder ${JSON.stringify(missing)}. Check images.`,
    );
    expect(await failureOf({ images, masks: missing })).toContain('Check masks.');
    expect(await failureOf({ images: join(images, 'a.png'), masks })).toContain(
      'is a file, not a folder. Check images.',
    );
    const empty = await folder({});
    expect(await failureOf({ images: empty, masks })).toContain(
      'has no pictures, and no other files either. Pictures end in',
    );
    await writeFile(join(empty, 'readme.txt'), '');
    expect(await failureOf({ images, masks: empty })).toContain('but 1 other file, such as "readme.txt".');
    expect(await failureOf({ images, masks })).toBe(
      'imageFolder: no picture has a mask: pictures are called "a.png", "b.png", ' +
        'masks "a_mask.png", "b_mask.png". Give maskSuffix: "_mask".',
    );
    expect(await failureOf({ images, masks, maskSuffix: '_seg' })).toContain(
      'no picture has a mask with maskSuffix "_seg"',
    );
    await copyFile(join(images, 'a.png'), join(images, 'a.jpg'));
    expect(await failureOf({ images, masks })).toContain('are both the picture of "a"');
  });

  it('is refused among the options', async () => {
    const images = await folder({ 'a.png': {} });
    const refused = (options: object): Promise<string> => failureOf({ images, ...options });
    expect(await refused({ mask: 'x' })).toContain('unknown option "mask". Did you mean "masks"?');
    expect(await refused({ task: 'multiclass' })).toContain('task multiclass needs classes, or labels');
    expect(await refused({ task: 'multilabel', classes: 2 })).toContain('one label a pixel, not several');
    expect(await refused({ task: 'binary', classes: 2 })).toContain('a binary task has one class, not 2');
    expect(await refused({ classes: 3, labels: ['a'] })).toContain('labels names 1 classes, classes is 3');
    expect(await refused({ threshold: 5, classes: 3 })).toContain('threshold makes binary masks');
    expect(await refused({ threshold: 5, ignoreIndex: 255 })).toContain('leaves no label to ignore');
    expect(await refused({ threshold: 5, maskValues: { 0: 0 } })).toContain('two ways to read a mask');
    expect(await refused({ threshold: 300 })).toContain('threshold is 300. It must be a whole number from 1 to 255');
    expect(await refused({ threshold: 0 })).toContain('threshold is 0');
    expect(await refused({ threshold: 127.5 })).toContain('threshold is 127.5. It must be a whole number');
    expect(await refused({ threshold: 0.5 })).toBe(
      'imageFolder: threshold is a grey level, a whole number from 1 to 255: 0.5 would make every grey foreground. ' +
        '128 is half.',
    );
    expect(await refused({ ignoreIndex: 1 })).toContain('ignoreIndex 1 is a label of a binary task');
    expect(await refused({ maxPixels: 0 })).toContain('maxPixels is 0');
    expect(await refused({ channels: 2 })).toContain('channels is 2');
    expect(await refused({ interpolation: 'linear' })).toContain('interpolation is "linear"');
    expect(await refused({ interpolation: 'area' })).toContain('interpolation has no meaning without size');
    expect(await refused({ classes: 2, maskValues: { 0: 0, 255: 2 } })).toContain(
      'maskValues makes the class 2 of "255", but classes are 0 … 1. Raise classes',
    );
    expect(await refused({ maskValues: { 0: 0, 0.5: 1 } })).toContain('maskValues names the value "0.5"');
    expect(await refused({ colors: { '#ff0000': 2 } })).toContain(
      'colors makes the class 2 of "#ff0000", but classes are 0 … 1. Give classes if there are several',
    );
    expect(await refused({ check: 'all' })).toContain('check is "all"');
    expect(await refused({ onUnpaired: 'skip' })).toContain('onUnpaired is "skip"');
    expect(await refused({ size: 0 })).toContain('size is 0');
  });
});

describe('readTable', () => {
  it('reads files, tabs too, and names the file that is wrong', async () => {
    const path = await folder({});
    const file = join(path, 'x.csv');
    await writeFile(file, '\uFEFFid,make\n007,"Land\nRover"\n');
    expect((await readTable(file)).rows).toEqual([{ id: '007', make: 'Land\nRover' }]);
    await writeFile(join(path, 'x.tsv'), 'a\tb\n1,5\t2\n');
    expect((await readTable(join(path, 'x.tsv'))).rows).toEqual([{ a: '1,5', b: '2' }]);
    await writeFile(join(path, 'semicolon.csv'), 'a;b\n1;2\n');
    expect((await readTable(join(path, 'semicolon.csv'), { delimiter: ';' })).columns).toEqual(['a', 'b']);
    expect((await readTable(join(path, 'semicolon.csv'), { delimiter: 'detect', columns: ['b'] })).columns).toEqual([
      'b',
    ]);
    await writeFile(file, 'a,b\n1\n');
    await expect(readTable(file)).rejects.toMatchObject({
      file,
      message: `${file}: line 2 has 1 values, the header has 2 (a, b). Column 2, "b", has no value.`,
    });
    await writeFile(file, Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
    await expect(readTable(file)).rejects.toThrow('the file is no UTF-8 text. Save it as UTF-8.');
    await expect(readTable(join(path, 'none.csv'))).rejects.toThrow('none.csv: there is no such file.');
    await expect(readTable(path)).rejects.toThrow('this is a folder, not a file.');
  });
});

describeShared('binary masks of the shared folder', 'parity/image/files', () => {
  it('are what one sees, whatever the order of the palette', async () => {
    const images = await folder({ 'a.png': { size: [58, 41] } });
    const read = async (name: string): Promise<Uint8Array> => {
      const masks = await folder({});
      await copyFile(sharedFile(name), join(masks, 'a.gif'));
      return (await (await imageFolder({ images, masks })).sample(0)).mask?.data as Uint8Array;
    };
    const expected = await read('mask_index_0_255.gif');
    expect(new Set(expected)).toEqual(new Set([0, 1]));
    for (const name of ['index_0_1', 'inverted_palette', 'interlaced', 'local_palette', 'pillow_bilevel']) {
      expect(await read(`mask_${name}.gif`), name).toEqual(expected);
    }
  });
});

describeShared('headers of the shared folder', 'parity/image/files', () => {
  it('are compared upright, BMP files too', async () => {
    const images = await folder({ 'x.png': {} });
    await copyFile(sharedFile('exif_orientation_6.jpg'), join(images, 'turned.jpg'));
    await copyFile(sharedFile('rgb24_top_down.bmp'), join(images, 'bitmap.bmp'));
    const dataset = await imageFolder({ images, check: true });
    for (let i = 0; i < dataset.length; i++) {
      const { width, height } = (await dataset.sample(i)).image;
      const labels = new Uint8Array(width * height);
      await writeMask(join(images, `${dataset.ids[i]}_mask.png`), { data: labels, width, height });
    }
    await imageFolder({ images, masks: images, maskSuffix: '_mask', check: true });
  });
});

describeShared('the nuclei', 'data/nuclei', () => {
  const options = {
    images: sharedPath('data', 'nuclei', 'images'),
    masks: sharedPath('data', 'nuclei', 'masks'),
  };

  it('fit, split as their table says, and load', async () => {
    const dataset = await imageFolder({ ...options, check: true });
    const metadata = await readTable(sharedPath('data', 'nuclei', 'metadata.csv'));
    const { train, validation } = splitByColumn(dataset, metadata);
    expect(dataset.length).toBe(metadata.length);
    expect(train.length + validation.length).toBe(dataset.length);
    const { width, height } = (await validation.sample(0)).image;
    expect(metadata.indexBy('id').get(validation.ids[0])).toMatchObject({ width: `${width}`, height: `${height}` });
    const [batch] = await toArray(
      loader(validation, { size: 64, batchSize: validation.length, concurrency: 8 }).epoch(1),
    );
    expect(batch.x.shape).toEqual([validation.length, 64, 64, 3]);
    expect(new Set(batch.y?.data)).toEqual(new Set([0, 1]));
    expect(
      metadata
        .valueCounts('stain')
        .column('stain_count')
        .reduce((sum, n) => sum + n),
    ).toBe(metadata.length);
  });
});

describeShared('CamVid', 'data/camvid', () => {
  it('has 11 classes and a label to ignore, which must be named', async () => {
    const images = sharedPath('data', 'camvid', 'val');
    const masks = sharedPath('data', 'camvid', 'valannot');
    const dataset = await imageFolder({ images, masks, classes: 11, ignoreIndex: 11, check: 'pixels' });
    expect(dataset).toMatchObject({ task: 'multiclass', classes: 11, ignoreIndex: 11 });
    await expect((await imageFolder({ images, masks, classes: 11 })).sample(0)).rejects.toThrow(
      'but with 11 classes values are 0 … 10. Give ignoreIndex: 11',
    );
  });
});
