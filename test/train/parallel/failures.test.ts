import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { OptionError, TrainingError } from '../../../src/core/errors.js';
import type { Batch, BatchSource } from '../../../src/data/batch.js';
import { diceLoss } from '../../../src/losses/index.js';
import type { Loss } from '../../../src/losses/loss.js';
import { getMetadata, setMetadata, unet } from '../../../src/models/index.js';
import { fit } from '../../../src/train/fit.js';
import type { FitOptions } from '../../../src/train/fitOptions.js';
import { switchBackend } from '../../helpers/backends.js';
import { type Misdeed, TestMisbehaving } from './misbehaving.js';
import { discs } from './pictures.js';

const modules = [new URL('./misbehaving.ts', import.meta.url).href];
const models: layers.LayersModel[] = [];

// Each training starts threads, which read segkit from its source.
vi.setConfig({ testTimeout: 240_000 });

beforeAll(() => switchBackend('wasm'));

afterEach(() => {
  for (const model of models.splice(0)) model.dispose();
  // Whatever went wrong, no thread is left behind.
  expect(process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name))).toEqual([]);
});

function tiny(): layers.LayersModel {
  const model = unet({ inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 3 });
  models.push(model);
  return model;
}

function misbehaving(misdeed: Misdeed): layers.LayersModel {
  const inner = tiny();
  const [output] = inner.outputs;
  const last = new TestMisbehaving({ misdeed, name: 'last' }).apply(output) as layers.SymbolicTensor;
  const model = layers.model({ inputs: inner.inputs, outputs: last });
  setMetadata(model, getMetadata(inner));
  return model;
}

const weightsOf = (model: layers.LayersModel): number[] =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);

/** Trains until it fails; gives the error, the losses before it and whether the weights are those after the last step. */
async function failing(model: layers.LayersModel, data: BatchSource, options: FitOptions) {
  let complete: number[] = weightsOf(model);
  let steps = 0;
  const run = fit(model, data, {
    epochs: 1,
    ...options,
    callbacks: [
      (event) => {
        if (event.type !== 'step') return;
        steps++;
        complete = weightsOf(model);
      },
    ],
  });
  const error = (await run.catch((thrown: unknown) => thrown)) as TrainingError;
  return { error, steps, complete };
}

describe('a worker', () => {
  it.each([
    ['exit', /^fit: at epoch 1, step 3, worker \d of 2 ended: .*exit code 7/],
    ['throw', /^fit: at epoch 1, step 3, worker \d of 2 failed: no good/],
  ] as const)(
    'that ends by %s ends the run, and leaves the weights of the last complete step',
    async (how, message) => {
      const model = misbehaving(how);
      const { error, steps, complete } = await failing(model, discs([4, 4, 4, 4]), { workers: { count: 2, modules } });
      expect(error).toBeInstanceOf(TrainingError);
      expect(error.message).toMatch(message);
      expect(error.message).toContain('The weights are those of the last complete step');
      expect(error).toMatchObject({ epoch: 1, step: 3, ids: ['2/0', '2/1', '2/2', '2/3'] });
      expect(steps).toBe(2);
      expect(weightsOf(model)).toEqual(complete);
    },
  );

  it('that cannot build the model says so before anything is trained', async () => {
    const { error, steps } = await failing(misbehaving('throw'), discs([2]), { workers: 2 });
    expect(error.message).toMatch(/worker \d of 2 failed: Unknown layer: TestMisbehaving/);
    expect(error.message).toContain('modules');
    expect(steps).toBe(0);
  });
});

