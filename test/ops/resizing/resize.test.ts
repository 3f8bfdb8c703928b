import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { pixelShuffle, pixelUnshuffle } from '../../../src/ops/resizing/pixelShuffle.js';
import { resizeBilinear, resizeNearest } from '../../../src/ops/resizing/resize.js';
import { upsample } from '../../../src/ops/resizing/upsample.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const row = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);

describeEachBackend('resizeBilinear', () => {
  it('gives the values computed by hand for each choice of coordinates', () => {
    tf.tidy(() => {
      expectAllClose(resizeBilinear(row(0, 4), [1, 4]), [0, 1, 3, 4]);
      expectAllClose(resizeBilinear(row(0, 6), [1, 4], { coordinates: 'alignCorners' }), [0, 2, 4, 6]);
      expectAllClose(resizeBilinear(row(0, 4), [1, 4], { coordinates: 'legacy' }), [0, 2, 4, 4]);
    });
  });

  it('has the right gradient, on pictures that are not square too', () => {
    tf.tidy(() => {
      for (const coordinates of ['halfPixel', 'alignCorners', 'legacy'] as const) {
        for (const size of [
          [7, 4],
          [2, 9],
        ] as const) {
          const f = (x: tf.Tensor): tf.Tensor => resizeBilinear(x as tf.Tensor4D, size, { coordinates });
          checkGradient(f, [randomTensor([2, 3, 5, 2])]);
        }
      }
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 4, 4, 3]);
    const gradient = tf.grad((input) => resizeBilinear(input as tf.Tensor4D, [7, 5]));
    await expectNoLeak(() => tf.dispose(gradient(x)));
    x.dispose();
  });
});

describeEachBackend('resizeNearest', () => {
  it('gives the values computed by hand for each choice of coordinates', () => {
    tf.tidy(() => {
      expectAllClose(resizeNearest(row(1, 2), [1, 3]), [1, 1, 2]);
      expectAllClose(resizeNearest(row(1, 2, 3), [1, 2]), [1, 2]);
      expectAllClose(resizeNearest(row(1, 2, 3), [1, 2], { coordinates: 'halfPixel' }), [1, 3]);
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      for (const coordinates of ['floor', 'halfPixel'] as const) {
        const f = (x: tf.Tensor): tf.Tensor => resizeNearest(x as tf.Tensor4D, [7, 4], { coordinates });
        checkGradient(f, [randomTensor([2, 3, 5, 2])]);
      }
    });
  });
});

describeEachBackend('upsample', () => {
  it('gives the values computed by hand', () => {
    tf.tidy(() => {
      expectAllClose(upsample(row(1, 2)), [1, 1, 2, 2, 1, 1, 2, 2]);
      expectAllClose(upsample(row(1, 2), { scale: 3 }), [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
      expectAllClose(upsample(row(0, 4), { method: 'bilinear' }), [0, 1, 3, 4, 0, 1, 3, 4]);
      expectAllClose(upsample(row(5), { scale: 1 }), [5]);
    });
  });

  it('is half-pixel resizing, in its gradient too', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 3, 5, 2]);
      const dy = randomTensor([2, 6, 10, 2], 3);
      const fast = tf.grad((input) => upsample(input as tf.Tensor4D, { method: 'bilinear' }));
      const general = tf.grad((input) => resizeBilinear(input as tf.Tensor4D, [6, 10]));
      expectAllClose(fast(x, dy), general(x, dy), { atol: 1e-5 });
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      for (const method of ['nearest', 'bilinear'] as const) {
        for (const scale of [2, 3]) {
          const f = (x: tf.Tensor): tf.Tensor => upsample(x as tf.Tensor4D, { method, scale });
          checkGradient(f, [randomTensor([2, 3, 4, 2])]);
          checkGradient(f, [randomTensor([1, 1, 2, 1])]);
        }
      }
    });
  });

  it('leaves no tensor behind', async () => {
    const x = randomTensor([2, 4, 4, 3]);
    for (const method of ['nearest', 'bilinear'] as const) {
      const gradient = tf.grad((input) => upsample(input as tf.Tensor4D, { method }));
      await expectNoLeak(() => tf.dispose(gradient(x)));
    }
    x.dispose();
  });
});

describeEachBackend('pixelShuffle', () => {
  it('gives the values computed by hand in both orders', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([0, 1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 8]);
      expectAllClose(pixelShuffle(x), [0, 4, 1, 5, 2, 6, 3, 7]);
      expectAllClose(pixelShuffle(x, { order: 'tensorflow' }), [0, 1, 2, 3, 4, 5, 6, 7]);
    });
  });

  it('is undone by pixelUnshuffle', () => {
    tf.tidy(() => {
      for (const order of ['torch', 'tensorflow'] as const) {
        const x = randomTensor([2, 3, 2, 18]);
        const options = { blockSize: 3, order };
        expectAllClose(pixelUnshuffle(pixelShuffle(x, options), options), x);
      }
    });
  });

  it('has the right gradient', () => {
    tf.tidy(() => {
      checkGradient((x) => pixelShuffle(x as tf.Tensor4D), [randomTensor([1, 2, 3, 8])]);
      checkGradient((x) => pixelUnshuffle(x as tf.Tensor4D), [randomTensor([1, 4, 6, 2])]);
    });
  });

  it('refuses shapes that do not fit', () => {
    tf.tidy(() => {
      expect(() => pixelShuffle(randomTensor([1, 2, 2, 6]))).toThrow(
        'pixelShuffle: 6 channels are not divisible by 4 (blockSize²). Use a multiple of it.',
      );
      expect(() => pixelUnshuffle(randomTensor([1, 3, 2, 6]))).toThrow(
        'pixelUnshuffle: height 3 and width 2 are not both divisible by 2. Pad first.',
      );
    });
  });
});
