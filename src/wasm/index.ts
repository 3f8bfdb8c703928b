/**
 * The WebAssembly backend, made able to train. Importing this entry registers the backend and the kernels it lacks.
 *
 * @module
 */
import '@tensorflow/tfjs-backend-wasm';
import { registerKernels } from './registerKernels.js';

registerKernels();
