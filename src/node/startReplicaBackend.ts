import type { BackendRequest } from '../train/parallel/protocol.js';
import { useBackend } from './useBackend.js';

/** Starts the backend of a worker of `fit` in Node. */
export async function startReplicaBackend({ backend, wasmPaths }: BackendRequest): Promise<void> {
  if (wasmPaths !== undefined) (await import('@tensorflow/tfjs-backend-wasm')).setWasmPaths(wasmPaths);
  await useBackend(backend, { log: null });
}
