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
  readonly stock: () => tf.TensorInfo;
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
    kernelFunc: (call) => kernel(new Call(name, stock, call) as unknown as KernelCall<Inputs, Attributes>),
  });
}

/** One call. There are a thousand in a training step, of which few ask for tfjs's own kernel. */
class Call implements KernelCall<tf.NamedTensorInfoMap, tf.NamedAttrMap> {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attributes: tf.NamedAttrMap;
  readonly backend: BackendWasm;
  private readonly name: string;
  private readonly replaced: tf.KernelConfig | undefined;

  constructor(name: string, replaced: tf.KernelConfig | undefined, call: Parameters<tf.KernelFunc>[0]) {
    this.name = name;
    this.replaced = replaced;
    this.inputs = call.inputs;
    this.attributes = call.attrs ?? {};
    this.backend = call.backend as BackendWasm;
  }

  get stock(): () => tf.TensorInfo {
    return () => this.stockKernel(this.inputs, this.attributes);
  }

  get stockKernel(): StockKernel {
    return (inputs, attrs) => {
      if (!this.replaced) throw new BackendError(`tfjs-backend-wasm has no kernel ${this.name}.`);
      return this.replaced.kernelFunc({ inputs, attrs, backend: this.backend }) as tf.TensorInfo;
    };
  }
}
