import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { positionAttention } from '../../../src/ops/attention/positionAttention.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

const shapes = [
  [2, 2, 3, 4],
  [2, 2, 3, 4],
  [2, 2, 3, 5],
] as const;
const inputs = (): tf.Tensor4D[] => shapes.map((shape, i) => randomTensor([...shape], i + 1) as tf.Tensor4D);

describeEachBackend('positionAttention', () => {
  it('weighs places by all pairs of them, and reads the result channel after channel', () => {
    const [center, top, bottom] = inputs();
    const [c, t, b] = [center, top, bottom].map((x) => x.dataSync());
    const y = positionAttention(center, top, bottom).dataSync();
    const [places, features, channels] = [6, 4, 5];
    for (const n of [0, 1]) {
      const score = (i: number, j: number): number =>
        Array.from(
          { length: features },
          (_, k) => c[(n * places + i) * features + k] * t[(n * places + j) * features + k],
        ).reduce((sum, value) => sum + value, 0);
      const scores = Array.from({ length: places * places }, (_, at) =>
        Math.exp(score(Math.floor(at / places), at % places)),
      );
      const total = scores.reduce((sum, value) => sum + value, 0);
      const mixed = (i: number, channel: number): number =>
        Array.from(
          { length: places },
          (_, j) => (scores[i * places + j] / total) * b[(n * places + j) * channels + channel],
        ).reduce((sum, value) => sum + value, 0);
      for (let place = 0; place < places; place++) {
        for (let channel = 0; channel < channels; channel++) {
          const at = channel * places + place; // of [C,HW], which is [HW,C] misread
          expect(y[(n * places + place) * channels + channel]).toBeCloseTo(
            mixed(Math.floor(at / channels), at % channels),
            5,
          );
        }
      }
    }
    tf.dispose([center, top, bottom]);
  });

  it('has the right gradient', () => {
    checkGradient(
      (center, top, bottom) => positionAttention(center as tf.Tensor4D, top as tf.Tensor4D, bottom as tf.Tensor4D),
      inputs(),
    );
  });

  it('is the mean where all places are alike', () => {
    const zeros = tf.zeros<tf.Rank.R4>([1, 2, 2, 3]);
    const ones = tf.ones<tf.Rank.R4>([1, 2, 2, 2]);
    expectAllClose(positionAttention(zeros, zeros, ones), tf.fill([1, 2, 2, 2], 1 / 4));
    tf.dispose([zeros, ones]);
  });

  it('leaves nothing behind', async () => {
    const [center, top, bottom] = inputs();
    await expectNoLeak(() => positionAttention(center, top, bottom).dispose());
    tf.dispose([center, top, bottom]);
  });
});
