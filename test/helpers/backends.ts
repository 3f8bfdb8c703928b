import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { registerNativeKernels } from '../../src/node/registerNativeKernels.js';
import '../../src/wasm/index.js';

/** The backends that tests run on; `SEGKIT_TEST_BACKENDS=tensorflow` runs them on tfjs-node where it is installed. */
export const testBackends: readonly string[] = (process.env.SEGKIT_TEST_BACKENDS ?? 'cpu,wasm').split(',');

/** Switches to a backend and loads it first where that is needed. */
export async function switchBackend(name: string): Promise<void> {
  if (name === 'tensorflow') {
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    await import('@tensorflow/tfjs-node' as string);
    registerNativeKernels();
  }
  if (!(await tf.setBackend(name))) throw new Error(`backend ${name} does not start`);
  await tf.ready();
}

/** Runs the same tests on every backend. */
export function describeEachBackend(
  name: string,
  tests: (backend: string) => void,
  backends: readonly string[] = testBackends,
): void {
  for (const backend of backends) {
    describe(`${name} [${backend}]`, () => {
      beforeAll(() => switchBackend(backend));
      tests(backend);
    });
  }
}
