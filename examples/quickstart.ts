/**
 * Draws a small set of car pictures with masks and trains a U-Net on it, as the command `segkit train` does with yours.
 *
 * `npm run quickstart`, with further options of `segkit train` behind `--`.
 */
import { rm } from 'node:fs/promises';
import { main } from '../src/cli/main.js';
import { writeCarPictures } from './carPictures.js';

const out = 'runs/quickstart';
const pictures = 'runs/quickstart-pictures';

console.log(`Drawing 120 cars with their masks in ${pictures} …`);
await rm(pictures, { recursive: true, force: true });
await writeCarPictures(pictures, { count: 120, width: 192, height: 128, views: 3, seed: 1 });

const folders = ['--images', `${pictures}/train`, '--masks', `${pictures}/train_masks`, '--mask-suffix', '_mask'];
// Three views a car: all of them train, or all of them validate.
const split = ['--group', '^[^_]+'];
const settings = ['--size', '96x64', '--filters', '8', '--epochs', '12', '--seed', '1', '--out', out, '--overwrite'];
process.exitCode = await main(['train', ...folders, ...split, ...settings, ...process.argv.slice(2)]);
