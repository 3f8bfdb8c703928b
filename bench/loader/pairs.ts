import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCarPictures } from '../../examples/carPictures.js';
import type { FileSample } from '../../src/node/sources/fileDataset.js';

/**
 * Pairs in the size of the Carvana challenge: 1918×1280, JPEG and GIF. Some are drawn, which takes a few seconds each and
 * is done once, and listed again and again.
 */
export async function carPairs(folder: string, drawn: number, count: number): Promise<FileSample[]> {
  if (!existsSync(join(folder, 'train_masks.csv'))) {
    console.log(`drawing ${drawn} pictures into ${folder} …`);
    await writeCarPictures(folder, { count: drawn, views: 4, width: 1918, height: 1280, seed: 3 });
  }
  const names = (await readdir(join(folder, 'images'))).sort().map((file) => file.replace(/\.jpg$/, ''));
  return Array.from({ length: count }, (_, i) => {
    const name = names[i % names.length];
    const image = join(folder, 'images', `${name}.jpg`);
    return { id: `${name} ${i}`, image, mask: join(folder, 'masks', `${name}_mask.gif`) };
  });
}
