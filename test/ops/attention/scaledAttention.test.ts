import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { scaledAttention } from '../../../src/ops/attention/scaledAttention.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const tokens = (pictures: number, count: number, channels: number, seed: number): tf.Tensor3D =>
  randomTensor<tf.Rank.R3>([pictures, count, channels], seed);

describeEachBackend('scaledAttention', () => {
  it('gives the values of PyTorch', () => {
    tf.tidy(() => {
      const q = tf.tensor3d([1, 0, 0, 1], [1, 2, 2]);
      const k = tf.tensor3d([1, 1, 0, 2, -1, 0], [1, 3, 2]);
      const v = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 3, 2]);
      expectAllClose(scaledAttention(q, k, v), [2.128108, 3.128108, 2.712068, 3.712068]);
      expectAllClose(scaledAttention(q, k, v, { heads: 2 }), [1.849579, 4, 3, 3.690604]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      for (const heads of [1, 2]) {
        const f = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor =>
          scaledAttention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, { heads });
        checkGradient(f as (...inputs: tf.Tensor[]) => tf.Tensor, [
          tokens(2, 5, 6, 1),
          tokens(2, 3, 6, 2),
          tokens(2, 3, 6, 3),
        ]);
      }
    });
  });

  it('is the same where there are so many tokens that the queries are taken in parts', () => {
    tf.tidy(() => {
      const count = 1500; // two tables of 1500² scores are more than are made at once
      const [q, k, v] = [tokens(2, count, 2, 1), tokens(2, count, 2, 2), tokens(2, count, 2, 3)];
      const first = (x: tf.Tensor3D, picture: number): tf.Tensor3D => tf.slice(x, [picture, 0, 0], [1, count, 2]);
      const together = scaledAttention(q, k, v);
      for (const picture of [0, 1]) {
        const alone = scaledAttention(first(q, picture), first(k, picture), first(v, picture));
        expectAllClose(first(together, picture), alone, { atol: 1e-6 });
      }
      const gradients = (...inputs: tf.Tensor3D[]): tf.Tensor[] =>
        tf.grads((a, b, c) => tf.sum(tf.square(scaledAttention(a as tf.Tensor3D, b as tf.Tensor3D, c as tf.Tensor3D))))(
          inputs,
        );
      const all = gradients(q, k, v);
      gradients(first(q, 0), first(k, 0), first(v, 0)).forEach((gradient, i) => {
        expectAllClose(first(all[i] as tf.Tensor3D, 0), gradient, { atolOfMax: 1e-4 });
      });
    });
  });

  it('says what does not go together', () => {
    tf.tidy(() => {
      const run = (heads: number, channels: number) => (): unknown =>
        scaledAttention(tokens(1, 4, 6, 1), tokens(1, 3, channels, 2), tokens(1, 3, channels, 3), { heads });
      expect(run(4, 6)).toThrow('scaledAttention: 4 heads do not divide 6 channels. Take a number that does.');
      expect(run(1, 5)).toThrow('scaledAttention: queries 1×4×6, keys 1×3×5 and values 1×3×5');
    });
  });

  it('leaves no tensor behind', async () => {
    const inputs = [tokens(2, 5, 4, 1), tokens(2, 3, 4, 2), tokens(2, 3, 4, 3)];
    const gradients = tf.grads((a, b, c) =>
      scaledAttention(a as tf.Tensor3D, b as tf.Tensor3D, c as tf.Tensor3D, { heads: 2 }),
    );
    await expectNoLeak(() => tf.dispose(gradients(inputs)));
    tf.dispose(inputs);
  });
});
