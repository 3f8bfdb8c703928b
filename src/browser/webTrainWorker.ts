/**
 * A worker of `fit`, in a Web Worker.
 *
 * @module
 */
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../core/errors.js';
import type { BackendRequest } from '../train/parallel/protocol.js';
import { runReplicaThread } from '../train/parallel/threadLink.js';

runReplicaThread(startBackend);

async function startBackend({ backend, wasmPaths }: BackendRequest): Promise<void> {
  if (backend === 'wasm') return startWasm(wasmPaths);
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new BackendError('the cpu backend does not start');
}

async function startWasm(wasmPaths: string | undefined): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const { prepareWasm } = await import('../wasm/index.js');
  if (wasmPaths !== undefined) setWasmPaths(wasmPaths);
  // Pages with shared memory get tfjs's threaded build, in whose memory the SIMD kernels cannot work; here the replicas
  // are the threads.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await prepareWasm().catch((cause: Error) => {
    if (wasmPaths !== undefined) throw cause;
    // A worker does not know what the page has told `setWasmPaths`.
    throw new BackendError(
      "the wasm backend of tfjs does not start in a worker. Say where its .wasm files are: workers: { count: 2, wasmPaths: '/wasm/' }.",
      { cause },
    );
  });
}
