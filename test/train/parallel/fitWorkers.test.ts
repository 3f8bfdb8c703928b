import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { BatchSource } from '../../../src/data/batch.js';
import { convBlock, SegSpatialDropout } from '../../../src/layers/index.js';
import { deepSupervision, diceLoss, lovaszLoss } from '../../../src/losses/index.js';
import type { Loss } from '../../../src/losses/loss.js';
import { getMetadata, setMetadata, unet } from '../../../src/models/index.js';
import type { UnetOptions } from '../../../src/models/unet.js';
import { fit } from '../../../src/train/fit.js';
import type { FitOptions } from '../../../src/train/fitOptions.js';
import { freeze, unfreeze } from '../../../src/train/freeze.js';
import { adam } from '../../../src/train/optimizers/adam.js';
import { sgd } from '../../../src/train/optimizers/sgd.js';
import type { WorkersOptions } from '../../../src/train/parallel/workersOptions.js';
import { describeEachBackend, switchBackend } from '../../helpers/backends.js';
import { expectAllClose } from '../../helpers/tensors.js';
import { discs } from './pictures.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

// Each training starts threads, which read segkit from its source.
vi.setConfig({ testTimeout: 240_000 });

/** In one epoch: an even batch, uneven ones, and one of fewer pictures than workers. */
const uneven = [4, 3, 5, 1, 4];

const tiny = (options: UnetOptions = {}): layers.LayersModel =>
  unet({ inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 3, ...options });

interface Outcome {
  readonly losses: readonly number[];
  readonly norms: readonly number[];
  readonly weights: readonly Float32Array[];
  readonly validation: unknown;
}

/** Trains a fresh model; momentum without adaptive rates, so that rounding stays rounding. */
async function train(
  build: () => layers.LayersModel,
  data: BatchSource,
  workers: FitOptions['workers'],
  options: FitOptions = {},
): Promise<Outcome> {
  const model = build();
  const losses: number[] = [];
  const norms: number[] = [];
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  const history = await fit(model, data, {
    epochs: 1,
    keepBest: 'last',
    optimizer,
    ...options,
    workers,
    callbacks: [
      (event) => {
        if (event.type !== 'step') return;
        losses.push(event.loss);
        norms.push(event.gradientNorm);
      },
      ...(options.callbacks ?? []),
    ],
  });
  const weights = model.getWeights().map((weight) => weight.dataSync().slice() as Float32Array);
  model.dispose();
  optimizer.dispose();
  return { losses, norms, weights, validation: history.epochs.at(-1)?.validation };
}

function expectSame(actual: Outcome, expected: Outcome): void {
  expectAllClose(actual.losses, expected.losses, { rtol: 0, atol: 1e-5 });
  expectAllClose(actual.norms, expected.norms, { rtol: 1e-3, atol: 1e-5 });
  actual.weights.forEach((weight, i) => {
    expectAllClose(weight, expected.weights[i], { rtol: 0, atol: 1e-6, atolOfMax: 1e-4 });
  });
}

async function expectWorkersAgree(
  build: () => layers.LayersModel,
  data: BatchSource,
  options: FitOptions = {},
  workers: WorkersOptions = { count: 2 },
): Promise<void> {
  expectSame(await train(build, data, workers, options), await train(build, data, 0, options));
}

describeEachBackend('fit with workers, on each backend', () => {
  it.each([2, 3])('gives with %i of them what it gives without, whatever the batches', async (count) => {
    const validation = discs([3, 2, 4, 1]);
    const one = await train(() => tiny(), discs(uneven), 0, { validation });
    const several = await train(() => tiny(), discs(uneven), count, { validation });
    expectSame(several, one);
    const [a, b] = [several, one].map((outcome) => outcome.validation as { loss: number; dice: number });
    expect(a.loss).toBeCloseTo(b.loss, 5);
    expect(a.dice).toBeCloseTo(b.dice, 2); // a pixel at the threshold may fall either way
  });
});

