/**
 * Draws `docs/gallery`: every transform on a picture and its mask. Run it with `npx tsx docs/scripts/gallery.ts`; names
 * after it draw these alone, and the page.
 */
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import {
  augment,
  classColors,
  colorizeLabels,
  convertChannels,
  type LabelMap,
  type Raster,
  random,
  type Sample,
} from 'segkit';
import sharp from 'sharp';
import { drawCar } from '../../examples/carPictures/drawCar.js';
import { toUint8 } from '../../src/raster/toUint8.js';
import { type GalleryEntry, type GallerySection, gallerySections } from './galleryEntries.js';

const folder = new URL('../gallery/', import.meta.url);
const size = { width: 168, height: 112 };
const ignoreIndex = 255;
const mixing = 'Mixing';

/** A drawn car; its pixels have the given label. */
function carSample(seed: number, label: number): Sample {
  const { image, mask } = drawCar(random('gallery', seed), size);
  const labels = { ...mask, data: mask.data.map((inside) => inside * label) };
  return { id: `car ${seed}`, image, mask: labels as LabelMap, meta: {} };
}

/** Thin lines every 16 pixels. */
function withLines(sample: Sample): Sample {
  const { width, height, channels } = sample.image;
  const data = Uint8Array.from(sample.image.data, (value, i) => {
    const pixel = Math.floor(i / channels);
    const isLine = (pixel % width) % 16 === 8 || Math.floor(pixel / width) % 16 === 8;
    return isLine ? Math.round(value * 0.4) : value;
  });
  return { ...sample, image: { data, width, height, channels } };
}

const car = carSample(18, 1);
const partners = [8, 15, 4].map((seed, i) => carSample(seed, i + 2));

/** Drawn tissue, stained by haematoxylin and eosin; its nuclei are the mask. */
function tissueSample(): Sample {
  const { width, height } = size;
  const draw = random('gallery', 'tissue');
  const nuclei = Array.from({ length: 45 }, () => ({
    x: draw.uniform(0, width),
    y: draw.uniform(0, height),
    radius: draw.uniform(3, 6),
    stretch: draw.uniform(0.7, 1.4),
  }));
  const image = new Uint8Array(width * height * 3);
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const isNucleus = nuclei.some((one) => Math.hypot((x - one.x) * one.stretch, y - one.y) < one.radius);
    const fibre = 1 + 0.25 * Math.sin(x / 9 + 2 * Math.sin(y / 13));
    const color = isNucleus ? [95, 65, 140] : [235, 165 / fibre + 20, 205];
    mask[i] = isNucleus ? 1 : 0;
    color.forEach((value, c) => {
      image[i * 3 + c] = Math.round(Math.min(255, Math.max(0, value + draw.normal(0, 5))));
    });
  }
  return {
    id: 'tissue',
    image: { data: image, width, height, channels: 3 },
    mask: { data: mask, width, height },
    meta: {},
  };
}

/** The sample as a transform of a section gets it. */
function sampleFor({ title }: GallerySection, { picture }: GalleryEntry): Sample {
  if (picture === 'tissue') return tissueSample();
  return title === 'Geometric' ? withLines(car) : car;
}

function show(section: GallerySection, name: string, entry: GalleryEntry): Sample {
  const { options, epoch = 1 } = entry;
  const key = { seed: 'gallery', epoch, ignoreIndex, task: 'multiclass', classes: 5 } as const;
  if (section.title === mixing) {
    const mix = augment.mixFromJson({ name, options });
    const chosen = augment.drawPartners(mix, car.id, { length: partners.length }, key).map((i) => partners[i]);
    return augment.applyMix(mix, car, chosen, key);
  }
  // Pictures are no JSON; the options of the gallery name them.
  const whole = Object.entries(options).map(([option, value]) => [
    option,
    JSON.stringify(value) === '["partner"]' ? [partners[0].image] : value,
  ]);
  const transform = augment.transformFromJson({ name, options: Object.fromEntries(whole) });
  return augment.applyTransform(transform, sampleFor(section, entry), key);
}

