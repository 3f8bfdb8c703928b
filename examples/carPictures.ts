/**
 * Draws pictures of cars with their masks, in the files and folders of the Carvana challenge:
 *
 *     npx tsx examples/carPictures.ts data/cars --count 64 --width 192 --height 128
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contactSheet, encodeRle, formatCsv, type LabelMap, OptionError, type Random, random } from 'segkit';
import { imageFolder, writeImage, writeMask } from 'segkit/node';
import sharp from 'sharp';
import { type Car, randomCar } from './carPictures/carShape.js';
import { type CarPicture, drawCar } from './carPictures/drawCar.js';
import { type Metadata, randomMetadata } from './carPictures/metadata.js';
import { randomStudio } from './carPictures/studio.js';

export { type BodyStyle, type Car, type CarShape, randomCar } from './carPictures/carShape.js';
export { type CarPicture, type DrawCarOptions, drawCar } from './carPictures/drawCar.js';

/** Options of {@link writeCarPictures}. */
export interface WriteCarPicturesOptions {
  /** How many pictures. */
  readonly count: number;
  /** Default 192; 1918 in the challenge. */
  readonly width?: number;
  /** Default 128; 1280 in the challenge. */
  readonly height?: number;
  /** The same seed gives the same files. Default 1. */
  readonly seed?: number;
  /** What masks are written as: black and white by palette, 0 and 1. Default `gif`, as in the challenge. */
  readonly format?: 'gif' | 'png';
  /** How many of the 16 views each car is shown from. Default 16. */
  readonly views?: number;
  /** How many pictures of other cars there are without masks, as those that the challenge asks for. Default 0. */
  readonly tests?: number;
}

/** Where everything is. */
export interface CarPictureFiles {
  /** `train/`, the folder of `<id>_<view>.jpg`. */
  readonly images: string;
  /** `train_masks/`, the folder of `<id>_<view>_mask.gif` or `.png`. */
  readonly masks: string;
  /** `test/`, the folder of the pictures without masks, if there are any. */
  readonly tests: string;
  /** The table of cars: id, year, make, model, trim1, trim2. It has more cars than there are pictures of. */
  readonly metadata: string;
  /** The table of masks: img, rle_mask. */
  readonly trainMasks: string;
  /** `<id>_<view>` of every picture. */
  readonly ids: readonly string[];
}

const viewCount = 16;
const blackAndWhite = [
  [0, 0, 0],
  [255, 255, 255],
] as const;

/** Writes pictures, masks and tables into a folder, which is made if it is not there. */
export async function writeCarPictures(folder: string, options: WriteCarPicturesOptions): Promise<CarPictureFiles> {
  const { count, width = 192, height = 128, seed = 1, format = 'gif', views = viewCount, tests = 0 } = options;
  checkCount('count', count, 1, 2 ** 20);
  checkCount('views', views, 1, viewCount);
  checkCount('width', width, 16, 8192);
  checkCount('height', height, 16, 8192);
  checkCount('tests', tests, 0, 2 ** 20);
  const [images, masks, testImages] = ['train', 'train_masks', 'test'].map((name) => join(folder, name));
  for (const path of [images, masks, ...(tests > 0 ? [testImages] : [])]) await mkdir(path, { recursive: true });
  const cars = Array.from({ length: Math.ceil(count / views) }, (_, i) => randomCarOfSet(seed, i));
  const testCars = Array.from({ length: Math.ceil(tests / views) }, (_, i) => randomCarOfSet(seed, cars.length + i));

  const rows: { img: string; rle_mask: string }[] = [];
  const shots = shotsOf(cars, views, count);
  for (const shot of shots) {
    const { name } = shot;
    const { image, mask } = film(shot, { width, height });
    await writeImage(join(images, `${name}.jpg`), image, { quality: 92 });
    await writeCarMask(join(masks, `${name}_mask.${format}`), mask);
    rows.push({ img: `${name}.jpg`, rle_mask: encodeRle(mask, { order: 'rowMajor' }) });
  }
  for (const shot of shotsOf(testCars, views, tests)) {
    await writeImage(join(testImages, `${shot.name}.jpg`), film(shot, { width, height }).image, { quality: 92 });
  }
  const metadata = join(folder, 'metadata.csv');
  const trainMasks = join(folder, 'train_masks.csv');
  await writeFile(metadata, formatCsv(metadataRows([...cars, ...testCars], seed)));
  await writeFile(trainMasks, formatCsv(rows.sort((a, b) => (a.img < b.img ? -1 : 1))));
  return { images, masks, tests: testImages, metadata, trainMasks, ids: shots.map(({ name }) => name) };
}

