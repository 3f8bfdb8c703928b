import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it, vi } from 'vitest';
import { DataError } from '../../../src/core/errors.js';
import type { BatchSource } from '../../../src/data/batch.js';
import { arrayDataset } from '../../../src/data/dataset.js';
import { loader } from '../../../src/data/loader.js';
import type { Sample } from '../../../src/data/sample.js';
import { diceLoss } from '../../../src/losses/index.js';
import { checkpoint } from '../../../src/train/callbacks/checkpoint.js';
import type { Callback } from '../../../src/train/events.js';
import { fit } from '../../../src/train/fit.js';
import { freeze } from '../../../src/train/freeze.js';
import type { TrainingHistory } from '../../../src/train/history.js';
import { adam, sgd } from '../../../src/train/optimizers/index.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { discNet, longTraining } from '../../helpers/longTraining.js';
import { type MemoryCheckpoints, memoryCheckpoints } from '../../helpers/memoryCheckpoints.js';
import { expectAllClose } from '../../helpers/tensors.js';
import { bars, tinyUnet, weightsOf } from '../../helpers/training.js';

/** What a run ends with, without its times. */
function ending(model: LayersModel, history: TrainingHistory): unknown {
  const epochs = history.epochs.map(({ seconds: _, ...record }) => record);
  return { weights: weightsOf(model), epochs, bestEpoch: history.bestEpoch, stopped: history.stopped };
}

/** Stops a run after a step. */
const stopAfter =
  (step: number): Callback =>
  (event, { stop }) => {
    if (event.type === 'step' && event.globalStep === step) stop();
  };

