import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { BackendError, OptionError } from '../../core/errors.js';
import { nodeThreads } from '../../core/nodeThreads.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { leafLayers } from '../weights.js';
import type { ReplicaBackend } from './protocol.js';

/** How `fit` shares each batch among several workers. */
export interface WorkersOptions {
  /** How many there are, from 1 to 64: one for each core, or for each GPU. */
  readonly count: number;
  /**
   * Whose statistics batch normalisation goes by: those of the whole batch (`'synchronized'`, the default), so that the
   * result is that of one worker, or those of each worker's own share (`'perReplica'`), which saves them waiting for each
   * other at every such layer. The remembered statistics are then the means over the workers.
   */
  readonly batchNorm?: 'synchronized' | 'perReplica';
  /**
   * What the workers compute on. Default: the backend in use here. `wasm` and `cpu` run in threads, `tfjs-node` and
   * `tfjs-node-gpu` in processes, each with a GPU of its own; the latter two need Node.
   */
  readonly backend?: 'wasm' | 'cpu' | 'tfjs-node' | 'tfjs-node-gpu';
  /** Modules that workers import first, as URLs or package names: those that register layers of your own. */
  readonly modules?: readonly string[];
  /** Where workers on `wasm` find tfjs's WebAssembly files, as `setWasmPaths` takes it. Default: as tfjs does. */
  readonly wasmPaths?: string;
}

/** {@link WorkersOptions}, checked and filled in. */
export interface ResolvedWorkers {
  readonly count: number;
  readonly batchNorm: 'synchronized' | 'perReplica';
  readonly backend: ReplicaBackend;
  readonly modules: readonly string[];
  readonly wasmPaths: string | undefined;
}

const optionNames = ['count', 'batchNorm', 'backend', 'modules', 'wasmPaths'];
const backends = ['wasm', 'cpu', 'tfjs-node', 'tfjs-node-gpu'] as const;
const mostWorkers = 64;

/** Checks what `fit` was given as `workers`; nothing where there are to be none. */
export function resolveWorkers(workers: number | WorkersOptions | undefined): ResolvedWorkers | undefined {
  if (workers === undefined || workers === 0) return undefined;
  const options = typeof workers === 'object' && workers !== null ? workers : { count: workers };
  const where = 'fit: workers';
  checkOptionNames(where, options, optionNames);
  const { count, batchNorm = 'synchronized', backend = backendHere(), modules = [], wasmPaths } = options;
  checkNumber(where, 'count', count, { min: 1, max: mostWorkers, integer: true });
  checkOneOf(where, 'batchNorm', batchNorm, ['synchronized', 'perReplica']);
  checkOneOf(where, 'backend', backend, backends);
  checkPlatform(backend);
  return { count, batchNorm, backend, modules, wasmPaths };
}

/** Refuses layers whose statistics cannot be synchronised. */
export function checkNormalization(model: LayersModel, { count, batchNorm }: ResolvedWorkers): void {
  if (count === 1 || batchNorm === 'perReplica') return;
  const layer = leafLayers(model).find((candidate) => candidate.getClassName() === 'BatchNormalization');
  if (!layer?.trainable) return;
  throw new OptionError(
    `fit: workers: "${layer.name}" is a batch normalisation of TensorFlow.js, whose statistics cannot be those of all ` +
      `workers. Use SegBatchNorm in its place, freeze it, or give workers: { count: ${count}, batchNorm: 'perReplica' }.`,
    { option: 'batchNorm', value: batchNorm },
  );
}

function backendHere(): ReplicaBackend {
  const name = tf.getBackend();
  if (name === 'wasm' || name === 'cpu') return name;
  if (name === 'tensorflow') {
    const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
    return isUsingGpuDevice ? 'tfjs-node-gpu' : 'tfjs-node';
  }
  throw new OptionError(
    `fit: workers cannot use the backend ${name}: they would share one GPU. Leave workers out, or give them a backend ` +
      "of their own: workers: { count: 2, backend: 'wasm' }.",
    { option: 'workers' },
  );
}

function checkPlatform(backend: ReplicaBackend): void {
  const isNode = nodeThreads() !== undefined;
  if (!isNode && backend.startsWith('tfjs-node')) {
    throw new OptionError(`fit: workers: the backend ${backend} needs Node. Use wasm here.`, {
      option: 'backend',
      value: backend,
    });
  }
  if (isNode || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated) return;
  throw new BackendError(
    'fit: workers need memory that threads can share, which browsers give only to pages that are isolated across ' +
      'origins. Serve the page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: ' +
      'require-corp, or leave workers out.',
  );
}
