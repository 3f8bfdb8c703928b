import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { BackendError } from '../core/errors.js';

/** What of tfjs's Emscripten module hands out memory. */
export interface Heap {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** What WebAssembly can address. */
const mostBytes = 2 ** 32;

const guarded = new WeakSet<object>();

/**
 * Makes the allocator of the backend throw where there is no memory left. tfjs does not look at what it answers: kernels
 * would write their output over whatever lies at address 0, and everything after that would fail in strange places.
 */
export function guardMemory(backend: BackendWasm): void {
  const heap = backend.wasm as unknown as Heap;
  if (guarded.has(heap)) return;
  guarded.add(heap);
  // Emscripten replaces the property at its first call, and with it what was put there before.
  heap._free(heap._malloc(8));
  const allocate = heap._malloc.bind(heap);
  heap._malloc = (bytes) => {
    // A larger number would be taken modulo 2^32, and look as if it had been given.
    const pointer = bytes < mostBytes ? allocate(bytes) : 0;
    if (pointer === 0 && bytes > 0) throw outOfMemory(bytes);
    return pointer;
  };
}

/** The error of an allocation that failed. */
export function outOfMemory(bytes: number): BackendError {
  return new BackendError(
    `wasm backend: out of memory (${(bytes / 2 ** 20).toFixed(0)} MiB more were asked for, of at most 4 GiB in all). ` +
      'Take smaller batches or pictures, or dispose of tensors that are no longer needed.',
  );
}
