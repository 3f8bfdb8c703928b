import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the pictures are drawn if no folder is named. */
export const defaultFolder = join(tmpdir(), 'segkit-bench-cars');

const drawn = 16;

/**
 * Pairs in the size of the Carvana challenge: 1918×1280, JPEG and GIF. A few are drawn, which takes some seconds each and
 * is done once, and listed again and again.
 */
export function carPairs(folder, count) {
  if (!existsSync(join(folder, 'train_masks.csv'))) {
    console.log(`drawing ${drawn} pictures into ${folder} …`);
    const size = ['--width', '1918', '--height', '1280'];
    const program = ['tsx', 'examples/carPictures.ts', folder, '--count', `${drawn}`, '--views', '4', ...size];
    execFileSync('npx', program, { cwd: join(import.meta.dirname, '../..'), stdio: 'inherit' });
  }
  const names = readdirSync(join(folder, 'images'))
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .map((file) => file.slice(0, -4));
  return Array.from({ length: count }, (_, i) => {
    const name = names[i % names.length];
    const image = join(folder, 'images', `${name}.jpg`);
    return { id: `${name} ${i}`, image, mask: join(folder, 'masks', `${name}_mask.gif`) };
  });
}