/** A picture that is to be drawn. */
interface Shot extends CarOfSet {
  readonly view: number;
  readonly name: string;
}

/** The views of some cars, up to a count. */
const shotsOf = (cars: readonly CarOfSet[], views: number, count: number): readonly Shot[] =>
  cars
    .flatMap((car) => viewsOf(car.draw, views).map((view) => ({ ...car, view })))
    .slice(0, count)
    .map((shot) => ({ ...shot, name: `${shot.id}_${String(shot.view).padStart(2, '0')}` }));

function film({ draw, view, car }: Shot, size: { readonly width: number; readonly height: number }): CarPicture {
  const studio = randomStudio(draw.key('studio')); // the same one for all views of a car
  return drawCar(draw.key('view', view), { ...size, view, car, studio });
}

interface CarOfSet {
  readonly id: string;
  readonly draw: Random;
  readonly car: Car;
}

function randomCarOfSet(seed: number, index: number): CarOfSet {
  const draw = random(seed, 'car', index);
  return { id: carId(draw), draw, car: randomCar(draw.key('shape')) };
}

function checkCount(option: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const message = `writeCarPictures: ${option} is ${value}. It must be a whole number from ${least} to ${most}.`;
  throw new OptionError(message, { option, value });
}

/** Twelve hexadecimal digits. */
const carId = (draw: Random): string =>
  Array.from({ length: 12 }, (_, i) => draw.key('id', i).integer(0, 16).toString(16)).join('');

/** Some of the views from all round, in order. */
function viewsOf(draw: Random, views: number): readonly number[] {
  const all = [...draw.key('views').permutation(viewCount)];
  return all
    .slice(0, views)
    .map((view) => view + 1)
    .sort((a, b) => a - b);
}

/** The cars that there are pictures of and half as many again, mixed. */
function metadataRows(cars: readonly CarOfSet[], seed: number): readonly Metadata[] {
  const others = Array.from({ length: Math.ceil(cars.length / 2) }, (_, i) => randomCarOfSet(seed, cars.length + i));
  const all = [...cars, ...others];
  const order = random(seed, 'metadata').permutation(all.length);
  return [...order].map((i) => randomMetadata(all[i].draw.key('metadata'), all[i].id, all[i].car.shape.body));
}

async function writeCarMask(file: string, mask: LabelMap): Promise<void> {
  if (file.endsWith('.png')) return writeMask(file, mask, { palette: blackAndWhite });
  const { width, height } = mask;
  const grey = Uint8Array.from(mask.data, (label) => label * 255);
  await sharp(grey, { raw: { width, height, channels: 1 } })
    .gif({ colours: 2, dither: 0 })
    .toFile(file);
}

/** Puts the first 24 pictures and their masks on one picture, to look at. */
async function writeSheet({ images, masks }: CarPictureFiles, file: string): Promise<void> {
  const dataset = await imageFolder({ images, masks, maskSuffix: '_mask' });
  const samples = await Promise.all(dataset.ids.slice(0, 24).map((_, i) => dataset.sample(i)));
  const rows = samples.map(({ id, image, mask }) => ({ id, image, truth: mask as LabelMap }));
  await writeImage(file, contactSheet(rows, { columns: 4, cell: 144, captions: 'none' }), { quality: 85 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' } as const;
  const options = {
    count: text,
    width: text,
    height: text,
    seed: text,
    views: text,
    tests: text,
    format: text,
    sheet: text,
  };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const { format = 'gif', count = '64', sheet, ...numbers } = values;
  if (format !== 'gif' && format !== 'png') throw new OptionError('--format is gif or png', { option: 'format' });
  const [folder = 'data/cars'] = positionals;
  const sizes = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
  const files = await writeCarPictures(folder, { count: Number(count), format, ...sizes });
  console.log(`${files.ids.length} pictures and masks are in ${folder}`);
  if (sheet !== undefined) await writeSheet(files, sheet);
}
