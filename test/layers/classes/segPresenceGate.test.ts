import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { SegPresenceGate } from '../../../src/layers/classes/segPresenceGate.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

describeEachBackend('SegPresenceGate', () => {
  const logits = (): tf.Tensor => tf.tensor4d([1, 2, 3, -40, -50, -60, 4, 5, 6, 7, 8, 9], [2, 1, 2, 3]);
  const scores = (): tf.Tensor => tf.tensor2d([0, -0.1, 2, -1, -1, -1], [2, 3]);
  const gate = (layer: SegPresenceGate, ...inputs: tf.Tensor[]): tf.Tensor => layer.apply(inputs) as tf.Tensor;

  it('takes out, of each picture, the classes whose score is below 0', () => {
    tf.tidy(() => {
      expectAllClose(
        gate(new SegPresenceGate(), logits(), scores()),
        [1, -20, 3, -40, -50, -60, -20, -20, -20, -20, -20, -20],
      );
      expectAllClose(
        gate(new SegPresenceGate({ firstChannel: 1 }), logits(), scores()),
        [1, -20, 3, -40, -50, -60, 4, -20, -20, 7, -20, -20],
      );
    });
  });

  it('lets all pass in training, with their gradient', async () => {
    const layer = new SegPresenceGate();
    const inputs = [randomTensor([2, 2, 2, 3]), randomTensor([2, 3], 2)];
    tf.tidy(() => {
      expectAllClose(layer.apply(inputs, { training: true }) as tf.Tensor, inputs[0]);
      checkGradient((x) => layer.apply([x, inputs[1]], { training: true }) as tf.Tensor, [inputs[0]]);
    });
    await expectNoLeak(() => tf.dispose(gate(layer, ...inputs)));
  });

  it('keeps its shape and its settings', () => {
    const layer = new SegPresenceGate({ firstChannel: 1 });
    const shapes = [
      [null, 8, 8, 3],
      [null, 3],
    ];
    expect(layer.computeOutputShape(shapes)).toEqual([null, 8, 8, 3]);
    expect(layer.getConfig()).toMatchObject({ firstChannel: 1 });
  });
});
