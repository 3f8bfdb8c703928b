import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { compileFor, turnOffNative, whyComposed } from './simd/nativeFor.js';

/** Which kernels the wasm backend trains with, and why it is not the fast ones. */
export interface WasmKernels {
  /**
   * - `simd`: our own WebAssembly module, working in the memory of tfjs.
   * - `composed`: convolutions built of tfjs's own kernels; right everywhere, and several times as slow.
   */
  readonly kernels: 'simd' | 'composed';
  /** Why `composed`, if so. */
  readonly reason?: string;
}

/** The options of {@link prepareWasm}. */
export interface PrepareWasmOptions {
  /** `composed` turns our SIMD module off, for instance to compare; `simd`, the default, uses it wherever it can be. */
  readonly kernels?: 'simd' | 'composed';
}

/**
 * Tells which kernels the wasm backend uses; it must be the current one (`tf.setBackend('wasm')`).
 *
 * @throws BackendError if the wasm backend is not the current one.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { wasmKernels } from 'segkit/wasm';
 *
 * await tf.setBackend('wasm');
 * const { kernels, reason } = wasmKernels();
 * console.log(kernels === 'simd' ? 'fast' : `slow, for ${reason}`);
 * ```
 */
export function wasmKernels(): WasmKernels {
  const reason = whyComposed(currentBackend());
  return reason === undefined ? { kernels: 'simd' } : { kernels: 'composed', reason };
}

/**
 * Starts the wasm backend, makes it the current one and compiles our kernels for it.
 *
 * It is only needed to choose the kernels, and where a browser compiles more than 4 kB of WebAssembly in the background
 * only, as some do on the page's own thread: elsewhere they are compiled at their first use. Where there is no SIMD, or
 * the memory of tfjs cannot be shared with our module, composed kernels do the work. The latter is so in the threaded
 * build, which browsers take on pages that are isolated across origins;
 * `tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)` before the backend starts takes the other one.
 *
 * @throws BackendError if the wasm backend does not start; OptionError for unknown options.
 *
 * @example
 * ```ts
 * import { prepareWasm } from 'segkit/wasm';
 *
 * const { kernels } = await prepareWasm();
 * console.log(kernels); // 'simd'
 * ```
 */
export async function prepareWasm(options: PrepareWasmOptions = {}): Promise<WasmKernels> {
  checkOptionNames('prepareWasm', options, ['kernels']);
  const { kernels = 'simd' } = options;
  checkOneOf('prepareWasm', 'kernels', kernels, ['simd', 'composed']);
  if (!(await tf.setBackend('wasm'))) {
    throw new BackendError(
      'prepareWasm: the wasm backend of tfjs does not start. In a page, serve the .wasm files of ' +
        '@tensorflow/tfjs-backend-wasm/dist, for instance under /wasm/, and before anything else call ' +
        "setWasmPaths('/wasm/') of @tensorflow/tfjs-backend-wasm. The console says what went wrong.",
    );
  }
  turnOffNative(kernels === 'composed');
  if (kernels === 'simd') await compileFor(currentBackend());
  return wasmKernels();
}

function currentBackend(): BackendWasm {
  if (tf.getBackend() !== 'wasm') {
    throw new BackendError(`the current backend is ${tf.getBackend()}, not wasm. Call tf.setBackend('wasm') first.`);
  }
  return tf.backend() as unknown as BackendWasm;
}
