import * as tf from '@tensorflow/tfjs-core';
import { portableReluGrad, registerReluGradient } from '../ops/reluGradient.js';

/** What is used of the backend of tfjs-node. */
interface NativeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number };
  executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly tf.Tensor[]): tf.Tensor;
}

/** Operations of TensorFlow for which tfjs-node has no kernel, and a training calls dozens of times a step. */
export function registerNativeKernels(): void {
  if (tf.getKernel('SegReluGrad', 'tensorflow')) return;
  tf.registerKernel({
    kernelName: 'SegReluGrad',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, backend }) => {
      const { dy, x } = inputs as Record<'dy' | 'x', tf.Tensor>;
      if (x.dtype !== 'float32') return tf.tidy(() => portableReluGrad({ dy, x }, {}));
      const native = backend as NativeBackend;
      const type = { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT };
      return [native.executeSingleOutput('ReluGrad', [type], [dy, x])];
    },
  });
  registerReluGradient();
}
