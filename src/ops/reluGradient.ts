import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from './portableKernel.js';

/** `dy` where `x` is above 0, else 0. Backends may bring the kernel `SegReluGrad`. */
function reluGradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return runKernel('SegReluGrad', portableReluGrad, { dy, x }, {})[0];
}

/** The kernel `SegReluGrad` of tfjs ops: the formula of tfjs's own gradient. */
export const portableReluGrad: PortableKernel = ({ dy, x }) => [tf.mul(dy, tf.cast(tf.step(x), 'float32'))];

/** Makes the gradient of `tf.relu` one kernel, where tfjs takes three. It can be differentiated too. */
export function registerReluGradient(): void {
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => reluGradient(dy as tf.Tensor, x) }),
  });
  tf.registerGradient({
    kernelName: 'SegReluGrad',
    inputsToSave: ['x'],
    gradFunc: (ddy, [x]) => ({ dy: () => reluGradient(ddy as tf.Tensor, x), x: () => tf.zerosLike(x) }),
  });
}
