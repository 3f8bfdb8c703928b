import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileKernels } from '../../../scripts/buildKernels.js';
import { kernelBytes } from '../../../src/raster/kernels/kernels.js';

const binary = join(dirname(fileURLToPath(import.meta.url)), '../../../src/raster/kernels/binary.ts');

describe('the compiled kernels', () => {
  test('are what their source compiles to', async () => {
    const isFresh = readFileSync(binary, 'utf8') === (await compileKernels());
    expect(isFresh, 'src/raster/kernels/binary.ts is stale: run npm run build:kernels').toBe(true);
  });

  test('ask for a memory and nothing else', () => {
    const module = new WebAssembly.Module(kernelBytes());
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
  });

  test('are smaller than 64 kB', () => expect(kernelBytes().length).toBeLessThan(64 * 1024));
});
