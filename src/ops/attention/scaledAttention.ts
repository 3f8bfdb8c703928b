import * as tf from '@tensorflow/tfjs-core';
import { OptionError, ShapeError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';

/** Options of {@link scaledAttention}. */
export interface ScaledAttentionOptions {
  /** In how many heads the channels are put, which must divide them; 1 by default. */
  readonly heads?: number;
}

/** Queries, keys and values of all pictures and heads, `[N·heads,T,C/heads]`. */
type Heads = readonly [queries: tf.Tensor3D, keys: tf.Tensor3D, values: tf.Tensor3D];

/** No table of scores has more entries than this, however many tokens there are: 16 MiB. */
const mostScores = 2 ** 22;

/**
 * Scaled dot-product attention: `softmax(q·kᵀ / √d) · v`, for each head of `d = C / heads` channels.
 *
 * `q` is `[N,T,C]`, `k` and `v` are `[N,S,C]`, and the result is like `q`. Neither the scores nor their softmax are kept for
 * the gradient, which computes them again, and both take the queries a part at a time where there are many.
 *
 * @throws ShapeError if the inputs do not go together, OptionError if `heads` does not divide the channels.
 * @see Vaswani et al., Attention Is All You Need, 2017
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { scaledAttention } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const [q, k] = [tf.ones([1, 16, 8]) as tf.Tensor3D, tf.ones([1, 4, 8]) as tf.Tensor3D];
 * console.log(scaledAttention(q, k, k, { heads: 2 }).shape); // [1, 16, 8]
 * ```
 */
export function scaledAttention(
  q: tf.Tensor3D,
  k: tf.Tensor3D,
  v: tf.Tensor3D,
  options: ScaledAttentionOptions = {},
): tf.Tensor3D {
  checkOptionNames('scaledAttention', options, ['heads']);
  const { heads = 1 } = options;
  checkHeads('scaledAttention', heads, q.shape[2]);
  checkTokens(q.shape, k.shape, v.shape);
  const attend = tf.customGrad((...args) => {
    const [queries, keys, values, save] = args as unknown as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.GradSaveFunc];
    save([queries, keys, values]);
    return {
      value: tf.tidy(() => joinHeads(attention(splitAll([queries, keys, values], heads)), heads)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.tidy(() => {
          const parts = splitAll(saved as tf.Tensor3D[], heads);
          const gradients = attentionGradient(parts, splitHeads(dy as tf.Tensor3D, heads));
          return gradients.map((gradient) => joinHeads(gradient, heads));
        }),
    };
  });
  return attend(q, k, v) as tf.Tensor3D;
}

/** Refuses a number of heads that does not divide the channels. */
export function checkHeads(where: string, heads: number, channels: number): void {
  checkNumber(where, 'heads', heads, { min: 1, integer: true });
  if (channels % heads === 0) return;
  const message = `${where}: ${heads} heads do not divide ${channels} channels. Take a number that does.`;
  throw new OptionError(message, { option: 'heads', value: heads });
}

function checkTokens(q: readonly number[], k: readonly number[], v: readonly number[]): void {
  const isRight = q[0] === k[0] && q[2] === k[2] && k.every((length, i) => length === v[i]);
  if (isRight) return;
  throw new ShapeError(
    `scaledAttention: queries ${q.join('×')}, keys ${k.join('×')} and values ${v.join('×')} (pictures×tokens×channels) do ` +
      'not go together. All need the same pictures and channels, and keys the tokens of values.',
    { expected: [q[0], k[1], q[2]], actual: v },
  );
}

/** Runs over the queries a part at a time. */
function overQueries<T>(queries: tf.Tensor3D, keys: tf.Tensor3D, run: (first: number, count: number) => T): T[] {
  const [pictures, tokens] = queries.shape;
  const count = Math.max(1, Math.floor(mostScores / (pictures * keys.shape[1])));
  const parts = Math.ceil(tokens / count);
  return Array.from({ length: parts }, (_, i) => run(i * count, Math.min(count, tokens - i * count)));
}

function attention([queries, keys, values]: Heads): tf.Tensor3D {
  const parts = overQueries(queries, keys, (first, count) =>
    tf.tidy(() => tf.matMul(probabilities(takeTokens(queries, first, count), keys), values) as tf.Tensor3D),
  );
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}

/** `[N,t,S]`, of which every row sums to 1. */
function probabilities(queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D {
  return tf.softmax(tf.matMul(tf.mul(queries, scaleOf(keys)), keys, false, true)) as tf.Tensor3D;
}

const scaleOf = (keys: tf.Tensor3D): number => 1 / Math.sqrt(keys.shape[2]);

/** With P the softmax and S the scores: `dV = Pᵀ·dY`, `dS = P ∘ (dY·Vᵀ − rowsum(P ∘ dY·Vᵀ))`, `dQ = dS·K`, `dK = dSᵀ·Q`. */
function attentionGradient([queries, keys, values]: Heads, dy: tf.Tensor3D): tf.Tensor3D[] {
  const parts = overQueries(queries, keys, (first, count) =>
    tf.tidy(() => {
      const [q, gradient] = [queries, dy].map((all) => takeTokens(all, first, count));
      const share = probabilities(q, keys);
      const dShare = tf.matMul(gradient, values, false, true);
      const product = tf.mul(share, dShare) as tf.Tensor3D;
      const dScores = tf.mul(tf.sub(product, tf.mul(share, tf.sum(product, 2, true))), scaleOf(keys)) as tf.Tensor3D;
      return [
        tf.matMul(dScores, keys),
        tf.matMul(dScores, q, true, false),
        tf.matMul(share, gradient, true, false),
      ] as tf.Tensor3D[];
    }),
  );
  if (parts.length === 1) return parts[0];
  const column = (i: number): tf.Tensor3D[] => parts.map((part) => part[i]);
  return [tf.concat(column(0), 1), tf.addN(column(1)), tf.addN(column(2))];
}

function takeTokens(x: tf.Tensor3D, first: number, count: number): tf.Tensor3D {
  return count === x.shape[1] ? x : tf.slice(x, [0, first, 0], [x.shape[0], count, x.shape[2]]);
}

const splitAll = (all: readonly tf.Tensor3D[], heads: number): Heads =>
  all.map((x) => splitHeads(x, heads)) as unknown as Heads;

/** `[N,T,C]` to `[N·heads,T,C/heads]` */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  if (heads === 1) return x;
  const [count, tokens, channels] = x.shape;
  const parts = tf.transpose(tf.reshape(x, [count, tokens, heads, channels / heads]), [0, 2, 1, 3]);
  return tf.reshape(parts, [count * heads, tokens, channels / heads]);
}

/** Undoes {@link splitHeads}. */
function joinHeads(x: tf.Tensor3D, heads: number): tf.Tensor3D {
  if (heads === 1) return x;
  const [count, tokens, channels] = x.shape;
  const parts = tf.transpose(tf.reshape(x, [count / heads, heads, tokens, channels]), [0, 2, 1, 3]);
  return tf.reshape(parts, [count / heads, tokens, channels * heads]);
}
