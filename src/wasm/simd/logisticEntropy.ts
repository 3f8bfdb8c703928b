import type * as tf from '@tensorflow/tfjs-core';
import type { LogisticEntropyInputs } from '../../ops/logisticEntropy.js';
import type { Native } from './native.js';

/** `a·softplus(−x) + b·softplus(x)` */
export function simdLogisticEntropy(native: Native, { x, positive, negative }: LogisticEntropyInputs): tf.TensorInfo {
  const y = native.output(x.shape);
  if (x.size === 0) return y;
  const [at, a, b] = [x, positive, negative].map(native.pointer);
  native.logisticEntropy(at, a, b, x.size, native.pointer(y));
  return y;
}

/** `dy · ((a + b)·σ(x) − a)` */
export function simdLogisticEntropyGrad(
  native: Native,
  { dy, x, positive, negative }: LogisticEntropyInputs & { readonly dy: tf.Tensor },
): tf.TensorInfo {
  const dx = native.output(x.shape);
  if (x.size === 0) return dx;
  const [slopes, at, a, b] = [dy, x, positive, negative].map(native.pointer);
  native.logisticEntropyBackprop(slopes, at, a, b, x.size, native.pointer(dx));
  return dx;
}