describe('this thread', () => {
  const data = (change: (batch: Batch, n: number) => void): BatchSource => ({
    length: 4,
    async *epoch(epoch) {
      let n = 0;
      for await (const batch of discs([4, 4, 4, 4]).epoch(epoch)) {
        const copy = { ...batch, x: { ...batch.x, data: batch.x.data.slice() } };
        change(copy, n++);
        yield copy;
      }
    },
  });
  const poisoned = data(({ x }, n) => {
    if (n === 2) x.data[5] = Number.NaN;
  });

  it('stops at a loss that is no number as without workers, with the same words', async () => {
    const [several, one] = [
      await failing(tiny(), poisoned, { workers: 2 }),
      await failing(tiny(), poisoned, { workers: 0 }),
    ];
    expect(several.error).toBeInstanceOf(TrainingError);
    expect(several.error.message).toBe(one.error.message);
    expect(several.steps).toBe(2);
  });

  it('leaves such a step out if told so, and goes on', async () => {
    const model = tiny();
    const losses: number[] = [];
    const skipped: number[] = [];
    await fit(model, poisoned, {
      epochs: 1,
      workers: 2,
      onNonFinite: 'skip',
      callbacks: [
        (event) => {
          if (event.type === 'step') losses.push(event.loss);
          if (event.type === 'stepSkipped') skipped.push(event.step);
        },
      ],
    });
    expect(skipped).toEqual([3]);
    expect(losses).toHaveLength(3);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(weightsOf(model).every(Number.isFinite)).toBe(true);
  });

  it('passes on what a loss throws while workers wait', async () => {
    let calls = 0;
    const plain = diceLoss({ smooth: 1 });
    const failingLoss: Loss = Object.assign(
      (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar => {
        if (++calls === 2) throw new RangeError('no such loss');
        return plain(yTrue, yPred);
      },
      { lossName: 'failing', task: 'binary', fromLogits: true } as const,
    );
    const { error, steps } = await failing(tiny(), discs([4, 4]), { workers: 2, loss: failingLoss });
    expect(error).toBeInstanceOf(RangeError);
    expect(steps).toBe(1);
  });

  it('lets go of its workers when the data or a callback throws, and when it is told to stop', async () => {
    const broken = data((_, n) => {
      if (n === 1) throw new RangeError('no such picture');
    });
    const { error } = await failing(tiny(), broken, { workers: 2 });
    expect(error.message).toContain('no such picture');

    const controller = new AbortController();
    const history = await fit(tiny(), discs([4, 4, 4]), {
      workers: 2,
      signal: controller.signal,
      callbacks: [
        (event) => {
          if (event.type === 'step') controller.abort();
        },
      ],
    });
    expect(history.stopped).toBe('aborted');
  });

  it('stops a validation that is aborted, while workers are predicting', async () => {
    const controller = new AbortController();
    const history = await fit(tiny(), discs([4]), {
      workers: 2,
      validation: discs([2, 2, 2, 2, 2, 2, 2, 2]),
      signal: controller.signal,
      callbacks: [
        (event) => {
          if (event.type === 'validationStep' && event.step === 2) controller.abort();
        },
      ],
    });
    expect(history.stopped).toBe('aborted');
  });
});

describe('the options', () => {
  const refusing = (workers: FitOptions['workers'], model = tiny()): Promise<unknown> =>
    fit(model, discs([2]), { workers }).then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each([
    [-1, /workers: count is -1\. It must be a whole number from 1 to 64/],
    [1.5, /count is 1\.5/],
    [65, /from 1 to 64/],
    [{ count: 2, batchNorm: 'none' as 'perReplica' }, /batchNorm is "none"/],
    [{ count: 2, backend: 'webgl' as 'wasm' }, /backend is "webgl"/],
    [{ count: 2, threads: 3 } as { count: number }, /unknown option "threads"/],
  ])('refuse %j', async (workers, message) => {
    const error = await refusing(workers);
    expect(error).toBeInstanceOf(OptionError);
    expect((error as Error).message).toMatch(message);
  });

  it('refuse a normalisation whose statistics cannot be synchronised, unless it is frozen or they need not be', async () => {
    const build = (isFrozen: boolean): layers.LayersModel => {
      const input = layers.input({ shape: [16, 16, 1] });
      const norm = layers.layers.batchNormalization({ name: 'stock', trainable: !isFrozen });
      const output = layers.layers.conv2d({ filters: 1, kernelSize: 1 }).apply(norm.apply(input));
      const model = layers.model({ inputs: input, outputs: output as layers.SymbolicTensor });
      setMetadata(model, { ...getMetadata(tiny()), divisor: 1 });
      models.push(model);
      return model;
    };
    const error = (await refusing(2, build(false))) as Error;
    expect(error).toBeInstanceOf(OptionError);
    expect(error.message).toMatch(/"stock" is a batch normalisation of TensorFlow\.js.*SegBatchNorm/);
    expect(await refusing({ count: 2, batchNorm: 'perReplica' }, build(false))).toBeUndefined();
    expect(await refusing(2, build(true))).toBeUndefined();
  });

  it('say that a GPU is not to be shared', async () => {
    const backend = tf.getBackend();
    const fake = Object.assign(Object.create(tf.backend()), { dispose: () => undefined });
    tf.registerBackend('webgl', () => fake);
    const model = tiny();
    await tf.setBackend('webgl');
    try {
      expect(((await refusing(2, model)) as Error).message).toMatch(/cannot use the backend webgl/);
    } finally {
      await tf.setBackend(backend);
      tf.removeBackend('webgl');
    }
  });
});
