/**
 * The WebAssembly backend, made able to train. Importing this entry registers the backend, the kernels that it lacks
 * and faster ones for those that it has.
 *
 * @module
 */
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from './registerKernels.js';

export { type PrepareWasmOptions, prepareWasm, type WasmKernels, wasmKernels } from './prepareWasm.js';

registerKernels();
