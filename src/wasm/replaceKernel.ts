import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** A kernel of the wasm backend; `Inputs` and `Attributes` are those that tfjs documents for its name. */
export type WasmKernel<Inputs, Attributes> = (
  inputs: Inputs,
  attributes: Attributes,
  backend: BackendWasm,
) => tf.TensorInfo | tf.TensorInfo[];

/** Registers a kernel for the wasm backend in the place of tfjs's own, if it has one. */
export function replaceKernel<Inputs, Attributes>(name: string, kernel: WasmKernel<Inputs, Attributes>): void {
  const stock = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
  if (stock) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({
    kernelName: name,
    backendName: 'wasm',
    // tfjs binds its WebAssembly functions in the set-up; a kernel of ours may call the one that it replaces.
    setupFunc: stock?.setupFunc,
    disposeFunc: stock?.disposeFunc,
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as Inputs, attrs as Attributes, backend as BackendWasm),
  });
}
