import { freemem } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';

/** The wasm backend addresses its memory with 32 bits. */
const wasmLimit = 4 * 2 ** 30;

/**
 * Bytes that training may take: what the machine, or the container that the process runs in, has left, and on the wasm
 * backend 4 GiB at most, which is all that it can address. A graphics card has its own memory, which is not counted.
 *
 * @example
 * ```ts
 * import { availableMemory } from 'segkit/node';
 *
 * console.log(`${(availableMemory() / 2 ** 30).toFixed(1)} GiB`);
 * ```
 */
export function availableMemory(): number {
  const { availableMemory: ofContainer = freemem } = process as { availableMemory?: () => number };
  const left = ofContainer.call(process);
  return tf.getBackend() === 'wasm' ? Math.min(left, wasmLimit) : left;
}
