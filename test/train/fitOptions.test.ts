import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Batch } from '../../src/data/batch.js';
import { evaluate } from '../../src/train/evaluate.js';
import type { Callback, TrainEvent } from '../../src/train/events.js';
import { fit } from '../../src/train/fit.js';
import type { FitOptions } from '../../src/train/fitOptions.js';
import { historyFromJson, historyToJson } from '../../src/train/history.js';
import { adam, sgd } from '../../src/train/optimizers/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { bars, oneWeightModel, rows, squaredError, tinyUnet, weightsOf } from '../helpers/training.js';

const options = { loss: squaredError, optimizer: sgd({ learningRate: 0.25 }) };

/** Collects the events of some kinds. */
function collect<T extends TrainEvent['type']>(...types: T[]): [Extract<TrainEvent, { type: T }>[], Callback] {
  const events: Extract<TrainEvent, { type: T }>[] = [];
  return [events, (event) => void ((types as string[]).includes(event.type) && events.push(event as never))];
}

/** What a run of the one-weight model does: the first picture of each step, epoch by epoch. */
async function seen(data: Parameters<typeof fit>[1], more: FitOptions): Promise<string[][]> {
  const model = oneWeightModel();
  const [events, callback] = collect('step');
  await fit(model, data, { ...options, ...more, callbacks: [callback] });
  model.dispose();
  const epochs: string[][] = [];
  for (const { epoch, ids } of events) {
    epochs[epoch - 1] ??= [];
    epochs[epoch - 1].push(ids[0].slice(4));
  }
  return epochs;
}

