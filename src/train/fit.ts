import type { LayersModel } from '@tensorflow/tfjs-layers';
import { criterionOf, keepBestWeights } from './bestWeights.js';
import type { FoundCheckpoint } from './checkpoint/findCheckpoint.js';
import { fingerprintOf } from './checkpoint/fingerprint.js';
import { findResume, restoreRun } from './checkpoint/resumeRun.js';
import { batchStream } from './engine/batchStream.js';
import { localRunner } from './engine/localRunner.js';
import { createRun } from './engine/run.js';
import { newRunState } from './engine/runState.js';
import { runTraining } from './engine/runTraining.js';
import type { StepRunner } from './engine/stepRunner.js';
import type { TrainingData } from './engine/trainingData.js';
import { type FitOptions, type FitSettings, resolveFitOptions } from './fitOptions.js';
import type { TrainingHistory } from './history.js';
import { type ExponentialMovingAverage, exponentialMovingAverage } from './optimizers/exponentialMovingAverage.js';
import { parallelRunner } from './parallel/parallelRunner.js';
import { movingVariables } from './weights.js';

/**
 * Trains a model and leaves it with the weights of its best epoch.
 *
 * Each step computes the loss and its gradients, refuses to go on if either is not finite (the weights stay as they were
 * before that batch), and moves the weights. After each epoch the validation data is run through once; Dice and IoU come
 * from counts over the whole set, not from means of batches.
 *
 * @throws {@link TrainingError} if a loss or gradient is not finite, with the step and the ids of its batch.
 * @throws {@link OptionError} if the loss does not fit the model: another task, or probabilities where it wants logits.
 *
 * @example
 * ```ts
 * import { adam, arrayDataset, fit, loader, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const square = (id: string, at: number) => ({
 *   id,
 *   image: { data: new Uint8Array(32 * 32).fill(90).fill(200, at, at + 320), width: 32, height: 32, channels: 1 },
 *   mask: { data: new Uint8Array(32 * 32).fill(1, at, at + 320), width: 32, height: 32 },
 *   meta: {},
 * });
 * const data = arrayDataset([square('a', 0), square('b', 320), square('c', 640), square('d', 200)]);
 * const model = unet({ inputShape: [32, 32, 1], depth: 2, filters: 4 });
 * const history = await fit(model, loader(data, { batchSize: 2, shuffle: true, seed: 1 }), {
 *   epochs: 2,
 *   optimizer: adam({ learningRate: 0.01 }),
 * });
 * console.log(history.epochs.map(({ loss }) => loss.toFixed(3)));
 * ```
 */
export async function fit(model: LayersModel, train: TrainingData, options: FitOptions = {}): Promise<TrainingHistory> {
  const settings = resolveFitOptions(model, train, options);
  const fingerprint = fingerprintOf(model, settings);
  const found = await findResume(settings, fingerprint);
  const best = keepBestWeights(model, criterionOf(settings.keepBest));
  const opened: { dispose(): void | Promise<void> }[] = [best];
  try {
    const state = found ? await restoreRun(found, { model, best }, settings) : newRunState();
    const average = startAverage(model, settings, found);
    if (average) opened.push(average);
    const runner = await startRunner(model, settings);
    opened.push(runner);
    const stream = batchStream(settings.train, state.position);
    opened.push({ dispose: () => stream.close() });
    const parts = { ...settings, model, runner, best, average, stream, fingerprint, resumedFrom: found?.name };
    return await runTraining(createRun(parts, state));
  } finally {
    for (const part of opened.reverse()) await part.dispose();
    if (!options.optimizer) settings.optimizer.dispose();
  }
}

/** The average of the weights as they are now, or of the checkpoint. */
function startAverage(
  model: LayersModel,
  { ema }: FitSettings,
  found: FoundCheckpoint | undefined,
): ExponentialMovingAverage | undefined {
  if (!ema) return undefined;
  const average = exponentialMovingAverage(movingVariables(model), ema);
  if (found?.checkpoint.average) average.load(found.checkpoint.average);
  return average;
}

async function startRunner(model: LayersModel, settings: FitSettings): Promise<StepRunner> {
  const { loss, optimizer, clipNorm, clipValue, workers } = settings;
  const options = { loss, optimizer, clipNorm, clipValue };
  return workers ? parallelRunner(model, workers, options) : localRunner(model, options);
}
