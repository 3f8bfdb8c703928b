import { expect, it } from 'vitest';
import type { Batch } from '../../src/data/batch.js';
import { binaryCrossEntropy } from '../../src/losses/index.js';
import { fit } from '../../src/train/fit.js';
import { sgd } from '../../src/train/optimizers/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';
import { bars, joinBatches, oneWeightModel, rows, squaredError, tinyUnet, weightsOf } from '../helpers/training.js';

describeEachBackend('accumulation', () => {
  const optimizer = sgd({ learningRate: 0.25 });

  it('makes four batches of two the same step as one of eight, to the last bit', async () => {
    const batches = rows(4, 2);
    const train = async (data: readonly Batch[], accumulate: number): Promise<unknown> => {
      const model = oneWeightModel();
      const { epochs } = await fit(model, data, { epochs: 2, loss: squaredError, optimizer, accumulate });
      const weights = weightsOf(model);
      model.dispose();
      // The loss of the second epoch needs more digits than there are; each way rounds it in its own order.
      return { weights, loss: epochs[0].loss };
    };
    const whole = await train([joinBatches(batches)], 1);
    expect(await train(batches, 4)).toEqual(whole);
    expect(await train(batches, 2)).not.toEqual(whole);
  });

  it('weighs batches by their pictures', async () => {
    const [first, second] = [rows(2, 1), rows(2, 3).slice(1)];
    const uneven = [joinBatches(first), ...second];
    expect(uneven.map(({ ids }) => ids.length)).toEqual([2, 3]);
    const models = [oneWeightModel(), oneWeightModel()];
    const options = { epochs: 1, loss: squaredError, optimizer };
    await fit(models[0], uneven, { ...options, accumulate: 2 });
    await fit(models[1], [joinBatches(uneven)], options);
    expectAllClose(weightsOf(models[0])['w/kernel'], weightsOf(models[1])['w/kernel'], { rtol: 1e-6 });
    for (const model of models) model.dispose();
  });

  it('holds for a whole network with dropout, but for the batches that batch norm would see', async () => {
    const batches: Batch[] = [];
    for await (const batch of bars(4).epoch(1)) batches.push(batch);
    const train = async (data: readonly Batch[], accumulate: number): Promise<Record<string, number[]>> => {
      const model = tinyUnet({ norm: 'group', groups: 2, dropout: 0.4 });
      await fit(model, data, {
        epochs: 2,
        loss: binaryCrossEntropy(),
        optimizer: sgd({ learningRate: 0.1 }),
        accumulate,
      });
      const weights = weightsOf(model);
      model.dispose();
      return weights;
    };
    const whole = await train([joinBatches(batches)], 1);
    const parts = await train(batches, 4);
    for (const [name, values] of Object.entries(whole)) expectAllClose(parts[name], values, { rtol: 1e-4, atol: 1e-6 });
  });

  it('takes fewer at the end of an epoch, and counts steps, not batches', async () => {
    const model = oneWeightModel();
    const steps: (readonly string[])[] = [];
    let inEpoch: number | undefined;
    await fit(
      model,
      {
        length: 5,
        epoch: async function* () {
          yield* rows(5, 1);
        },
      },
      {
        epochs: 1,
        loss: squaredError,
        optimizer,
        accumulate: 2,
        callbacks: [
          (event) => {
            if (event.type === 'trainBegin') inEpoch = event.steps;
            if (event.type === 'step') steps.push(event.ids);
          },
        ],
      },
    );
    expect(steps).toEqual([['row 0', 'row 1'], ['row 2', 'row 3'], ['row 4']]);
    expect(inEpoch).toBe(3);
    model.dispose();
  });
});