describeEachBackend('resume', (backend) => {
  it('ends as if nothing had happened, wherever the run was stopped', async () => {
    const whole = discNet();
    const expected = ending(whole, await longTraining(whole));
    whole.dispose();
    // Steps 2, 4, … end an epoch.
    for (const step of backend === 'wasm' ? [1, 2, 3, 5, 6, 7, 9] : [3]) {
      const place = memoryCheckpoints();
      const first = discNet();
      await longTraining(first, { callbacks: [checkpoint({ place }), stopAfter(step)] });
      first.dispose();
      const second = discNet();
      const history = await longTraining(second, { callbacks: [checkpoint({ place })], resume: 'auto' });
      expect(ending(second, history), `stopped after step ${step}`).toEqual(expected);
      second.dispose();
    }
  });

  it('survives a run that is thrown away at every step, and begins where there is nothing to go on from', async () => {
    const whole = discNet();
    const expected = ending(whole, await longTraining(whole));
    const place = memoryCheckpoints();
    const begun: string[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const model = discNet();
      let steps = 0;
      const fail: Callback = (event) => {
        if (event.type === 'trainBegin') begun.push(event.resumed?.name ?? 'new');
        // After one step, checkpoint and all, everything is gone.
        if ((event.type === 'step' && ++steps === 2) || (event.type === 'epochBegin' && steps === 1))
          throw new Error('gone');
      };
      const callbacks = [checkpoint({ place, every: { steps: 1 } }), fail];
      const history = await longTraining(model, { callbacks, resume: 'auto' }).catch((error: Error) => {
        expect(error.message).toBe('gone');
        return undefined;
      });
      if (history) {
        expect(ending(model, history)).toEqual(expected);
        break;
      }
      model.dispose();
    }
    expect(begun.slice(0, 4)).toEqual(['new', 'cp-0001-000001', 'cp-0001-000002', 'cp-0002-000003']);
    expect(begun.length).toBe(8);
    whole.dispose();
  });

  it('goes on with a finished run for more epochs, and does nothing with one that is done', async () => {
    const run = async (place: ReturnType<typeof memoryCheckpoints>, epochs: number): Promise<unknown> => {
      const model = tinyUnet();
      const callbacks = [checkpoint({ place })];
      const history = await fit(model, bars(2), { epochs, validation: bars(1), callbacks, resume: 'auto' });
      const end = ending(model, history);
      model.dispose();
      return end;
    };
    const place = memoryCheckpoints();
    await run(place, 2);
    const more = await run(place, 4);
    expect(more).toEqual(await run(memoryCheckpoints(), 4));
    expect(await run(place, 4)).toEqual(more);
  });

  it('reads no batch again that has been used', async () => {
    const asked: unknown[] = [];
    const seen: string[] = [];
    const source = (hasState: boolean): BatchSource => ({
      length: 4,
      ...(hasState && { state: () => ({ seed: 1 }) }),
      async *epoch(n, options) {
        asked.push([n, options]);
        let i = 0;
        for await (const batch of bars(4).epoch(n)) if (i++ >= (options?.fromBatch ?? 0)) yield batch;
      },
    });
    const note: Callback = (event) => void (event.type === 'step' && seen.push(event.ids[0]));
    for (const hasState of [true, false]) {
      const place = memoryCheckpoints();
      for (const stop of [stopAfter(3), stopAfter(100)]) {
        const model = tinyUnet();
        const callbacks = [checkpoint({ place }), stop, note];
        await fit(model, source(hasState), { epochs: 1, callbacks, resume: 'auto' });
        model.dispose();
      }
    }
    expect(asked).toEqual([
      [1, undefined],
      [1, { fromBatch: 3 }],
      [1, undefined],
      [1, undefined],
    ]);
    expect(seen).toEqual(['0a', '1a', '2a', '3a', '0a', '1a', '2a', '3a']);
  });

  it('begins at the right batch where others were left out, as they could not be read', async () => {
    const image = { data: new Uint8Array(256).fill(200, 0, 99), width: 16, height: 16, channels: 1 };
    const mask = { data: new Uint8Array(256).fill(1, 0, 99), width: 16, height: 16 };
    const samples = arrayDataset([0, 1, 2, 3, 4].map((n) => ({ id: `${n}`, image, mask, meta: {} })));
    const sample = async (index: number): Promise<Sample> => {
      if (index === 1) throw new DataError('torn');
      return samples.sample(index);
    };
    const run = async (stop: Callback, place: MemoryCheckpoints, wraps: boolean): Promise<string[]> => {
      const seen: string[] = [];
      const note: Callback = (event) => {
        if (event.type === 'step') seen.push(event.ids[0]);
      };
      const model = tinyUnet();
      const whole = loader({ ...samples, sample }, { batchSize: 1, onError: 'skip' });
      // Also where a source around the loader does not hand on where to begin.
      const data = wraps ? { ...whole, epoch: (n: number) => whole.epoch(n) } : whole;
      await fit(model, data, { epochs: 1, callbacks: [checkpoint({ place }), stop, note], resume: 'auto' });
      model.dispose();
      return seen;
    };
    for (const wraps of [false, true]) {
      const place = memoryCheckpoints();
      expect(await run(stopAfter(2), place, wraps)).toEqual(['0', '2']);
      expect(await run(stopAfter(100), place, wraps)).toEqual(['3', '4']);
    }
  });

  it('restores which layers a callback has frozen', async () => {
    const thaw: Callback = (event, { model }) => {
      if (event.type === 'epochBegin' && event.epoch === 2) freeze(model, 'down');
    };
    const run = async (steps: number, place = memoryCheckpoints()): Promise<unknown> => {
      const model = tinyUnet();
      const options = {
        epochs: 4,
        callbacks: [checkpoint({ place }), thaw, stopAfter(steps)],
        resume: 'auto',
      } as const;
      const end = ending(model, await fit(model, bars(2), options));
      model.dispose();
      return end;
    };
    const place = memoryCheckpoints();
    await run(5, place);
    expect(await run(100, place)).toEqual(await run(100));
  });
});

