import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { modelInput } from '../../src/models/modelInput.js';
import { segmentationHead } from '../../src/models/segmentationHead.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, randomTensor } from '../helpers/tensors.js';

describeEachBackend('modelInput', () => {
  it('pads and crops with pad: auto', () => {
    const { input, x, crop } = modelInput({ architecture: 'mine', inputShape: [5, null, 2], divisor: 4, pad: 'auto' });
    expect(x.shape).toEqual([null, 8, null, 2]);
    const model = layers.model({ inputs: input, outputs: crop(x) });
    tf.tidy(() => {
      const picture = randomTensor([1, 5, 7, 2]);
      expectAllClose(model.predict(picture) as tf.Tensor, picture, { atol: 0, rtol: 0 });
    });
  });

  it('guards sizes that are not known yet, and adds nothing where they are', () => {
    const guarded = modelInput({ architecture: 'mine', inputShape: [8, null, 2], divisor: 4 });
    expect(guarded.x).not.toBe(guarded.input);
    const fixed = modelInput({ architecture: 'mine', inputShape: [8, 12, 2], divisor: 4 });
    expect(fixed.x).toBe(fixed.input);
    expect(() => modelInput({ architecture: 'mine', inputShape: [8, 10, 2], divisor: 4 })).toThrow(
      'mine: input 10×8 (width×height) is not divisible by 4 (2^depth). Pad to 12×8',
    );
  });
});

describeEachBackend('segmentationHead', () => {
  it('is a 1×1 convolution to one logit a class, and an activation where one is asked for', () => {
    const input = layers.input({ shape: [2, 2, 5] });
    const names = (activation: 'linear' | 'softmax'): string[] => {
      const model = layers.model({ inputs: input, outputs: segmentationHead({ classes: 3, activation })(input) });
      expect(model.countParams()).toBe(5 * 3 + 3);
      return model.layers.slice(1).map(({ name }) => name);
    };
    expect(names('linear')).toEqual(['head']);
    expect(names('softmax')).toEqual(['head', 'probabilities']);
  });
});
