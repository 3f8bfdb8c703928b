import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.js';
import { crossEntropy } from '../../src/losses/crossEntropy.js';
import { diceLoss } from '../../src/losses/diceLoss.js';
import type { Loss } from '../../src/losses/loss.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';

/** Soft labels of a pixel, twice. */
const pair = (...parts: number[]): tf.Tensor => tf.tensor4d([...parts, ...parts], [1, 1, 2, parts.length]);

describeEachBackend('soft labels', () => {
  it('cost by hand what they should', () => {
    const logits = pair(1, -1, 0.5);
    const logSum = Math.log(Math.exp(1) + Math.exp(-1) + Math.exp(0.5));
    const expected = logSum - (0.7 * 1 + 0.3 * 0.5);
    expectAllClose(crossEntropy()(pair(0.7, 0, 0.3), logits), tf.scalar(expected), { rtol: 1e-6 });
    const p = 1 / (1 + Math.exp(-0.4));
    const binary = -(0.3 * Math.log(p) + 0.7 * Math.log(1 - p));
    expectAllClose(binaryCrossEntropy()(pair(0.3), pair(0.4)), tf.scalar(binary), { rtol: 1e-6 });
  });

  it('cost least where the prediction is the truth', () => {
    const best = (loss: Loss, truth: tf.Tensor, at: (p: number) => tf.Tensor): number => {
      const candidates = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
      const costs = candidates.map((p) => loss(truth, at(p)).dataSync()[0]);
      return candidates[costs.indexOf(Math.min(...costs))];
    };
    const probabilities = { fromLogits: false } as const;
    for (const t of [0.2, 0.35, 0.65]) {
      expect(best(binaryCrossEntropy(probabilities), pair(t), (p) => pair(p))).toBe(t);
      expect(best(crossEntropy(probabilities), pair(t, 1 - t), (p) => pair(p, 1 - p))).toBe(t);
      const dice = diceLoss({ ...probabilities, softTarget: 'minimum', smooth: 0 });
      expect(best(dice, pair(t), (p) => pair(p))).toBe(t);
      const classes = diceLoss({ ...probabilities, task: 'multiclass', softTarget: 'minimum', smooth: 0 });
      expect(best(classes, pair(t, 1 - t), (p) => pair(p, 1 - p))).toBe(t);
    }
  });

  it('are refused with their place where they are none', () => {
    const message = 'soft labels are parts from 0 to 1 that add up to 1. −1 in all channels marks';
    const logits = pair(0, 0);
    const loss = (...parts: number[]): unknown =>
      crossEntropy()(tf.tensor4d([0.5, 0.5, ...parts], [1, 1, 2, 2]), logits);
    expect(() => loss(0.7, 0.7)).toThrow(
      /yTrue holds 0\.69\d*, 0\.69\d* \(picture 0, row 0, column 1\), but soft labels are parts/,
    );
    expect(() => loss(1.5, -0.5)).toThrow(message);
    expect(() => loss(Number.NaN, 0)).toThrow(message);
    expect(() => loss(-1, -1)).toThrow(message);
    expect(() => crossEntropy({ ignoreIndex: 255 })(pair(-1, -1), logits)).not.toThrow();
    expect(() => crossEntropy({ ignoreIndex: 255 })(pair(-1, 0), logits)).toThrow(message);
    expect(() => binaryCrossEntropy()(pair(1.5), pair(0))).toThrow(
      'yTrue holds 1.5 (picture 0, row 0, column 0), but soft labels are a part',
    );
    expect(() => crossEntropy()(tf.zeros([1, 1, 2, 3]), logits)).toThrow('crossEntropy: yTrue is 1×1×2×3');
    expect(() => crossEntropy()(tf.zeros([1, 1, 2]), logits)).toThrow('parts of classes come as float32 1×1×2×2.');
  });
});
