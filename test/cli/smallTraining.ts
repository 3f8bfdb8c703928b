import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImage, writeMask } from 'segkit/node';

/** Writes pictures of 20×16 with a bright top, and their masks, into `photos` and `masks`. */
export async function writePairs(folder: string, count = 6): Promise<void> {
  await Promise.all(['photos', 'masks'].map((name) => mkdir(join(folder, name))));
  const [width, height] = [20, 16];
  for (let n = 0; n < count; n++) {
    const bright = (n + 2) * width;
    const data = new Uint8Array(width * height * 3).fill(40).fill(200, 0, bright * 3);
    await writeImage(join(folder, 'photos', `p${n}.png`), { data, width, height, channels: 3 });
    const mask = { data: new Uint8Array(width * height).fill(255, 0, bright), width, height };
    await writeMask(join(folder, 'masks', `p${n}.png`), mask);
  }
}

/** The words of a training that takes a second, into `run`. */
export function smallTraining(folder: string): string[] {
  const folders = ['--images', join(folder, 'photos'), '--masks', join(folder, 'masks'), '--out', join(folder, 'run')];
  const small = ['--size', '16', '--depth', '2', '--filters', '2', '--epochs', '1', '--batch-size', '2'];
  return ['train', '--backend', 'wasm', ...folders, ...small];
}
