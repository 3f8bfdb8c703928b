import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { stopGradient, withoutGradient } from '../../src/ops/stopGradient.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';

describeEachBackend('stopGradient', () => {
  it('keeps the values and lets no gradient through', () => {
    const x = tf.tensor1d([3, -2]);
    expectAllClose(stopGradient(x), x, { atol: 0 });
    expectAllClose(tf.grad((y) => tf.mul(y, stopGradient(y)))(x), x);
    expectAllClose(tf.grad((y) => tf.add(tf.mul(y, 5), stopGradient(tf.square(y))))(x), [5, 5]);
  });

  it('takes ops that have no gradient', () => {
    const x = tf.tensor1d([3, -2, 1]);
    const positive = (y: tf.Tensor): tf.Tensor => tf.cast(tf.greater(y, 0), 'float32');
    expectAllClose(
      tf.grad((y) =>
        tf.mul(
          y,
          withoutGradient(() => positive(y)),
        ),
      )(x),
      [1, 0, 1],
    );
  });

  it('leaves nothing behind and survives its source', async () => {
    const x = tf.tensor1d([3, -2]);
    await expectNoLeak(() => stopGradient(x).dispose());
    await expectNoLeak(() =>
      tf
        .grad((y) => tf.mul(y, stopGradient(y)))(x)
        .dispose(),
    );
    const copy = stopGradient(x);
    x.dispose();
    expect([...copy.dataSync()]).toEqual([3, -2]);
  });
});
