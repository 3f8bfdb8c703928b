import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { padReflect } from '../../../src/ops/convolution/padReflect.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const uneven = [
  [1, 2],
  [0, 3],
] as const;

describeEachBackend('padReflect', () => {
  it('gives the values computed by hand', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
      expectAllClose(padReflect(x, 1), [5, 4, 5, 6, 5, 2, 1, 2, 3, 2, 5, 4, 5, 6, 5, 2, 1, 2, 3, 2]);
      expectAllClose(padReflect(x, 0), [1, 2, 3, 4, 5, 6]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => checkGradient((x) => padReflect(x as tf.Tensor4D, uneven), [randomTensor([2, 3, 4, 2])]));
  });

  it('says how much there is to reflect', () => {
    tf.tidy(() => {
      expect(() => padReflect(tf.zeros([1, 2, 3, 1]), 2)).toThrow(
        'padReflect: 2 pixels are to be added to 2 (axis 1). At most 1 can be: take less, or a larger picture.',
      );
      expect(() => padReflect(tf.zeros([1, 2, 3, 1]), -1)).toThrow('padReflect: padding is -1.');
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 3, 4, 2]);
    await expectNoLeak(() => tf.dispose(tf.grad((a) => padReflect(a as tf.Tensor4D, uneven))(x)));
    x.dispose();
  });
});
