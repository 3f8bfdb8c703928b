import * as tf from '@tensorflow/tfjs-core';

/** A kernel made of tfjs ops: it runs on every backend, and is right on all of them. */
export type PortableKernel = (
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, number>>,
) => tf.Tensor[];

/** Runs a kernel: the backend's own where it has one, else the portable one, which is registered on first use. */
export function runKernel(
  name: string,
  portable: PortableKernel,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, number>>,
): tf.Tensor[] {
  const backend = tf.getBackend();
  if (!tf.getKernel(name, backend)) tf.registerKernel(portableKernelConfig(name, backend, portable));
  return tf.engine().runKernel(name, { ...inputs }, { ...attributes });
}

function portableKernelConfig(kernelName: string, backendName: string, portable: PortableKernel): tf.KernelConfig {
  return {
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      // Ops inside a kernel are not recorded for the gradient, which the kernel brings along itself.
      tf.tidy(() => portable(inputs as Record<string, tf.Tensor>, attrs as unknown as Record<string, number>)),
  };
}
