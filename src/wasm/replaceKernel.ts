import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../core/errors.js';

/** The kernel of tfjs that one of ours replaced. */
export type StockKernel = (inputs: tf.NamedTensorInfoMap, attributes: tf.NamedAttrMap) => tf.TensorInfo;

/** What a kernel is given; `Inputs` and `Attributes` are those that tfjs documents for its name. */
export interface KernelCall<Inputs, Attributes> {
  readonly inputs: Inputs;
  readonly attributes: Attributes;
  readonly backend: BackendWasm;
  /** Does the same by tfjs's own kernel. */
  stock(): tf.TensorInfo;
  /** tfjs's own kernel, for other inputs or attributes. */
  readonly stockKernel: StockKernel;
}

/** Registers a kernel for the wasm backend in the place of tfjs's own, if it has one. */
export function replaceKernel<Inputs, Attributes>(
  name: string,
  kernel: (call: KernelCall<Inputs, Attributes>) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const stock = tf.getKernel(name, 'wasm') as tf.KernelConfig | undefined;
  if (stock) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({
    kernelName: name,
    backendName: 'wasm',
    // tfjs binds its WebAssembly functions in the set-up, and a kernel of ours may call the one that it replaces.
    setupFunc: stock?.setupFunc,
    disposeFunc: stock?.disposeFunc,
    kernelFunc: ({ inputs, attrs = {}, backend }) => {
      const stockKernel: StockKernel = (otherInputs, otherAttributes) => {
        if (!stock) throw new BackendError(`tfjs-backend-wasm has no kernel ${name}.`);
        return stock.kernelFunc({ inputs: otherInputs, attrs: otherAttributes, backend }) as tf.TensorInfo;
      };
      return kernel({
        inputs: inputs as Inputs,
        attributes: attrs as Attributes,
        backend: backend as BackendWasm,
        stock: () => stockKernel(inputs, attrs),
        stockKernel,
      });
    },
  });
}
