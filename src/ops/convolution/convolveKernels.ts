import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from './convolutionGeometry.js';

/** What `SegConvolve` is given beside `x` and `kernel`. */
export type SegConvolveAttributes = ConvolutionGeometry;

/** What `SegConvolveBackpropInput` is given beside `dy` and `kernel`. */
export interface SegConvolveBackpropInputAttributes extends ConvolutionGeometry {
  readonly inputShape: readonly [number, number, number, number];
}

/** What `SegConvolveBackpropFilter` is given beside `x` and `dy`. */
export interface SegConvolveBackpropFilterAttributes extends ConvolutionGeometry {
  readonly kernelShape: readonly [number, number, number, number];
}

/** Whether the backend has kernels of its own for dilated and grouped convolutions. */
export const hasConvolutionKernels = (): boolean => tf.getKernel('SegConvolve', tf.getBackend()) !== undefined;

/** A convolution and its gradients by the backend's own kernels. */
export function convolveByKernels(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: ConvolutionGeometry): tf.Tensor4D {
  const convolve = tf.customGrad((...args) => {
    const [input, weights, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    save([input, weights]);
    return {
      value: run('SegConvolve', { x: input, kernel: weights }, geometry),
      gradFunc: (dy: tf.Tensor, [savedInput, savedKernel]: tf.Tensor[]) => [
        run(
          'SegConvolveBackpropInput',
          { dy, kernel: savedKernel },
          { ...geometry, inputShape: savedInput.shape as [number, number, number, number] },
        ),
        run(
          'SegConvolveBackpropFilter',
          { x: savedInput, dy },
          { ...geometry, kernelShape: savedKernel.shape as [number, number, number, number] },
        ),
      ],
    };
  });
  return convolve(x, kernel) as tf.Tensor4D;
}

type Attributes = SegConvolveAttributes | SegConvolveBackpropInputAttributes | SegConvolveBackpropFilterAttributes;

function run(name: string, inputs: tf.NamedTensorMap, attributes: Attributes): tf.Tensor4D {
  return tf.engine().runKernel(name, inputs, { ...attributes } as unknown as tf.NamedAttrMap) as tf.Tensor4D;
}
