import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { TrainingError } from '../../../src/core/errors.js';
import type { Loss } from '../../../src/losses/loss.js';
import { fit } from '../../../src/train/fit.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { bars, oneWeightModel, rows, squaredError, tinyUnet, weightsOf } from '../../helpers/training.js';

/** The error that a training ends with; everything is as it was before. */
async function failure(model: ReturnType<typeof tinyUnet>, run: () => Promise<unknown>): Promise<TrainingError> {
  const before = weightsOf(model);
  const tensors = tf.memory().numTensors;
  const error = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TrainingError);
  expect(weightsOf(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
  return error as TrainingError;
}

describeEachBackend('a loss that is no number', () => {
  it('is traced to the first layer whose output is not finite, statistics left alone', async () => {
    const model = tinyUnet({ dropout: 0.3 });
    const kernel = model.getLayer('down1_conv1').getWeights()[0];
    const values = kernel.dataSync().slice();
    values[3] = Infinity;
    const broken = tf.tensor(values, kernel.shape);
    model.getLayer('down1_conv1').setWeights([broken]);
    broken.dispose();
    const error = await failure(model, () => fit(model, bars(2)));
    expect(error.message).toMatch(
      /epoch 1, step 1, pictures 0a, 0b\. The first layer whose output is not finite is "down1_conv1"/,
    );
    // On wasm relu makes 0 of NaN, so that the loss may be finite, but not the gradient.
    expect(error.nonFinite).toMatchObject({ layer: 'down1_conv1', gradientNorm: Number.NaN });
    expect(Object.hasOwn(model.getLayer('down1_conv1'), 'call')).toBe(false);
    model.dispose();
  });

  it('is traced to the picture that already is none, of the batch at fault among those of the step', async () => {
    const model = tinyUnet();
    const poison = bars(3, (x, n) => {
      if (n === 1) x[300] = Infinity;
    });
    const error = await failure(model, () => fit(model, poison, { accumulate: 3 }));
    expect(error.ids).toEqual(['1a', '1b']);
    expect(error.message).toContain('Picture 1b itself holds NaN or infinity');
    expect(error.nonFinite?.layer).toBeUndefined();
    model.dispose();
  });

  it('is traced to the loss, or to the gradient of a weight', async () => {
    const model = oneWeightModel();
    const division: Loss = Object.assign(
      (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.tidy(() => tf.div(squaredError(yTrue, yPred), 0) as tf.Scalar),
      { lossName: 'division', task: 'binary', fromLogits: true } as const,
    );
    const byLoss = await failure(model, () => fit(model, rows(1, 1), { loss: division }));
    expect(byLoss.message).toContain(
      'the loss is Infinity at epoch 1, step 1, pictures row 0. All layers put out finite numbers',
    );
    // The root of 0 has no finite slope.
    const root: Loss = Object.assign(
      (_: tf.Tensor, yPred: tf.Tensor) => tf.tidy(() => tf.sqrt(tf.sum(tf.mul(yPred, 0))) as tf.Scalar),
      { lossName: 'root', task: 'binary', fromLogits: true } as const,
    );
    const byGradient = await failure(model, () => fit(model, rows(1, 1), { loss: root }));
    expect(byGradient.message).toMatch(/the gradient is NaN \(the loss is 0\).*first that of "w\/kernel": lower/);
    model.dispose();
  });
});
