import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { type Native, nativeBytes, sharedMemory, wrapInstance } from './native.js';

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
  /** `composed` turns our SIMD module off, for instance to compare; by default it is used where it can be. */
  readonly kernels?: 'simd' | 'composed';
}

/** The module for each backend that was started, or why it has none. */
const chosen = new WeakMap<BackendWasm, Native | string>();

let isTurnedOff = false;

/** Our SIMD kernels for this backend, or `undefined` where the composed ones have to do. */
export function nativeFor(backend: BackendWasm): Native | undefined {
  if (isTurnedOff) return undefined;
  let choice = chosen.get(backend);
  if (choice === undefined) {
    choice = instantiate(backend);
    chosen.set(backend, choice);
  }
  return typeof choice === 'string' ? undefined : choice;
}

/**
 * Tells which kernels the wasm backend uses; it must have been started (`tf.setBackend('wasm')`).
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
  const backend = currentBackend();
  if (nativeFor(backend)) return { kernels: 'simd' };
  return { kernels: 'composed', reason: isTurnedOff ? 'prepareWasm was told so' : (chosen.get(backend) as string) };
}

/**
 * Starts the wasm backend, makes it the current one and compiles our kernels for it.
 *
 * Only needed where a browser compiles WebAssembly of more than 4 kB asynchronously only (Chrome before 115, on the
 * page's own thread), or to choose the kernels: everywhere else they are compiled at their first use. Until then, and
 * where SIMD or the memory of tfjs is not to be had (its threaded build), composed kernels do the work.
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
  if (!(await tf.setBackend('wasm'))) throw new BackendError('prepareWasm: the wasm backend of tfjs does not start.');
  isTurnedOff = kernels === 'composed';
  const backend = currentBackend();
  if (!isTurnedOff && !nativeFor(backend)) chosen.set(backend, await instantiateLater(backend));
  return wasmKernels();
}

function currentBackend(): BackendWasm {
  if (tf.getBackend() !== 'wasm') {
    throw new BackendError(`the current backend is ${tf.getBackend()}, not wasm. Call tf.setBackend('wasm') first.`);
  }
  return tf.backend() as unknown as BackendWasm;
}

function instantiate(backend: BackendWasm): Native | string {
  const memory = sharedMemory(backend);
  if (typeof memory === 'string') return memory;
  try {
    const module = new WebAssembly.Module(nativeBytes());
    return wrapInstance(new WebAssembly.Instance(module, { env: { memory } }), backend, memory);
  } catch (error) {
    return reasonOf(error);
  }
}

async function instantiateLater(backend: BackendWasm): Promise<Native | string> {
  const memory = sharedMemory(backend);
  if (typeof memory === 'string') return memory;
  try {
    const { instance } = await WebAssembly.instantiate(nativeBytes(), { env: { memory } });
    return wrapInstance(instance, backend, memory);
  } catch (error) {
    return reasonOf(error);
  }
}

function reasonOf(error: unknown): string {
  return `the SIMD module does not compile here (${error instanceof Error ? error.message : String(error)})`;
}
