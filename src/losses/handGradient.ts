import * as tf from '@tensorflow/tfjs-core';

/** A function of one tensor together with its gradient. Both are tidied. */
export interface HandGradient<X extends tf.Tensor, Y extends tf.Tensor> {
  /** Tensors besides the input that `forward` and `backward` need; no gradient goes to them. */
  readonly constants: readonly tf.Tensor[];
  readonly forward: (x: X) => Y;
  /** The gradient for the input, given that for the output, the input and the constants. */
  readonly backward: (dy: Y, x: X, ...constants: tf.Tensor[]) => tf.Tensor;
}

const kernelName = 'SegkitHandGradient';

/**
 * Computes `forward(x)` with the given gradient. Nothing that `forward` does is recorded, so comparisons and sorting may
 * occur in it, and only the input and the constants are kept for the backward pass.
 *
 * This is `tf.customGrad` as a kernel. What `customGrad` saves is copied while its forward function runs; the wasm
 * backend then sees the copies as leaked and, under tfjs's test flag, throws.
 */
export function handGradient<X extends tf.Tensor, Y extends tf.Tensor>(
  x: X,
  { constants, forward, backward }: HandGradient<X, Y>,
): Y {
  register(tf.getBackend());
  const attributes = { forward, backward } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernelName, [x, ...constants] as unknown as tf.NamedTensorMap, attributes) as Y;
}

function register(backendName: string): void {
  if (!tf.getKernel(kernelName, backendName)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const { forward } = functionsOf(attrs);
        return tf.tidy(() => forward((inputs as unknown as tf.Tensor[])[0]));
      },
    });
  }
  if (tf.getGradient(kernelName)) return;
  tf.registerGradient({
    kernelName,
    saveAllInputs: true,
    gradFunc: (dy, [x, ...constants], attrs) => {
      const gradient = (): tf.Tensor => tf.tidy(() => functionsOf(attrs).backward(dy as tf.Tensor, x, ...constants));
      return [gradient] as unknown as ReturnType<tf.GradFunc>;
    },
  });
}

/** The attributes of the kernel are the functions themselves, so that one kernel serves every formula. */
function functionsOf(attributes: unknown): HandGradient<tf.Tensor, tf.Tensor> {
  return attributes as HandGradient<tf.Tensor, tf.Tensor>;
}
