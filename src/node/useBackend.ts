import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { explainLoadFailure } from './explainLoadFailure.js';
import { registerNativeKernels } from './registerNativeKernels.js';

/** The backends that segkit knows in Node, best first. */
export type NodeBackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';

export interface UseBackendOptions {
  /** Receives one line that says what was taken and why. Default `console.info`; `null` keeps it quiet. */
  readonly log?: ((line: string) => void) | null;
}

/** What {@link useBackend} took, and what it passed over. */
export interface BackendChoice {
  readonly name: NodeBackendName;
  /** What computes: `GPU`, `CPU (native TensorFlow)`, `CPU (WebAssembly, SIMD, one thread)`, `CPU (JavaScript)`. */
  readonly device: string;
  /** The backends before it in the order, each with the reason and, where there is one, the cure. */
  readonly passedOver: readonly { readonly name: NodeBackendName; readonly reason: string }[];
}

const order: readonly NodeBackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];

/**
 * Loads the best TensorFlow.js backend there is: tfjs-node-gpu, tfjs-node, WebAssembly, plain JavaScript, in this
 * order, or the one that is named. Says which it took, on what device, and why it passed over the others.
 *
 * @throws BackendError if the named backend does not load, with the cure.
 *
 * @example
 * ```ts
 * import { useBackend } from 'segkit/node';
 *
 * const { name, device } = await useBackend('wasm');
 * console.log(name, device);
 * ```
 */
export async function useBackend(name?: NodeBackendName, options: UseBackendOptions = {}): Promise<BackendChoice> {
  checkOptionNames('useBackend', options, ['log']);
  if (name !== undefined) checkOneOf('useBackend', 'name', name, order);
  const { log = (line: string) => console.info(line) } = options;
  const passedOver: { name: NodeBackendName; reason: string }[] = [];
  for (const candidate of name ? [name] : order) {
    try {
      const device = await load(candidate);
      const choice = { name: candidate, device, passedOver };
      log?.(describeChoice(choice));
      return choice;
    } catch (error) {
      const reason = explainLoadFailure(candidate, error);
      if (name) {
        const cure = reason === 'not installed' ? `. Run npm install @tensorflow/${name}` : '';
        throw new BackendError(`useBackend: ${name} cannot be used: ${reason}${cure}.`, { cause: error });
      }
      passedOver.push({ name: candidate, reason });
    }
  }
  throw new BackendError(`useBackend: no backend loads. ${passedOver.map(describePassedOver).join(' ')}`);
}

/** One line: what was taken, and what was not, in their order. */
function describeChoice({ name, device, passedOver }: BackendChoice): string {
  const reasons = passedOver.map(describePassedOver).join(' ');
  return `Backend: ${name} on ${device}.${reasons ? ` Passed over: ${reasons}` : ''}`;
}

const describePassedOver = ({ name, reason }: { name: string; reason: string }): string =>
  `${name} (${reason.replace(/\.$/, '')}).`;

/** Loads and starts a backend and says what device it computes on. */
async function load(name: NodeBackendName): Promise<string> {
  if (name === 'tfjs-node-gpu' || name === 'tfjs-node') return loadNative(name);
  if (name === 'wasm') await import('../wasm/index.js');
  else await import('@tensorflow/tfjs-backend-cpu');
  await withoutBanner(() => start(name));
  if (name === 'cpu') return 'CPU (plain JavaScript: fit for tests only)';
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  return `CPU (WebAssembly, ${simd ? 'SIMD' : 'no SIMD'}, one thread)`;
}

async function loadNative(name: 'tfjs-node-gpu' | 'tfjs-node'): Promise<string> {
  restoreRemovedUtilities();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // no start-up lines of TensorFlow's own
  await withoutBanner(async () => {
    await import(`@tensorflow/${name}`);
    await start('tensorflow');
  });
  registerNativeKernels();
  const backend = tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean };
  if (name === 'tfjs-node') return 'CPU (native TensorFlow)';
  if (!backend.isUsingGpuDevice) {
    throw new Error('it loads, but TensorFlow finds no GPU: it needs an NVIDIA driver, CUDA 11 and cuDNN 8');
  }
  return 'GPU';
}

async function start(backend: string): Promise<void> {
  if (!tf.findBackendFactory(backend)) {
    throw new Error('it registered itself with another copy of @tensorflow/tfjs-core: install one version only');
  }
  if (!(await tf.setBackend(backend))) throw new Error('it does not start');
  await tf.ready();
  // The cpu backend prints its banner at the first tensor, so let that happen here.
  tf.dispose(tf.zeros([1]));
}

/** Runs with tfjs's advice about tfjs-node held back; every other warning passes. */
async function withoutBanner(run: () => Promise<void>): Promise<void> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Hi, looks like you are running TensorFlow.js in Node.js')) warn(...words);
  };
  try {
    await run();
  } finally {
    console.warn = warn;
  }
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined` and others that Node 23 removed; its mended version was never released. */
function restoreRemovedUtilities(): void {
  const util = process.getBuiltinModule('node:util') as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
