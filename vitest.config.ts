import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^segkit$/, replacement: source('index.ts') },
      { find: /^segkit\/(node|browser|wasm)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // tfjs-node cannot be loaded twice in one process (tfjs#8388), so every test file has a process of its own.
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['test/helpers/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The linter's rule for this takes our `fit` for a focused test.
    allowOnly: false,
  },
});
