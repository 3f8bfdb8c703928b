import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeImage, writeMask } from 'segkit/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeCarPictures } from '../../examples/carPictures.js';
import { tinyArchive } from '../helpers/kerasFiles.js';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'generated');
const examples = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : [];

const show = (value: unknown): string => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

/** The numbers that an example of the Carvana guide promises, in comments behind what prints them. */
function promised(name: string): string[] {
  if (!name.startsWith('docs_guides_carvana')) return [];
  const lines = readFileSync(join(folder, name), 'utf8').split('\n');
  return lines.flatMap((line) => line.match(/console\.log\(.*\); \/\/ (true|[\d[\] ,]+)$/)?.[1] ?? []);
}

// `npm run examples` writes them from the README, the guides and the doc comments.
describe('every example of the documentation runs', () => {
  const before = process.cwd();
  const scratch = mkdtempSync(join(tmpdir(), 'segkit-examples-'));

  beforeAll(async () => {
    process.chdir(scratch);
    // The README's example reads the reader's own pictures.
    await Promise.all(['photos', 'masks'].map((name) => mkdir(name)));
    for (let n = 0; n < 10; n++) {
      const [width, height] = [80, 60];
      const image = { data: new Uint8Array(width * height * 3).fill(20 * n), width, height, channels: 3 };
      await writeImage(`photos/${n}.jpg`, image);
      await writeMask(`masks/${n}.png`, { data: new Uint8Array(width * height).fill(255, 0, 400 * n), width, height });
    }
    await writeFile('unet.keras', tinyArchive());
    // The set of the Carvana guide, smaller: the numbers that it tells do not depend on the size.
    await writeCarPictures('carvana', { count: 80, views: 4, tests: 8, width: 48, height: 32 });
    for (const method of ['log', 'info', 'warn', 'table'] as const)
      vi.spyOn(console, method).mockImplementation(() => {});
  });

  afterAll(() => {
    process.chdir(before);
    rmSync(scratch, { recursive: true, force: true });
    vi.restoreAllMocks();
  });

  it('finds them', () => {
    expect(examples.length, 'run npm run examples first').toBeGreaterThan(10);
  });

  // Those of segkit/browser are type-checked here, and need a page to run.
  const isOfBrowser = (name: string): boolean => readFileSync(join(folder, name), 'utf8').includes(`'segkit/browser'`);

  it.each(examples.filter((name) => !isOfBrowser(name)))('%s', async (name) => {
    const log = vi.mocked(console.log);
    log.mockClear();
    await import(join(folder, name));
    const printed = log.mock.calls.map((values) => values.map(show).join(' '));
    for (const text of promised(name)) expect(printed).toContain(text);
  });

  it('finds what the Carvana guide says that its reader will see', () => {
    expect(examples.flatMap(promised).length).toBeGreaterThan(10);
  });
});
