import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { stochasticDepth } from '../../src/ops/stochasticDepth.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

describeEachBackend('stochasticDepth', () => {
  it('drops the pictures whose number is below the rate, and enlarges the others', () => {
    tf.tidy(() => {
      const draws = [0.1, 0.75, 0.74];
      const y = stochasticDepth(tf.ones([3, 1, 2]), { rate: 0.75, uniform: (picture) => draws[picture] });
      expectAllClose(y, [0, 0, 4, 4, 0, 0]);
    });
  });

  it('drops as many as the rate says', () => {
    tf.tidy(() => {
      const kept = tf.mean(tf.cast(tf.greater(stochasticDepth(tf.ones([4000]), { rate: 0.3 }), 0), 'float32'));
      expect(kept.dataSync()[0]).toBeGreaterThan(0.65);
      expect(kept.dataSync()[0]).toBeLessThan(0.75);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      const uniform = (picture: number): number => picture / 3;
      checkGradient((x) => stochasticDepth(x, { rate: 0.5, uniform }), [randomTensor([3, 2, 2, 2])]);
    });
  });

  it('refuses a rate of 1', () => {
    tf.tidy(() => {
      expect(() => stochasticDepth(tf.ones([1, 1]), { rate: 1 })).toThrow('stochasticDepth: rate is 1.');
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([3, 2, 2, 2]);
    await expectNoLeak(() => tf.dispose(stochasticDepth(x, { rate: 0.5 })));
    x.dispose();
  });
});
