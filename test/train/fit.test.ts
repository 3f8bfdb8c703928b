import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { OptionError, TrainingError } from '../../src/core/errors.js';
import type { BatchSource } from '../../src/data/batch.js';
import { diceLoss } from '../../src/losses/index.js';
import type { TrainEvent } from '../../src/train/events.js';
import { fit } from '../../src/train/fit.js';
import { adam } from '../../src/train/optimizers/adam.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';
import { bars, tinyUnet } from '../helpers/training.js';

const weightsOf = (model: LayersModel): Float32Array[] =>
  model.getWeights().map((weight) => weight.dataSync().slice() as Float32Array);

describeEachBackend('fit', () => {
  it('learns, judges each epoch, tells of it and ends with the best weights', async () => {
    const model = tinyUnet();
    const events: TrainEvent[] = [];
    const best: { weights: Float32Array[] } = { weights: [] };
    const history = await fit(model, bars(4), {
      epochs: 6,
      validation: bars(2),
      optimizer: adam({ learningRate: 0.02 }),
      callbacks: [
        (event) => {
          events.push(event);
          if (event.type === 'epochEnd' && event.isBest) best.weights = weightsOf(model);
        },
      ],
    });
    const losses = history.epochs.map(({ loss }) => loss);
    expect(losses[5]).toBeLessThan(losses[0]);
    expect(history.stopped).toBe('finished');
    const scores = history.epochs.map(({ validation }) => validation!.dice);
    expect(scores[history.bestEpoch! - 1]).toBe(Math.max(...scores));
    weightsOf(model).forEach((weight, i) => {
      expectAllClose(weight, best.weights[i], { rtol: 0, atol: 0 });
    });
    expect(events.map(({ type }) => type).slice(0, 8)).toEqual([
      'trainBegin',
      'epochBegin',
      'step',
      'step',
      'step',
      'step',
      'validationStep',
      'validationStep',
    ]);
    expect(JSON.parse(JSON.stringify(history)).epochs).toHaveLength(6);
    model.dispose();
  });

  it('stops at a loss that is no number, names step and ids, and leaves the weights as they were', async () => {
    const model = tinyUnet();
    let last: Float32Array[] = [];
    const poison = bars(4, (x, n) => {
      if (n === 2) x[5] = Number.NaN;
    });
    const keepWeights = (event: TrainEvent): void => {
      if (event.type === 'step') last = weightsOf(model);
    };
    const run = fit(model, poison, { callbacks: [keepWeights] });
    await expect(run).rejects.toThrow(
      /fit: the loss is NaN at epoch 1, step 3, pictures 2a, 2b\. Picture 2a itself holds NaN.* The weights are as before/,
    );
    await expect(run).rejects.toMatchObject({ name: 'TrainingError', epoch: 1, step: 3, ids: ['2a', '2b'] });
    await expect(run).rejects.toBeInstanceOf(TrainingError);
    weightsOf(model).forEach((weight, i) => {
      expectAllClose(weight, last[i], { rtol: 0, atol: 0 });
    });
    model.dispose();
  });

  it('stops after the current step when it is aborted', async () => {
    const model = tinyUnet();
    const controller = new AbortController();
    let steps = 0;
    const history = await fit(model, bars(4), {
      epochs: 5,
      validation: bars(1),
      signal: controller.signal,
      callbacks: [
        (event) => {
          if (event.type === 'step' && ++steps === 6) controller.abort();
        },
      ],
    });
    expect(steps).toBe(6);
    expect(history.stopped).toBe('aborted');
    expect(history.epochs).toHaveLength(1);
    expect(history.bestEpoch).toBe(1);
    model.dispose();
  });

  it('closes the data when it stops early', async () => {
    const model = tinyUnet();
    let closed = 0;
    const source: BatchSource = {
      async *epoch(n) {
        try {
          yield* bars(4).epoch(n);
        } finally {
          closed++;
        }
      },
    };
    const stopAtOnce = (_: TrainEvent, { stop }: { stop(): void }): void => stop();
    expect((await fit(model, source, { callbacks: [stopAtOnce] })).stopped).toBe('callback');
    await fit(model, source, {
      epochs: 1,
      callbacks: [(event, { stop }) => (event.type === 'step' ? stop() : undefined)],
    });
    expect(closed).toBe(1);
    model.dispose();
  });

  it('leaks nothing over 50 steps', async () => {
    const model = tinyUnet();
    const optimizer = adam();
    await fit(model, bars(2), { epochs: 1, validation: bars(1), optimizer });
    const before = tf.memory().numTensors;
    await fit(model, bars(25), { epochs: 2, validation: bars(1), optimizer });
    expect(tf.memory().numTensors).toBe(before);
    optimizer.dispose();
    model.dispose();
  });

  it('refuses what does not fit together', async () => {
    const model = tinyUnet();
    await expect(fit(model, bars(1), { loss: diceLoss({ task: 'multiclass' }) })).rejects.toThrow(
      'fit: diceLoss is for task "multiclass", the model "unet" for "binary". Make the loss with { task: \'binary\' }.',
    );
    await expect(fit(model, bars(1), { loss: diceLoss({ fromLogits: false }) })).rejects.toThrow(
      'fit: diceLoss expects probabilities, the model "unet" puts out logits.',
    );
    await expect(fit(model, bars(1), { epoch: 3 } as object)).rejects.toThrow(
      'unknown option "epoch". Did you mean "epochs"?',
    );
    await expect(fit(model, bars(0))).rejects.toThrow('fit: the training data gave no batch');
    await expect(fit(model, bars(1), { epochs: 0 })).rejects.toThrow(OptionError);
    model.dispose();
  });
});