describeEachBackend('options of fit', () => {
  it('takes iterables, functions and generators of batches', async () => {
    const twice = [
      ['0', '1'],
      ['0', '1'],
    ];
    expect(await seen(rows(2, 1), { epochs: 2 })).toEqual(twice);
    expect(
      await seen(
        async function* () {
          yield* rows(2, 1);
        },
        { epochs: 2 },
      ),
    ).toEqual(twice);
    expect(await seen((epoch) => rows(epoch, 1), { epochs: 2 })).toEqual([['0'], ['0', '1']]);
    const once = (async function* () {
      yield* rows(2, 1);
    })();
    await expect(seen(once, { epochs: 2 })).rejects.toThrow('An iterator can be read once');
    await expect(seen({} as never, {})).rejects.toThrow('fit: the training data is not what it should be');
  });

  it('counts total steps, and ends in the middle of an epoch', async () => {
    expect(await seen(rows(3, 1), { steps: 5 })).toEqual([
      ['0', '1', '2'],
      ['0', '1'],
    ]);
    expect(await seen(rows(3, 1), { steps: 5, epochs: 1 })).toEqual([['0', '1', '2']]);
    const [begin, callback] = collect('trainBegin');
    await fit(oneWeightModel(), bars(3), { ...options, steps: 5, callbacks: [callback] });
    expect(begin[0]).toMatchObject({ epochs: 2, steps: 3 });
  });

  it('goes on in the data from epoch to epoch where an epoch has its own number of steps', async () => {
    expect(await seen(rows(3, 1), { stepsPerEpoch: 2, epochs: 3 })).toEqual([
      ['0', '1'],
      ['2', '0'],
      ['1', '2'],
    ]);
    expect(await seen(rows(3, 1), { stepsPerEpoch: 4, epochs: 1 })).toEqual([['0', '1', '2', '0']]);
    let closed = 0;
    const endless = async function* (): AsyncGenerator<Batch> {
      try {
        for (;;) yield* rows(5, 1);
      } finally {
        closed++;
      }
    };
    expect(await seen(endless(), { stepsPerEpoch: 3, epochs: 2 })).toEqual([
      ['0', '1', '2'],
      ['3', '4', '0'],
    ]);
    expect(closed).toBe(1);
  });

  it('validates every n epochs, and the last one', async () => {
    const model = tinyUnet();
    const history = await fit(model, bars(1), { epochs: 5, validation: bars(1), validateEvery: 2 });
    expect(history.epochs.map(({ validation }) => validation !== undefined)).toEqual([false, true, false, true, true]);
    expect([2, 4, 5]).toContain(history.bestEpoch);
    model.dispose();
  });

  it('limits each value of a gradient', async () => {
    const model = oneWeightModel(8);
    const [events, callback] = collect('step');
    await fit(model, rows(1, 1), { ...options, epochs: 1, clipValue: 0.5, callbacks: [callback] });
    expect(events[0].gradientNorm).toBeGreaterThan(0.5);
    expect(weightsOf(model)['w/kernel']).toEqual([8 - 0.25 * 0.5]);
    model.dispose();
  });

  it('averages weights and statistics, judges with them and ends with them', async () => {
    const model = tinyUnet();
    const start = weightsOf(model);
    const average = Object.fromEntries(Object.entries(start).map(([name, values]) => [name, [...values]]));
    const wrong: string[] = [];
    const follow: Callback = async (event) => {
      if (event.type === 'step') {
        for (const [name, values] of Object.entries(weightsOf(model))) {
          average[name] = values.map((value, i) =>
            Math.fround(Math.fround(average[name][i] * 0.75) + Math.fround(value * 0.25)),
          );
        }
      }
      if (event.type !== 'epochEnd') return;
      expect(weightsOf(model)).toEqual(average);
      const { scores } = await evaluate(model, bars(2));
      expect(event.record.validation?.scores).toEqual(scores);
    };
    const options = { epochs: 3, validation: bars(2), keepBest: 'last', ema: 0.75, callbacks: [follow] } as const;
    await fit(model, bars(3), { ...options, optimizer: adam({ learningRate: 0.01 }) });
    expect(wrong).toEqual([]);
    expect(weightsOf(model)).toEqual(average);
    expect(average['down0_norm0/moving_mean']).not.toEqual(start['down0_norm0/moving_mean']);
    model.dispose();
  });

  it('trains as without averages, whose weights only judge', async () => {
    const ends: unknown[] = [];
    for (const ema of [undefined, 0.9]) {
      const model = tinyUnet();
      let last: unknown;
      const watch: Callback = (event) => {
        if (event.type === 'step') last = weightsOf(model);
      };
      const callbacks = [watch];
      await fit(model, bars(2), { epochs: 3, validation: bars(1), callbacks, ...(ema !== undefined && { ema }) });
      ends.push(last);
      model.dispose();
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  it('skips steps that are not finite as if their batches were not there', async () => {
    const poison = (x: Float32Array, n: number): void => {
      if (n === 1) x[300] = Number.NaN;
    };
    const model = tinyUnet();
    const [events, callback] = collect('stepSkipped', 'step');
    const history = await fit(model, bars(3, poison), { epochs: 2, onNonFinite: 'skip', callbacks: [callback] });
    expect(events.map(({ type, step, globalStep }) => `${type} ${step} ${globalStep}`)).toEqual([
      'step 1 1',
      'stepSkipped 2 2',
      'step 3 3',
      'step 1 4',
      'stepSkipped 2 5',
      'step 3 6',
    ]);
    expect(events[1]).toMatchObject({ ids: ['1a', '1b'], error: { nonFinite: { loss: Number.NaN } } });
    expect(history.epochs.map(({ skipped }) => skipped)).toEqual([1, 1]);

    const without = tinyUnet();
    const clean: Batch[] = [];
    for await (const batch of bars(3).epoch(1)) if (batch.ids[0] !== '1a') clean.push(batch);
    await fit(without, clean, { epochs: 2 });
    expect(weightsOf(model)).toEqual(weightsOf(without));
    model.dispose();
    without.dispose();
  });

  it('ends when too many steps in a row are skipped', async () => {
    const model = tinyUnet();
    const poison = bars(4, (x) => x.fill(Number.NaN));
    const run = fit(model, poison, { onNonFinite: 'skip', skipLimit: 2 });
    await expect(run).rejects.toThrow('2 steps in a row have been skipped');
    await expect(run).rejects.toMatchObject({ step: 3, ids: ['2a', '2b'] });
    await expect(fit(model, poison, { onNonFinite: 'skip', skipLimit: 0 })).rejects.toMatchObject({ step: 1 });
    model.dispose();
  });

  it('leaks nothing, whatever is asked of it', async () => {
    const model = tinyUnet();
    const poison = bars(3, (x, n) => void (n === 1 && x.fill(Number.NaN)));
    const run = (): Promise<unknown> =>
      fit(model, poison, {
        epochs: 2,
        validation: bars(1),
        ema: 0.9,
        accumulate: 2,
        clipNorm: 0.1,
        onNonFinite: 'skip',
      });
    await run();
    const { numTensors, numBytes } = tf.memory();
    await run();
    await fit(model, bars(2), { epochs: 1, clipValue: 0.1, steps: 1 });
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    model.dispose();
  });

  it('writes a history that is read back as it was', async () => {
    const model = tinyUnet({ task: 'multiclass', classes: 3 });
    const history = await fit(model, bars(1), { epochs: 1, validation: bars(1) });
    expect(JSON.stringify(history)).toContain(':null');
    expect(historyFromJson(historyToJson(history))).toEqual(history);
    expect(() => historyFromJson('{')).toThrow('this is no JSON');
    expect(() => historyFromJson('{"a":1}')).toThrow('is no history');
    model.dispose();
  });

  it('refuses numbers that cannot be, and options without effect', async () => {
    const model = oneWeightModel();
    const refuse = (more: FitOptions, message: string): Promise<void> =>
      expect(fit(model, rows(1, 1), { ...options, ...more })).rejects.toThrow(message);
    await refuse({ accumulate: 0 }, 'accumulate is 0');
    await refuse({ steps: 1.5 }, 'steps is 1.5');
    await refuse({ clipNorm: 1, clipValue: 1 }, 'clipNorm and clipValue are both given');
    await refuse({ skipLimit: 3 }, "no effect where onNonFinite is 'stop'");
    await refuse({ validateEvery: 2 }, 'validateEvery has no effect without validation');
    await refuse({ ema: 1 }, 'decay is 1');
    await refuse({ onNonFinite: 'go' as never }, 'onNonFinite is "go"');
    model.dispose();
  });
});
