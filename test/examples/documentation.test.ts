import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'generated');
const examples = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ts')) : [];

// `npm run examples` writes them from the README, the guides and the doc comments; a page of its own runs those of the browser.
describe('every example of the documentation runs', () => {
  const before = process.cwd();
  const scratch = mkdtempSync(join(tmpdir(), 'segkit-examples-'));

  beforeAll(() => {
    process.chdir(scratch);
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

  it.each(examples)('%s', async (name) => {
    await import(join(folder, name));
  });
});
