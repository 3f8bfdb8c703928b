import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { SegScaledAttention } from '../../../src/layers/classes/segScaledAttention.js';
import { scaledAttention } from '../../../src/ops/attention/scaledAttention.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const attend = (heads: number, ...inputs: tf.Tensor[]): tf.Tensor =>
  new SegScaledAttention({ heads }).apply(inputs.length === 1 ? inputs[0] : inputs) as tf.Tensor;

const tokens = (count: number, seed: number): tf.Tensor3D => randomTensor<tf.Rank.R3>([2, count, 4], seed);

describeEachBackend('SegScaledAttention', () => {
  it('takes queries, keys and values apart or side by side', () => {
    tf.tidy(() => {
      const [q, k, v] = [tokens(6, 1), tokens(6, 2), tokens(6, 3)];
      const expected = scaledAttention(q, k, v, { heads: 2 });
      expectAllClose(attend(2, q, k, v), expected);
      expectAllClose(attend(2, q, tf.concat([k, v], 2)), expected);
      expectAllClose(attend(2, tf.concat([q, k, v], 2)), expected);
    });
  });

  it('takes pictures for tokens, and gives a picture back', () => {
    tf.tidy(() => {
      const [q, kv] = [randomTensor([2, 3, 2, 4], 1), randomTensor([2, 1, 2, 8], 2)];
      const [k, v] = tf.split(tf.reshape(kv, [2, 2, 8]), 2, 2) as tf.Tensor3D[];
      const expected = scaledAttention(tf.reshape(q, [2, 6, 4]), k, v);
      expectAllClose(attend(1, q, kv), tf.reshape(expected, [2, 3, 2, 4]));
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      checkGradient((q, kv) => attend(2, q, kv), [randomTensor([2, 3, 2, 4], 1), randomTensor([2, 1, 2, 8], 2)]);
      checkGradient((qkv) => attend(2, qkv), [randomTensor<tf.Rank.R3>([2, 3, 12], 3)]);
    });
  });

  it('knows the shape of what it puts out', () => {
    const layer = new SegScaledAttention({ heads: 2 });
    expect(layer.computeOutputShape([null, 197, 576])).toEqual([null, 197, 192]);
    expect(
      layer.computeOutputShape([
        [null, null, 24, 32],
        [null, null, 3, 64],
      ]),
    ).toEqual([null, null, 24, 32]);
  });

  it('refuses heads that do not divide the channels', () => {
    tf.tidy(() => {
      expect(() => attend(3, tokens(2, 1), tokens(2, 2), tokens(2, 3))).toThrow(
        'SegScaledAttention: 3 heads do not divide 4 channels. Take a number that does.',
      );
      expect(() => attend(3, tf.zeros([1, 2, 12]))).toThrow('3 heads do not divide 4 channels');
    });
  });

  it('leaves no tensor behind', async () => {
    const qkv = randomTensor<tf.Rank.R3>([1, 3, 12], 1);
    await expectNoLeak(() => attend(2, qkv).dispose());
    qkv.dispose();
  });
});
