import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nativeBytes } from '../../src/wasm/simd/native.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

function clangVersion(): string {
  try {
    execFileSync('wasm-ld', ['--version'], { stdio: 'pipe' });
    return execFileSync('clang', ['--version'], { stdio: 'pipe' }).toString().split('\n')[0];
  } catch {
    return 'none';
  }
}

const committed = readFileSync(join(root, 'src/wasm/binary.ts'), 'utf8');
const compiledBy = committed.split('\n')[1].replace('// ', '');
const installed = clangVersion();

/** The numbers of the sections of a WebAssembly module. */
function sections(bytes: Uint8Array): number[] {
  const found: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    found.push(bytes[at++]);
    let size = 0;
    let shift = 0;
    let byte = 0x80;
    while (byte & 0x80) {
      byte = bytes[at++];
      size += (byte & 0x7f) << shift;
      shift += 7;
    }
    at += size;
  }
  return found;
}

describe('the compiled module', () => {
  test('has neither data nor a memory of its own, which would lie on top of tensors', () => {
    const [memorySection, dataSection] = [5, 11];
    expect(sections(nativeBytes())).not.toContain(dataSection);
    expect(sections(nativeBytes())).not.toContain(memorySection);
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(nativeBytes()));
    expect(imports).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  });

  test('is smaller than 80 kB', () => expect(nativeBytes().length).toBeLessThan(80 * 1024));

  const name = 'is what its source compiles to';
  if (installed !== compiledBy) {
    test.skip(`${name} (skipped: it was compiled by ${compiledBy}, and here is ${installed})`, () => {});
  } else {
    test(name, () => {
      const folder = mkdtempSync(join(tmpdir(), 'segkit-wasm-'));
      try {
        const file = join(folder, 'binary.ts');
        execFileSync('bash', [join(root, 'scripts/buildWasm.sh'), file], { stdio: 'pipe' });
        expect(readFileSync(file, 'utf8') === committed, 'src/wasm/binary.ts is stale: run scripts/buildWasm.sh').toBe(
          true,
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
