import { createRequire } from 'node:module';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { TrainingError } from '../../../src/core/errors.js';
import type { Batch } from '../../../src/data/batch.js';
import { SegBatchNorm } from '../../../src/layers/index.js';
import { diceLoss } from '../../../src/losses/index.js';
import { getMetadata, setMetadata, unet } from '../../../src/models/index.js';
import { localRunner } from '../../../src/train/engine/localRunner.js';
import { fit } from '../../../src/train/fit.js';
import { sgd } from '../../../src/train/optimizers/sgd.js';
import { openProcesses } from '../../../src/train/parallel/openProcesses.js';
import { parallelRunner } from '../../../src/train/parallel/parallelRunner.js';
import type { ResolvedWorkers } from '../../../src/train/parallel/workersOptions.js';
import { switchBackend } from '../../helpers/backends.js';
import { expectAllClose } from '../../helpers/tensors.js';
import { TestMisbehaving } from './misbehaving.js';
import { discs } from './pictures.js';

vi.setConfig({ testTimeout: 240_000 });

beforeAll(() => switchBackend('wasm'));

/** Workers on wasm, in processes as those on tfjs-node are. */
const inProcesses = (overrides: Partial<ResolvedWorkers> = {}): ResolvedWorkers => ({
  count: 2,
  batchNorm: 'synchronized',
  backend: 'wasm',
  modules: [],
  wasmPaths: undefined,
  ...overrides,
});
const open: NonNullable<Parameters<typeof parallelRunner>[3]> = ({ count }, _capacity, events) =>
  openProcesses(
    Array.from({ length: count }, () => ({})),
    events,
  );

const tiny = (): layers.LayersModel => unet({ inputShape: [16, 16, 1], depth: 1, filters: 4, seed: 3 });
const weightsOf = (model: layers.LayersModel): number[] =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);
const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap');

async function batchesOf(pictures: readonly number[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of discs(pictures).epoch(1)) batches.push(batch);
  return batches;
}

describe('workers in processes', () => {
  it('give what this thread gives, statistics of normalisation included, and leave nothing behind', async () => {
    const outcomes: { losses: number[]; weights: number[]; dice: number }[] = [];
    for (const isParallel of [false, true]) {
      const model = tiny();
      const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
      const options = { loss: diceLoss({ smooth: 1 }), optimizer };
      const runner = isParallel
        ? await parallelRunner(model, inProcesses(), options, open)
        : localRunner(model, options);
      const losses: number[] = [];
      let step = 0;
      for (const batch of await batchesOf([4, 3, 1])) {
        const place = { epoch: 1, step: ++step, globalStep: step, learningRate: 0.05 };
        losses.push((await runner.step([batch], place)).loss);
      }
      const judged = await runner.evaluate?.(discs([3, 2, 2]), {});
      await runner.dispose();
      outcomes.push({ losses, weights: weightsOf(model), dice: judged?.dice ?? Number.NaN });
      model.dispose();
      optimizer.dispose();
    }
    const [one, several] = outcomes;
    expectAllClose(several.losses, one.losses, { rtol: 0, atol: 1e-5 });
    expectAllClose(several.weights, one.weights, { rtol: 0, atol: 1e-5 });
    expect(several.dice).toBeGreaterThan(0);
    await vi.waitFor(() => expect(handles()).toEqual([]));
  });

  it('end the step when one of them is killed, with the weights of the one before', async () => {
    const inner = tiny();
    const last = new TestMisbehaving({ misdeed: 'kill', name: 'last' }).apply(inner.outputs[0]);
    const model = layers.model({ inputs: inner.inputs, outputs: last as layers.SymbolicTensor });
    setMetadata(model, getMetadata(inner));
    const modules = [new URL('./misbehaving.ts', import.meta.url).href];
    const options = { loss: diceLoss({ smooth: 1 }), optimizer: sgd({ learningRate: 0.05 }) };
    const runner = await parallelRunner(model, inProcesses({ modules }), options, open);
    const [batch] = await batchesOf([4]);
    const at = (step: number) => ({ epoch: 1, step, globalStep: step, learningRate: 0.05 });
    await runner.step([batch], at(1));
    await runner.step([batch], at(2));
    const complete = weightsOf(model);
    const error = (await runner.step([batch], at(3)).catch((thrown: unknown) => thrown)) as TrainingError;
    expect(error).toBeInstanceOf(TrainingError);
    expect(error.message).toMatch(/^fit: at epoch 1, step 3, worker \d of 2 ended: .*signal SIGKILL/);
    expect(weightsOf(model)).toEqual(complete);
    await runner.dispose();
    await vi.waitFor(() => expect(handles()).toEqual([]));
    inner.dispose();
  });
});

const hasTfjsNode = (() => {
  try {
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-node');
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasTfjsNode)('workers on tfjs-node (skipped where it is not installed)', () => {
  it('train with the optimizer and the loss on another backend here', async () => {
    const losses: number[][] = [];
    for (const workers of [0, { count: 2, backend: 'tfjs-node' }] as const) {
      const model = tiny();
      expect(model.layers.some((layer) => layer instanceof SegBatchNorm)).toBe(true);
      const seen: number[] = [];
      await fit(model, discs([4, 3, 4]), {
        epochs: 1,
        validation: discs([2, 2]),
        workers,
        optimizer: sgd({ learningRate: 0.05 }),
        callbacks: [
          (event) => {
            if (event.type === 'step') seen.push(event.loss);
            if (event.type === 'epochEnd') seen.push(event.record.validation!.loss);
          },
        ],
      });
      losses.push(seen);
      model.dispose();
    }
    expectAllClose(losses[1], losses[0], { rtol: 0, atol: 1e-4 });
    await vi.waitFor(() => expect(handles()).toEqual([]));
  });
});
