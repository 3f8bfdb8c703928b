import { expect, it } from 'vitest';
import { earlyStopping } from '../../../src/train/callbacks/earlyStopping.js';
import type { Monitor } from '../../../src/train/callbacks/monitor.js';
import { reduceLearningRate } from '../../../src/train/callbacks/reduceLearningRate.js';
import type { Callback } from '../../../src/train/events.js';
import { fit } from '../../../src/train/fit.js';
import type { TrainingHistory } from '../../../src/train/history.js';
import { adam, sgd } from '../../../src/train/optimizers/index.js';
import { type LearningRate, linearWarmup } from '../../../src/train/schedules/index.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { bars, oneWeightModel, rows, squaredError, tinyUnet, weightsOf } from '../../helpers/training.js';

/** The values of a monitor, epoch by epoch, made up. */
const values =
  (...list: (number | undefined)[]): Monitor =>
  ({ epoch }) =>
    list[epoch - 1];

/** Trains one step an epoch; gives the history and the rate of each epoch. */
async function train(
  callbacks: readonly Callback[],
  { epochs = 8, learningRate = 0.25 }: { epochs?: number; learningRate?: LearningRate } = {},
): Promise<TrainingHistory & { weights: Record<string, number[]>[] }> {
  const model = oneWeightModel();
  const weights: Record<string, number[]>[] = [];
  const watch: Callback = (event) => {
    if (event.type === 'epochEnd') weights.push(weightsOf(model));
  };
  const optimizer = sgd({ learningRate });
  const history = await fit(model, rows(1, 1), {
    epochs,
    loss: squaredError,
    optimizer,
    callbacks: [watch, ...callbacks],
  });
  weights.push(weightsOf(model));
  model.dispose();
  return { ...history, weights };
}

describeEachBackend('earlyStopping', () => {
  it('stops after patience epochs that are no better', async () => {
    const monitor = values(3, 2, 2, 2.5, 1.9, 1.9);
    const run = async (patience: number, minDelta = 0): Promise<number> =>
      (await train([earlyStopping({ monitor, mode: 'min', patience, minDelta })])).epochs.length;
    expect(await run(2)).toBe(4);
    expect(await run(3)).toBe(8);
    expect(await run(3, 0.2)).toBe(5);
    const { stopped } = await train([earlyStopping({ monitor, mode: 'min', patience: 2 })]);
    expect(stopped).toBe('callback');
  });

  it('goes by the mode alone, never by the name', async () => {
    const rising = values(1, 2, 3, 4, 5, 6, 7, 8);
    expect((await train([earlyStopping({ monitor: rising, mode: 'max', patience: 2 })])).epochs).toHaveLength(8);
    expect((await train([earlyStopping({ monitor: rising, mode: 'min', patience: 2 })])).epochs).toHaveLength(3);
    expect(() => earlyStopping({ monitor: 'dice' } as never)).toThrow('mode is undefined');
    expect(() => earlyStopping({ monitor: 'val_loss' as never, mode: 'min' })).toThrow('monitor is "val_loss"');
  });

  it('leaves out epochs in which the number was not measured', async () => {
    const monitor = values(1, undefined, undefined, 2, undefined, 3);
    const { epochs } = await train([earlyStopping({ monitor, mode: 'min', patience: 2 })]);
    expect(epochs).toHaveLength(6);
  });

  it('restores the best weights if asked to', async () => {
    const monitor = values(3, 1, 2, 2, 2);
    const restored = await train([earlyStopping({ monitor, mode: 'min', patience: 2, restoreBest: true })]);
    expect(restored.bestEpoch).toBe(2);
    expect(restored.weights.at(-1)).toEqual(restored.weights[1]);
    const last = await train([earlyStopping({ monitor, mode: 'min', patience: 2 })]);
    expect(last.bestEpoch).toBe(4);
    expect(last.weights.at(-1)).toEqual(last.weights[3]);
    const both = (first: Monitor, second: Monitor): Promise<unknown> =>
      train([first, second].map((monitor) => earlyStopping({ monitor, mode: 'min', restoreBest: true })));
    await expect(both('trainLoss', monitor)).rejects.toThrow('by "trainLoss" (min) and by a function (min)');
    await both(monitor, monitor);
  });

  it('refuses to watch a number that is never measured', async () => {
    const run = train([earlyStopping({ monitor: 'dice', mode: 'max' })]);
    await expect(run).rejects.toThrow('earlyStopping: monitor is "dice", and there is no validation data.');
  });
});

describeEachBackend('reduceLearningRate', () => {
  const rates = async (callback: Callback, more: Parameters<typeof train>[1] = {}): Promise<number[]> =>
    (await train([callback], more)).epochs.map(({ learningRate }) => learningRate);

  it('multiplies the rate when a number has not become better, as Keras or PyTorch count', async () => {
    const monitor = values(1, 1, 1, 1, 1, 1, 1, 1);
    const options = { monitor, mode: 'min', factor: 0.5, patience: 2 } as const;
    expect(await rates(reduceLearningRate({ ...options, semantics: 'keras' }))).toEqual(
      [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125].map((part) => 0.25 * part),
    );
    expect(await rates(reduceLearningRate({ ...options, minimum: 0.1 }))).toEqual([
      0.25, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125, 0.1,
    ]);
  });

  it('moves the weights with the reduced rate', async () => {
    const monitor = values(1, 1, 1, 1);
    const options = { monitor, mode: 'min', factor: 0, patience: 1, semantics: 'keras' } as const;
    const { weights } = await train([reduceLearningRate(options)], { epochs: 4 });
    expect(weights[1]).not.toEqual(weights[0]);
    expect(weights[2]).toEqual(weights[1]);
  });

  it('goes together with a schedule, whose warm-up it does not raise', async () => {
    const schedule = linearWarmup(0.4, { steps: 4 });
    const options = {
      monitor: values(1, 1, 1, 1, 1, 1),
      mode: 'min',
      factor: 0.5,
      patience: 1,
      minimum: 0.15,
    } as const;
    const got = await rates(reduceLearningRate({ ...options, semantics: 'keras' }), {
      epochs: 6,
      learningRate: schedule,
    });
    expect(got).toEqual([0, 0.1, 0.15, 0.15, 0.15, 0.15]);
  });

  it('watches the validation', async () => {
    const model = tinyUnet();
    const history = await fit(model, bars(1), {
      epochs: 4,
      validation: bars(1),
      optimizer: adam({ learningRate: 0.01 }),
      callbacks: [reduceLearningRate({ monitor: 'dice', mode: 'min', factor: 0.1, patience: 1, semantics: 'keras' })],
    });
    const dice = history.epochs.map(({ validation }) => validation!.dice);
    let rate = 0.01;
    let best = dice[0];
    for (const [i, { learningRate }] of history.epochs.entries()) {
      expect(learningRate).toBeCloseTo(rate, 12);
      if (i > 0 && !(dice[i] < best - 1e-4)) rate *= 0.1;
      else best = dice[i];
    }
    model.dispose();
  });
});
