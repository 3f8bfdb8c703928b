import { defineConfig } from 'tsup';

const entry = {
  index: 'src/index.ts',
  node: 'src/node/index.ts',
  browser: 'src/browser/index.ts',
  wasm: 'src/wasm/index.ts',
};

/** Modules that workers run. They lie beside the files that start them, which is where `startWorker` looks. */
const workers = {
  nodeLoaderWorker: 'src/node/nodeLoaderWorker.ts',
  webLoaderWorker: 'src/browser/webLoaderWorker.ts',
  nodeTrainWorker: 'src/node/nodeTrainWorker.ts',
  nodeTrainProcess: 'src/node/nodeTrainProcess.ts',
  webTrainWorker: 'src/browser/webTrainWorker.ts',
};

export default defineConfig([
  {
    entry: { ...entry, ...workers },
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    external: [/^node:/],
    // One copy of every class in all entries, so that `instanceof SegkitError` holds across them.
    splitting: true,
    dts: { entry },
    clean: true,
    esbuildOptions: (options, { format }) => {
      if (format !== 'cjs') return;
      // CommonJS has no import.meta; what starts a worker asks it where its own file is.
      options.inject = ['scripts/moduleUrl.cjs.js'];
      options.define = { ...options.define, 'import.meta.url': 'segkitModuleUrl' };
    },
  },
  {
    entry: { cli: 'src/cli/index.ts' },
    format: ['esm'],
    target: 'es2022',
    platform: 'node',
    // The command runs on the built library, as a consumer would.
    external: [/^segkit/],
    banner: { js: '#!/usr/bin/env node' },
  },
]);
