import * as tf from '@tensorflow/tfjs-core';

/** The root of the sum of all squared gradients. One number is read from the backend. */
export async function globalNorm(gradients: Readonly<Record<string, tf.Tensor>>): Promise<number> {
  const squares = tf.tidy(() => {
    const sums = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    return sums.length > 0 ? tf.addN(sums) : tf.scalar(0);
  });
  const [value] = await squares.data();
  squares.dispose();
  return Math.sqrt(value);
}

/**
 * Scales all gradients by `limit / norm` where their norm exceeds the limit. The old gradients are disposed; the
 * returned ones are the caller's.
 */
export function clipByGlobalNorm(
  gradients: Readonly<Record<string, tf.Tensor>>,
  norm: number,
  limit: number,
): Record<string, tf.Tensor> {
  if (norm <= limit) return { ...gradients };
  const scaled = Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, limit / norm)] as const);
  tf.dispose(Object.values(gradients));
  return Object.fromEntries(scaled);
}