describeEachBackend('resume refuses', () => {
  it('another model, loss, optimizer, rate, data or options, and says what is different', async () => {
    const place = memoryCheckpoints();
    const callbacks = [checkpoint({ place })];
    const source = (seed: number): BatchSource => ({ ...bars(2), state: () => ({ seed, batchSize: 2 }) });
    const begun = { epochs: 1, validation: bars(1), callbacks, loss: diceLoss({ smooth: 1 }), resume: 'auto' } as const;
    const model = tinyUnet();
    await fit(model, source(1), { ...begun, optimizer: adam({ beta1: 0.8 }) });
    const before = weightsOf(model);

    const refuse = async (
      message: string,
      { on = model, seed = 1, ...options }: { on?: LayersModel; seed?: number } & Parameters<typeof fit>[2],
    ): Promise<void> => {
      const optimizer = options.optimizer ?? adam({ beta1: 0.8 });
      await expect(fit(on, source(seed), { ...begun, epochs: 3, ...options, optimizer })).rejects.toThrow(message);
      expect(optimizer.steps).toBe(0);
      if (on !== model) on.dispose();
    };
    await refuse('model.down0_conv0.filters was 4, now 6', { on: tinyUnet({ filters: 6 }) });
    await refuse('model.down0_dropout0 was not given, now {"type":"SegSpatialDropout"', {
      on: tinyUnet({ dropout: 0.5 }),
    });
    await refuse(
      "data.seed was 1, now 2. Give what it was begun with, begin anew in another place, or allow it: resume: { from, allow: ['data'] }",
      { seed: 2 },
    );
    await refuse('validation.length was 1, now 3', { validation: bars(3) });
    await refuse('loss.smooth was 1, now 2', { loss: diceLoss({ smooth: 2 }) });
    await refuse('optimizer.beta1 was 0.8, now 0.9', { optimizer: adam({ beta1: 0.9 }) });
    await refuse('optimizer.name was "adam", now "sgd"', { optimizer: sgd() });
    await refuse('the learning rate after step 2 was to be 0.001, and is 0.002', {
      optimizer: adam({ beta1: 0.8, learningRate: 0.002 }),
    });
    await refuse('options.accumulate was 1, now 2; options.clipNorm was not given, now 1', {
      accumulate: 2,
      clipNorm: 1,
    });
    await refuse('options.ema was not given, now {"decay":0.9}', { ema: 0.9 });
    const frozen = tinyUnet();
    freeze(frozen, 'down0_conv0');
    await refuse('model.down0_conv0.frozen was false, now true', { on: frozen });
    expect(weightsOf(model)).toEqual(before);

    const allow = ['data', 'learningRate', 'options'] as const;
    const optimizer = adam({ beta1: 0.8, learningRate: 0.002 });
    const resume = { from: place, allow };
    // An average that begins here begins with the weights of the checkpoint, not with those of the new model.
    const other = tinyUnet({ seed: 99 });
    let begin: unknown;
    const watch: Callback = (event) => {
      if (event.type === 'trainBegin') begin = weightsOf(other);
    };
    const allowed = {
      ...begun,
      callbacks: [checkpoint({ place }), watch],
      optimizer,
      ema: 1 - 1e-9,
      keepBest: 'last',
    } as const;
    const history = await fit(other, source(2), { ...allowed, epochs: 2, clipNorm: 1, resume });
    expect(history.epochs.map(({ learningRate }) => learningRate)).toEqual([0.001, 0.002]);
    expect(begin).toEqual(before);
    for (const [name, values] of Object.entries(weightsOf(other))) expectAllClose(values, before[name], { rtol: 1e-6 });
    other.dispose();
    model.dispose();
  });

  it('a place that it does not know, and one that holds nothing', async () => {
    const model = tinyUnet();
    await expect(fit(model, bars(1), { resume: 'auto' })).rejects.toThrow('no callback says where the checkpoints are');
    await expect(fit(model, bars(1), { resume: memoryCheckpoints() })).rejects.toThrow(
      'there is no checkpoint to go on from in memory',
    );
    await expect(fit(model, bars(1), { resume: 'runs/first' as never })).rejects.toThrow(
      'resume is not what it should be',
    );
    await expect(fit(model, bars(1), { resume: { from: 'auto', allow: ['everything' as never] } })).rejects.toThrow(
      'allow is "everything"',
    );
    model.dispose();
  });
});

describeEachBackend('damaged checkpoints', () => {
  it('are warned about, and the one before is used', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const place = memoryCheckpoints();
    const run = async (epochs: number, target = place): Promise<unknown> => {
      const model = tinyUnet();
      const options = { epochs, callbacks: [checkpoint({ place: target })], resume: 'auto' } as const;
      const end = ending(model, await fit(model, bars(2), options));
      model.dispose();
      return end;
    };
    const expected = await run(4, memoryCheckpoints());
    await run(3);
    expect([...place.files.keys()]).toEqual(['cp-0001', 'cp-0002', 'cp-0003']);
    const [first, second, third] = place.files.values();
    third[third.length >> 1] ^= 4;
    second[30] ^= 1;
    expect(await run(4)).toEqual(expected);
    const [[message]] = warn.mock.calls;
    expect(message).toBe(
      'fit: memory holds damaged checkpoints: cp-0002, its checksum does not match; cp-0003, its checksum does not match. ' +
        'Going on from cp-0001.',
    );
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect([...place.files.keys()].toSorted()).toEqual(['cp-0002', 'cp-0003', 'cp-0004']);

    for (const bytes of place.files.values()) bytes[100] ^= 1;
    await expect(run(5)).rejects.toThrow(
      /no checkpoint in memory is whole: cp-0004, its checksum.*Restore one, or begin anew/,
    );
    expect(first.length).toBeGreaterThan(1000);
  });
});
