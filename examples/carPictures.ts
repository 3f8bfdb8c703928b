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
}

/** Where everything is. */
export interface CarPictureFiles {
  /** The folder of `<id>_<view>.jpg`. */
  readonly images: string;
  /** The folder of `<id>_<view>_mask.gif` or `.png`. */
  readonly masks: string;
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
  const { count, width = 192, height = 128, seed = 1, format = 'gif', views = viewCount } = options;
  checkCount('count', count, 1, 2 ** 20);
  checkCount('views', views, 1, viewCount);
  checkCount('width', width, 16, 8192);
  checkCount('height', height, 16, 8192);
  const images = join(folder, 'images');
  const masks = join(folder, 'masks');
  await mkdir(images, { recursive: true });
  await mkdir(masks, { recursive: true });
  const cars = Array.from({ length: Math.ceil(count / views) }, (_, i) => randomCarOfSet(seed, i));
  const jobs = cars
    .flatMap((car) => viewsOf(car.draw, views).map((view) => ({ ...car, view })))
    .slice(0, count)
    .map((job) => ({ ...job, name: `${job.id}_${String(job.view).padStart(2, '0')}` }));

  const rows: { img: string; rle_mask: string }[] = [];
  for (const { name, draw, view, car } of jobs) {
    const studio = randomStudio(draw.key('studio')); // the same one for all views of a car
    const picture = drawCar(draw.key('view', view), { width, height, view, car, studio });
    await writePicture(picture, join(images, `${name}.jpg`), join(masks, `${name}_mask.${format}`));
    rows.push({ img: `${name}.jpg`, rle_mask: encodeRle(picture.mask, { order: 'rowMajor' }) });
  }
  const metadata = join(folder, 'metadata.csv');
  const trainMasks = join(folder, 'train_masks.csv');
  await writeFile(metadata, formatCsv(metadataRows(cars, seed)));
  await writeFile(trainMasks, formatCsv(rows.sort((a, b) => (a.img < b.img ? -1 : 1))));
  return { images, masks, metadata, trainMasks, ids: jobs.map(({ name }) => name) };
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

async function writePicture({ image, mask }: CarPicture, imageFile: string, maskFile: string): Promise<void> {
  await writeImage(imageFile, image, { quality: 92 });
  if (maskFile.endsWith('.png')) return writeMask(maskFile, mask, { palette: blackAndWhite });
  const { width, height } = mask;
  const grey = Uint8Array.from(mask.data, (label) => label * 255);
  await sharp(grey, { raw: { width, height, channels: 1 } })
    .gif({ colours: 2, dither: 0 })
    .toFile(maskFile);
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
  const options = { count: text, width: text, height: text, seed: text, views: text, format: text, sheet: text };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const { format = 'gif', count = '64', sheet, ...numbers } = values;
  if (format !== 'gif' && format !== 'png') throw new OptionError('--format is gif or png', { option: 'format' });
  const [folder = 'data/cars'] = positionals;
  const sizes = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
  const files = await writeCarPictures(folder, { count: Number(count), format, ...sizes });
  console.log(`${files.ids.length} pictures and masks are in ${folder}`);
  if (sheet !== undefined) await writeSheet(files, sheet);
}