/** The mask in colours, which are blended where its labels are soft. */
function paint(mask: LabelMap | Raster): Raster {
  if (!('channels' in mask)) return colorizeLabels(mask, { ignoreIndex });
  const { width, height, channels, data } = mask;
  const colors = classColors(channels);
  const painted = new Uint8Array(width * height * 3);
  for (let i = 0; i < painted.length; i++) {
    const start = Math.floor(i / 3) * channels;
    painted[i] = colors.reduce((sum, color, k) => sum + data[start + k] * color[i % 3], 0);
  }
  return { data: painted, width, height, channels: 3 };
}

/** Picture and mask beside each other, as a small file. */
async function draw(sample: Sample, name: string): Promise<void> {
  const { width, height } = sample.image;
  const mask = paint(sample.mask as LabelMap | Raster);
  const input = (picture: Raster) => sharp(picture.data as Uint8Array, { raw: { width, height, channels: 3 } });
  const [left, right] = await Promise.all(
    [convertChannels(toUint8(sample.image), 3), mask].map((picture) => input(picture).png().toBuffer()),
  );
  const gap = 4;
  await sharp({ create: { width: width * 2 + gap, height, channels: 3, background: '#ffffff' } })
    .composite([
      { input: left, left: 0, top: 0 },
      { input: right, left: width + gap, top: 0 },
    ])
    .webp({ quality: 68, effort: 6, smartSubsample: true })
    .toFile(new URL(`${name}.webp`, folder).pathname);
}

/** A call as one would write it. */
function callOf(name: string, options: object): string {
  const written = JSON.stringify(options, null, 1)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/"([A-Za-z0-9]+)":/g, '$1:')
    .replace(/"/g, "'")
    .replace(/\[ /g, '[')
    .replace(/ \]/g, ']')
    .replace("['partner']", '[otherPicture]');
  const isLong = written.length > 72;
  return Object.keys(options).length === 0 ? `${name}()` : isLong ? `${name}(…)` : `${name}(${written})`;
}

function pageOf(): string {
  const cell = (name: string, { options }: GalleryEntry): string =>
    `![${name}](${name}.webp)<br>\`${callOf(name, options)}\``;
  const sections = gallerySections.map(({ title, text, entries }) => {
    const cells = Object.entries(entries).map(([name, entry]) => cell(name, entry));
    const rows = Array.from({ length: Math.ceil(cells.length / 2) }, (_, i) => [cells[2 * i], cells[2 * i + 1] ?? '']);
    return `## ${title}\n\n${text}\n\n| | |\n|---|---|\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
  });
  return (
    '---\ntitle: Augmentation gallery\n---\n\n# Augmentation gallery\n\n' +
    'Every transform of `augment` on a drawn picture and its mask, left as they come out. The first is what they are given. ' +
    'Options are chosen so that one sees something; defaults are mostly milder. ' +
    '[Augmentation](../guides/augmentation.md) says how they work.\n\n' +
    '![the picture and its mask](original.webp)\n\n' +
    `${sections.join('\n')}\nDrawn by \`docs/scripts/gallery.ts\`.\n`
  );
}

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
if (isWanted('original')) await draw(car, 'original');
for (const section of gallerySections) {
  for (const [name, entry] of Object.entries(section.entries)) {
    if (isWanted(name)) await draw(show(section, name, entry), name);
  }
}
await writeFile(new URL('augmentation-gallery.md', folder), pageOf());
const known = new Set(['original', ...gallerySections.flatMap(({ entries }) => Object.keys(entries))]);
let bytes = 0;
for (const file of await readdir(folder)) {
  if (file.endsWith('.webp') && !known.has(file.slice(0, -5))) await rm(new URL(file, folder));
  else bytes += (await stat(new URL(file, folder))).size;
}
console.log(`${known.size} pictures, ${(bytes / 1000).toFixed(0)} kB`);