describe('fit with workers', () => {
  beforeAll(() => switchBackend('wasm'));

  it('gives the bits of one where each has a half, or a quarter, of the pictures', async () => {
    const build = (): layers.LayersModel => tiny({ inputShape: [32, 32, 3], depth: 3, filters: 8, dropout: 0.1 });
    const data = discs(Array<number>(20).fill(8), { size: 32, channels: 3 });
    // An optimizer that makes much of little: without the same bits, losses part after a few steps.
    const run = (workers: number): Promise<Outcome> =>
      train(build, data, workers, { optimizer: adam(), validation: data });
    const one = await run(0);
    expect(await run(2)).toEqual(one);
    expect(await run(4)).toEqual(one);
  });

  it('trains in one worker as in this thread', async () => {
    await expectWorkersAgree(() => tiny(), discs([3, 4]), {}, { count: 1 });
  });

  it('takes any loss: of sums over the batch, by order of all pixels, and a function of one’s own', async () => {
    const squares: Loss = Object.assign(
      (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar =>
        tf.tidy(() => {
          const error = tf.mean(tf.square(tf.sub(tf.sigmoid(tf.squeeze(yPred, [3])), tf.cast(yTrue, 'float32'))));
          return tf.sqrt(error) as tf.Scalar; // no sum over pictures
        }),
      { lossName: 'rootOfSquares', task: 'binary', fromLogits: true } as const,
    );
    const data = discs([4, 3], { weighted: true });
    await expectWorkersAgree(() => tiny(), data, { loss: diceLoss({ smooth: 1 }) });
    await expectWorkersAgree(() => tiny(), data, { loss: lovaszLoss() });
    await expectWorkersAgree(() => tiny(), data, { loss: squares });
  });

  it('trains several classes, several outputs, losses of layers, and seeded dropout', async () => {
    const classes = { task: 'multiclass', classes: 3, ignoreIndex: 255 } as const;
    await expectWorkersAgree(() => tiny({ task: 'multiclass', classes: 3, dropout: 0.3 }), discs([4, 3], classes));
    await expectWorkersAgree(twoOutputs, discs([4, 3]), { loss: deepSupervision(diceLoss({ smooth: 1 })) });
  });

  it('clips, accumulates, averages weights and thaws layers on the way', async () => {
    const thaw: FitOptions['callbacks'] = [
      (event, { model }) => {
        if (event.type === 'epochEnd' && event.record.epoch === 1) unfreeze(model);
      },
    ];
    const frozen = (): layers.LayersModel => {
      const model = tiny();
      freeze(model, /^down/);
      return model;
    };
    const options = { epochs: 2, accumulate: 2, clipNorm: 0.05, ema: 0.5, callbacks: thaw };
    await expectWorkersAgree(frozen, discs([4, 3, 2, 4]), options);
  });

  it('normalises by each worker’s own share if told so, and remembers the mean of the statistics', async () => {
    // One channel in, no learning: the first statistics are those of the pictures.
    const build = (): layers.LayersModel => normalized();
    const still = { optimizer: sgd({ learningRate: 0 }) };
    const data = discs([3]);
    const [, , mean] = (await train(build, data, 0, still)).weights;
    const own = await train(build, data, { count: 2, batchNorm: 'perReplica' }, still);
    const together = await train(build, data, { count: 2, batchNorm: 'synchronized' }, still);
    expectAllClose(together.weights[2], mean, { rtol: 1e-6, atol: 1e-7 });
    // The mean of means, weighted by pictures, is the mean; not so the loss, where each was normalised by its own.
    expectAllClose(own.weights[2], mean, { rtol: 1e-5, atol: 1e-6 });
    expect(Math.abs(own.losses[0] - together.losses[0])).toBeGreaterThan(1e-4);
  });

  it('gives the same to the bit each time, and leaves no tensor or thread behind', async () => {
    const run = (): Promise<Outcome> => train(() => tiny(), discs([4, 3, 5]), 2, { validation: discs([2, 2]) });
    const first = await run();
    const [tensors, handles] = [tf.memory().numTensors, threads()];
    expect(await run()).toEqual(first);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(threads()).toEqual(handles);
  });
});

const threads = (): string[] => process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name));

/** An input, a normalisation and an output, without a seed of randomness. */
function normalized(): layers.LayersModel {
  const input = layers.input({ shape: [16, 16, 1] });
  const features = convBlock({ filters: 2, name: 'block', seed: 1 })(input);
  const output = layers.layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer: 'ones' }).apply(features);
  return withMetadata(layers.model({ inputs: input, outputs: output as layers.SymbolicTensor }));
}

/** Two outputs of one size, with decaying kernels, and channels dropped by a seed. */
function twoOutputs(): layers.LayersModel {
  const input = layers.input({ shape: [16, 16, 1] });
  const kernelInitializer = layers.initializers.glorotUniform({ seed: 5 });
  const options = { kernelSize: 3, padding: 'same', kernelInitializer } as const;
  const kernelRegularizer = layers.regularizers.l2({ l2: 0.1 });
  const first = layers.layers.conv2d({ ...options, filters: 6, activation: 'relu', kernelRegularizer }).apply(input);
  const dropped = new SegSpatialDropout({ rate: 0.4, seed: 2, name: 'dropped' }).apply(first);
  const outputs = ['a', 'b'].map((name) => layers.layers.conv2d({ ...options, filters: 1, name }).apply(dropped));
  return withMetadata(layers.model({ inputs: input, outputs: outputs as layers.SymbolicTensor[] }));
}

function withMetadata(model: layers.LayersModel): layers.LayersModel {
  const like = tiny();
  setMetadata(model, { ...getMetadata(like), divisor: 1 });
  like.dispose();
  return model;
}
