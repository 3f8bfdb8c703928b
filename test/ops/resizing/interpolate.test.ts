import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type InterpolateOptions, interpolate, interpolateMethods } from '../../../src/ops/resizing/interpolate.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

describeEachBackend('interpolate', () => {
  it('gives the values of PyTorch', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([0, 1, 4, 2], [1, 1, 4, 1]);
      const run = (width: number, options: InterpolateOptions): tf.Tensor => interpolate(x, [1, width], options);
      const tolerance = { atol: 1e-4 };
      const seven = [-0.09922, 0.15625, 0.80421, 2.78125, 4.02414, 2.86598, 1.80157];
      expectAllClose(run(7, { method: 'bicubic' }), seven, tolerance);
      expectAllClose(run(3, { method: 'bicubic' }), [0.09144, 2.78125, 2.33912], tolerance);
      expectAllClose(run(6, { method: 'area' }), [0, 0.5, 1, 4, 3, 2]);
      expectAllClose(run(3, { method: 'area' }), [0.5, 2.5, 3]);
      expectAllClose(run(6, { method: 'nearest' }), [0, 0, 1, 4, 4, 2]);
      expectAllClose(run(6, { method: 'nearestExact' }), [0, 1, 1, 4, 2, 2]);
      expectAllClose(run(3, { coordinates: 'alignCorners' }), [0, 2.5, 2]);
      expectAllClose(run(3, {}), [1 / 6, 2.5, 7 / 3]);
      expectAllClose(run(4, { method: 'bicubic' }), [0, 1, 4, 2]);
    });
  });

  it.each(interpolateMethods)('%s has the right gradient, by whole numbers and by others', (method) => {
    tf.tidy(() => {
      const x = randomTensor([2, 3, 4, 2]);
      for (const size of [
        [6, 8],
        [9, 12],
        [5, 7],
        [2, 3],
      ] as const) {
        checkGradient((input) => interpolate(input as tf.Tensor4D, size, { method }), [x]);
      }
      if (method !== 'bilinear') return;
      checkGradient((input) => interpolate(input as tf.Tensor4D, [6, 8], { coordinates: 'alignCorners' }), [x]);
    });
  });

  it('says what cannot be', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
      expect(() => interpolate(x, [4, 4], { method: 'cubic' as 'bicubic' })).toThrow('interpolate: method is "cubic".');
      expect(() => interpolate(x, [4, 4], { method: 'nearest', coordinates: 'alignCorners' })).toThrow(
        'interpolate: coordinates "alignCorners" is for method "bilinear" alone, got "nearest". Leave it out.',
      );
      expect(() => interpolate(x, [0, 4])).toThrow('interpolate: size is 0. It must be a whole number of at least 1.');
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 4, 4, 3]);
    for (const method of interpolateMethods) {
      const gradient = tf.grad((input) => interpolate(input as tf.Tensor4D, [7, 5], { method }));
      await expectNoLeak(() => tf.dispose(gradient(x)));
    }
    x.dispose();
  });
});
