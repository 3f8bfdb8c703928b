import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SegkitError } from '../../../src/core/errors.js';
import { parseCsv } from '../../../src/data/index.js';
import { type CsvDatasetOptions, csvDataset, writeImage, writeMask } from '../../../src/node/index.js';
import { remake } from './remake.js';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segkit-csv-'));
  await mkdir(join(root, 'photos'));
  await mkdir(join(root, 'masks'));
  for (const id of ['007', 'b.c']) {
    await writeImage(join(root, 'photos', `${id}.png`), {
      data: new Uint8Array(4 * 2),
      width: 4,
      height: 2,
      channels: 1,
    });
    await writeMask(join(root, 'masks', `${id}_mask.png`), {
      data: Uint8Array.of(0, 0, 0, 0, 1, 1, 0, 0),
      width: 4,
      height: 2,
    });
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

const write = async (text: string): Promise<string> => {
  const file = join(root, 'table.csv');
  await writeFile(file, text);
  return file;
};

const failureOf = async (text: string, options: Partial<CsvDatasetOptions>): Promise<string> => {
  const error: unknown = await csvDataset(await write(text), { imageColumn: 'img', ...options }).catch(
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(SegkitError);
  return (error as Error).message;
};

describe('csvDataset', () => {
  it('reads files by their names in the table', async () => {
    const file = await write('img,mask,make\n007.png,007,"Land, Rover"\nb.c.png,b.c,Fiat\n');
    const dataset = await csvDataset(file, {
      imageColumn: 'img',
      maskColumn: 'mask',
      images: join(root, 'photos'),
      masks: join(root, 'masks'),
      maskSuffix: '_mask.png',
      check: true,
    });
    expect(dataset).toMatchObject({ length: 2, ids: ['007', 'b.c'], task: 'binary', classes: 1 });
    const { mask, meta } = await dataset.sample(0);
    expect([...mask!.data]).toEqual([0, 0, 0, 0, 1, 1, 0, 0]);
    expect(meta.row).toEqual({ img: '007.png', mask: '007', make: 'Land, Rover' });
  });

  it('finds files beside the table, and takes ids of a column', async () => {
    const file = await write('img,mask,id\nphotos/007,masks/007_mask.png,first\n');
    const options = { imageColumn: 'img', imageSuffix: '.png', maskColumn: 'mask', idColumn: 'id' };
    const dataset = await csvDataset(file, options);
    expect(dataset.ids).toEqual(['first']);
    expect((await dataset.sample(0)).mask?.width).toBe(4);
    const plain = await csvDataset(file, { imageColumn: 'img', imageSuffix: '.png' });
    expect(plain.ids).toEqual(['photos/007']);
    expect((await plain.sample(0)).mask).toBeUndefined();
  });

  const images = (): string => join(root, 'photos');

  it('adds the run-length codes of a picture up', async () => {
    const file = await write('img,rle\n007.png,1 2\nb.c.png,\n007.png,7 2\n');
    const dataset = await csvDataset(file, {
      imageColumn: 'img',
      rleColumn: 'rle',
      order: 'rowMajor',
      images: images(),
    });
    expect(dataset.ids).toEqual(['007', 'b.c']);
    const samples = await Promise.all([dataset.sample(0), dataset.sample(1)]);
    expect(samples.map(({ mask }) => [...mask!.data].join(''))).toEqual(['11000011', '00000000']);
    expect(samples[0].meta.row).toEqual({ img: '007.png' });
  });

  it('paints classes by number or name, later rows over earlier ones', async () => {
    const options = {
      imageColumn: 'img',
      rleColumn: 'rle',
      classColumn: 'kind',
      order: 'rowMajor',
      images: images(),
    } as const;
    const numbers = await csvDataset(await write('img,rle,kind\n007.png,1 4,1\n007.png,3 4,2\n'), {
      ...options,
      classes: 3,
    });
    expect([...(await numbers.sample(0)).mask!.data].join('')).toBe('11222200');
    const labels = ['none', 'scratch', 'dent'];
    const names = await csvDataset(await write('img,rle,kind\n007.png,1 4,dent\n007.png,3 4,scratch\n'), {
      ...options,
      labels,
    });
    expect([...(await names.sample(0)).mask!.data].join('')).toBe('22111100');
    await expect(csvDataset(await write('img,rle,kind\n007.png,1 4,bump\n'), { ...options, labels })).rejects.toThrow(
      'table.csv: kind is "bump" in row 1: no whole number, and none of the labels none, scratch, dent.',
    );
    await expect(csvDataset(await write('img,rle,kind\n007.png,1 4,3\n'), { ...options, labels })).rejects.toThrow(
      'csvDataset: "007": a code has the label 3, but labels are 0 … 2.',
    );
  });

  it('takes rows that were read and filtered', async () => {
    const rows = parseCsv('img;make\n007.png;Audi\nb.c.png;Fiat\n', { delimiter: ';' }).filter(
      ({ make }) => make === 'Fiat',
    );
    const dataset = await csvDataset(rows, { imageColumn: 'img', images: images() });
    expect(dataset.ids).toEqual(['b.c']);
    const file = await write('img\tmake\n007.png\tAudi\n');
    expect((await csvDataset(file, { imageColumn: 'img', images: images(), delimiter: '\t' })).ids).toEqual(['007']);
  });

  it('can be made again from its recipe', async () => {
    const file = await write('img,rle,make\n007.png,1 2,Audi\nb.c.png,3 1,Fiat\n');
    const dataset = await csvDataset(file, {
      imageColumn: 'img',
      rleColumn: 'rle',
      order: 'columnMajor',
      images: images(),
      size: 2,
    });
    await write('img\nnothing.png\n');
    const again = await remake(dataset);
    expect(again.ids).toEqual(dataset.ids);
    for (const index of [0, 1]) expect(await again.sample(index)).toEqual(await dataset.sample(index));
  });

  it('says what is wrong with the table', async () => {
    expect(await failureOf('image\na.png\n', {})).toBe(
      `csvDataset: ${join(root, 'table.csv')}: table: there is no column "img". Did you mean "image"?`,
    );
    expect(await failureOf('img,mask\na.png,\n', { maskColumn: 'mask' })).toMatch(
      'table.csv: mask is empty in row 1. Every row needs it.',
    );
    expect(await failureOf('img,make\na.png,Audi\n,Fiat\n', {})).toContain('img is empty in row 2');
    expect(await failureOf('img,mask\na.png,1\na.png,2\n', { maskColumn: 'mask' })).toContain(
      '"a.png" is in rows 1 and 2',
    );
    expect(
      await failureOf('img,id\na.png,1\na.png,2\n', { rleColumn: 'id', idColumn: 'id', order: 'rowMajor' }),
    ).toMatch('table.csv: "a.png" has the id "1" in row 1, and "2" in row 2. A picture has one id.');
    expect(await failureOf('img\na.png\na.jpg\n', {})).toContain('two samples have the id "a"');
    expect(await failureOf('img\n', {})).toContain('there are no samples');
    expect(await failureOf('img,"\n', {})).toContain('is never closed');
    expect(await failureOf('img\nnone.png\n', { check: true })).toContain('none.png: there is no such file');
  });

  it('refuses options that contradict each other', async () => {
    const text = 'img,mask,rle\na.png,b,1 1\n';
    expect(await failureOf(text, { maskColumn: 'mask', rleColumn: 'rle' })).toContain('two ways to give masks');
    expect(await failureOf(text, { rleColumn: 'rle' })).toContain("need order: 'rowMajor'");
    expect(await failureOf(text, { order: 'rowMajor' })).toContain('order has no meaning without rleColumn');
    expect(await failureOf(text, { classColumn: 'mask' })).toContain('classColumn has no meaning without rleColumn');
    expect(await failureOf(text, { maskSuffix: 'x' })).toContain('maskSuffix has no meaning without maskColumn');
    expect(await failureOf(text, { imageColumn: undefined as unknown as string })).toContain('Give it.');
    expect(await failureOf(text, { colums: 'x' } as object)).toContain('unknown option "colums"');
    const rows = csvDataset([{ img: 'a' }], { imageColumn: 'img', delimiter: ';' });
    await expect(rows).rejects.toThrow('a delimiter has no meaning with rows');
  });

  it('gives samples or says what is wrong, whatever the cells hold', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('007.png', '1 2', '3 1 4 1', '-1', '', '1', 'a', '../x', '9 9'));
    const rows = fc.array(fc.record({ img: cell, rle: cell, kind: cell }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (cells, hasClasses) => {
        const options = { imageColumn: 'img', rleColumn: 'rle', order: 'rowMajor', images: images() } as const;
        try {
          const classes = hasClasses ? { classColumn: 'kind', classes: 4 } : {};
          const dataset = await csvDataset(cells, { ...options, ...classes });
          const { mask } = await dataset.sample(0);
          expect(mask?.data.length).toBe(8);
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
