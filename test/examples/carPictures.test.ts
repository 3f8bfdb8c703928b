import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRle, parseCsv, random } from 'segkit';
import { imageFolder, readImage, readMask, readTable } from 'segkit/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CarPicture, type CarPictureFiles, drawCar, writeCarPictures } from '../../examples/carPictures.js';

const share = ({ mask }: CarPicture): number => mask.data.filter((label) => label === 1).length / mask.data.length;

/** The columns and rows between the first and the last pixel of the car. */
function extentOf({ data, width, height }: CarPicture['mask']): {
  columns: number;
  rows: number;
  touchesEdge: boolean;
} {
  const xs: number[] = [];
  const ys: number[] = [];
  data.forEach((label, i) => {
    if (label === 0) return;
    xs.push(i % width);
    ys.push(Math.floor(i / width));
  });
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const touchesEdge = left === 0 || top === 0 || right === width - 1 || bottom === height - 1;
  return { columns: right - left + 1, rows: bottom - top + 1, touchesEdge };
}

function dice(isPositive: (pixel: number) => boolean, truth: ArrayLike<number>): number {
  let both = 0;
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const positive = isPositive(i) ? 1 : 0;
    both += positive * truth[i];
    sum += positive + truth[i];
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

describe('drawCar', () => {
  const pictures = Array.from({ length: 40 }, (_, i) => drawCar(random('pictures', i), { width: 72, height: 48 }));

  it('draws an 8-bit RGB picture and a mask of 0 and 1', () => {
    for (const { image, mask } of pictures) {
      expect([image.width, image.height, image.channels]).toEqual([72, 48, 3]);
      expect(image.data).toBeInstanceOf(Uint8Array);
      expect([image.data.length, mask.data.length]).toEqual([72 * 48 * 3, 72 * 48]);
      expect([...new Set(mask.data)].sort()).toEqual([0, 1]);
    }
  });

  it('has the whole car in the picture, neither tiny nor everywhere', () => {
    for (const picture of pictures) {
      expect(share(picture)).toBeGreaterThan(0.03);
      expect(share(picture)).toBeLessThan(0.5);
      expect(extentOf(picture.mask).touchesEdge).toBe(false);
    }
  });

  it('depends on its random stream alone', () => {
    const again = drawCar(random('pictures', 3), { width: 72, height: 48 });
    expect(again).toEqual(pictures[3]);
    expect(pictures[4].mask.data).not.toEqual(pictures[3].mask.data);
  });

  it('turns the car: it is wider from the side than from the front', () => {
    for (let car = 0; car < 6; car++) {
      const wide = [1, 5, 9, 13].map((view) => {
        const { columns, rows } = extentOf(drawCar(random(car), { width: 96, height: 64, view }).mask);
        return columns / rows;
      });
      expect(Math.min(wide[1], wide[3])).toBeGreaterThan(1.6 * Math.max(wide[0], wide[2]));
    }
  });

  it('draws the same scene at any size', () => {
    const small = share(drawCar(random('size'), { width: 90, height: 60 }));
    const large = share(drawCar(random('size'), { width: 720, height: 480 }));
    expect(Math.abs(small - large) / large).toBeLessThan(0.02);
    const tall = drawCar(random('size'), { width: 60, height: 120 });
    expect(extentOf(tall.mask).touchesEdge).toBe(false);
  });

  it('cannot be solved by a threshold, even the best one of each picture', () => {
    const scores = pictures.map(({ image, mask }) => {
      const channels: ((i: number) => number)[] = [
        (i) => 0.3 * image.data[3 * i] + 0.59 * image.data[3 * i + 1] + 0.11 * image.data[3 * i + 2],
        (i) => image.data[3 * i],
        (i) => image.data[3 * i + 2],
        (i) => {
          const rgb = image.data.subarray(3 * i, 3 * i + 3);
          return Math.max(...rgb) - Math.min(...rgb);
        },
      ];
      let best = 0;
      for (const channel of channels) {
        const values = Float32Array.from(mask.data, (_, i) => channel(i));
        for (let threshold = 0; threshold < 256; threshold += 6) {
          best = Math.max(
            best,
            dice((i) => values[i] > threshold, mask.data),
            dice((i) => values[i] <= threshold, mask.data),
          );
        }
      }
      return best;
    });
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    expect(mean).toBeLessThan(0.75);
  });

  it('cannot be solved by where cars usually are', () => {
    const mean = new Float32Array(72 * 48);
    for (const { mask } of pictures) {
      for (let i = 0; i < mean.length; i++) mean[i] += mask.data[i] / pictures.length;
    }
    for (const level of [0.2, 0.3, 0.4, 0.5, 0.6]) {
      const scores = pictures.map(({ mask }) => dice((i) => mean[i] > level, mask.data));
      expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeLessThan(0.75);
    }
  });
});

describe('writeCarPictures', () => {
  const root = mkdtempSync(join(tmpdir(), 'segkit-cars-'));
  let files: CarPictureFiles;
  beforeAll(async () => {
    files = await writeCarPictures(join(root, 'cars'), { count: 11, width: 48, height: 32, seed: 7, views: 4 });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('names files as the Carvana challenge does', () => {
    expect(files.ids).toHaveLength(11);
    for (const id of files.ids) expect(id).toMatch(/^[0-9a-f]{12}_(0[1-9]|1[0-6])$/);
    expect(new Set(files.ids).size).toBe(11);
    expect(new Set(files.ids.map((id) => id.slice(0, 12))).size).toBe(3);
    expect(readdirSync(files.images)).toEqual([...files.ids].sort().map((id) => `${id}.jpg`));
    expect(readdirSync(files.masks)).toEqual([...files.ids].sort().map((id) => `${id}_mask.gif`));
  });

  it('writes pictures and masks that segkit reads as they were drawn', async () => {
    const dataset = await imageFolder({
      images: files.images,
      masks: files.masks,
      maskSuffix: '_mask',
      check: 'pixels',
    });
    expect(dataset.ids).toEqual([...files.ids].sort());
    const { image, mask } = await dataset.sample(0);
    expect([image.width, image.height, image.channels]).toEqual([48, 32, 3]);
    expect([...new Set(mask!.data)].sort()).toEqual([0, 1]);
  });

  it('lists every mask as run lengths, equal to its file', async () => {
    const { rows, columns } = parseCsv(readFileSync(files.trainMasks, 'utf8'));
    expect(columns).toEqual(['img', 'rle_mask']);
    expect(rows.map(({ img }) => img)).toEqual(readdirSync(files.images));
    for (const { img, rle_mask } of rows) {
      const mask = await readMask(join(files.masks, img.replace('.jpg', '_mask.gif')));
      expect(decodeRle(rle_mask, { width: 48, height: 32, order: 'rowMajor' }).data).toEqual(mask.data);
    }
  });

  it('tells about more cars than there are pictures of, with empty and quoted cells', async () => {
    const cars = await readTable(files.metadata);
    expect(cars.columns).toEqual(['id', 'year', 'make', 'model', 'trim1', 'trim2']);
    const known = new Set(cars.rows.map(({ id }) => id));
    for (const id of files.ids) expect(known).toContain(id.slice(0, 12));
    expect(known.size).toBe(5);
    const many = await writeCarPictures(join(root, 'many'), { count: 24, width: 16, height: 16, views: 1 });
    const text = readFileSync(many.metadata, 'utf8');
    expect(text).toMatch(/"[^"\n]*,[^"\n]*"/);
    expect(text).toMatch(/""/);
    expect(text).toMatch(/,,?\n/);
  });

  it('gives the same files for the same seed, and others for another', async () => {
    const same = await writeCarPictures(join(root, 'same'), { count: 2, width: 48, height: 32, seed: 7, views: 4 });
    const other = await writeCarPictures(join(root, 'other'), { count: 2, width: 48, height: 32, seed: 8, views: 4 });
    expect(same.ids).toEqual(files.ids.slice(0, 2));
    for (const id of same.ids) {
      expect(readFileSync(join(same.images, `${id}.jpg`))).toEqual(readFileSync(join(files.images, `${id}.jpg`)));
    }
    expect(other.ids[0]).not.toBe(same.ids[0]);
  });

  it('writes masks as PNG too, black and white to look at and 0 and 1 to read', async () => {
    const png = await writeCarPictures(join(root, 'png'), {
      count: 1,
      width: 48,
      height: 32,
      seed: 7,
      views: 4,
      format: 'png',
    });
    const file = join(png.masks, `${png.ids[0]}_mask.png`);
    const gif = await readMask(join(files.masks, `${files.ids[0]}_mask.gif`));
    expect((await readMask(file)).data).toEqual(gif.data);
    expect([...new Set((await readImage(file)).data)].sort()).toEqual([0, 255]);
  });

  it('adds pictures of other cars without masks', async () => {
    const folder = join(root, 'tests');
    const { tests, ids } = await writeCarPictures(folder, {
      count: 2,
      tests: 3,
      width: 48,
      height: 32,
      seed: 7,
      views: 2,
    });
    const names = readdirSync(tests);
    expect(names).toHaveLength(3);
    const known = new Set((await readTable(join(folder, 'metadata.csv'))).column('id'));
    for (const name of names) expect(known).toContain(name.slice(0, 12));
    expect(names.map((name) => name.slice(0, 12))).not.toContain(ids[0].slice(0, 12));
    expect(readdirSync(join(folder, 'train'))).toHaveLength(2);
  });

  it('refuses counts and sizes that cannot be', async () => {
    await expect(writeCarPictures(root, { count: 0 })).rejects.toThrow(
      'writeCarPictures: count is 0. It must be a whole number from 1 to 1048576.',
    );
    await expect(writeCarPictures(root, { count: 1, views: 17 })).rejects.toThrow('views is 17');
    await expect(writeCarPictures(root, { count: 1, width: Number.NaN })).rejects.toThrow('width is NaN');
  });
});
