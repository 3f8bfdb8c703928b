import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { guardMemory } from '../guardMemory.js';
import { type Native, nativeBytes, sharedMemory, wrapInstance } from './native.js';

/** The module for each backend that was started, or why it has none. */
const chosen = new WeakMap<BackendWasm, Native | string>();

let isTurnedOff = false;

/** Our SIMD kernels for this backend, or `undefined` where the composed ones have to do. */
export function nativeFor(backend: BackendWasm): Native | undefined {
  const choice = choiceFor(backend);
  return typeof choice === 'string' ? undefined : choice;
}

/** Why the composed kernels have to do for this backend, if they have to. */
export function whyComposed(backend: BackendWasm): string | undefined {
  const choice = choiceFor(backend);
  return typeof choice === 'string' ? choice : undefined;
}

/** Leaves everything to the composed kernels, or no longer. */
export function turnOffNative(isOff: boolean): void {
  isTurnedOff = isOff;
}

/** Compiles our module for this backend in the background, which works in browsers where doing so at once does not. */
export async function compileFor(backend: BackendWasm): Promise<void> {
  if (nativeFor(backend)) return;
  const memory = sharedMemory(backend);
  if (typeof memory === 'string') return;
  try {
    const { instance } = await WebAssembly.instantiate(nativeBytes(), { env: { memory } });
    chosen.set(backend, wrapInstance(instance, backend, memory));
  } catch (error) {
    chosen.set(backend, reasonOf(error));
  }
}

function choiceFor(backend: BackendWasm): Native | string {
  guardMemory(backend);
  if (isTurnedOff) return 'prepareWasm was told so';
  const choice = chosen.get(backend) ?? instantiate(backend);
  chosen.set(backend, choice);
  return choice;
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

function reasonOf(error: unknown): string {
  return `the SIMD module does not compile here (${error instanceof Error ? error.message : String(error)})`;
}
