import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainingError } from '../../core/errors.js';
import { localRunner, type RunnerOptions } from '../engine/localRunner.js';
import type { StepRunner } from '../engine/stepRunner.js';
import { evaluateWith } from '../evaluate.js';
import type { openLines } from './openLines.js';
import { parallelGradients } from './parallelGradients.js';
import { parallelPredictions } from './parallelPredictions.js';
import { ReplicaError, startReplicas } from './replicaGroup.js';
import { checkNormalization, type ResolvedWorkers } from './workersOptions.js';

/**
 * Steps whose batches are shared among several workers. The model here is the one that is trained: optimizer, callbacks
 * and checkpoints know of no other, and workers get its weights before each step.
 */
export async function parallelRunner(
  model: LayersModel,
  workers: ResolvedWorkers,
  options: RunnerOptions,
  open?: typeof openLines,
): Promise<StepRunner> {
  checkNormalization(model, workers);
  const group = await startReplicas(model, workers, open);
  const { batchNorm } = workers;
  const runner = localRunner(model, {
    ...options,
    compute: (batch, at) => parallelGradients(model, group, batch, { ...at, batchNorm }),
  });
  return {
    ...runner,
    async step(batches, place) {
      try {
        return await runner.step(batches, place);
      } catch (error) {
        if (!(error instanceof ReplicaError)) throw error;
        const { epoch, step } = place;
        const message =
          `fit: at epoch ${epoch}, step ${step}, ${error.message.replace(/\.?$/, '.')} The weights are those of the last ` +
          'complete step: save them, or resume from the latest checkpoint.';
        throw new TrainingError(message, { epoch, step, ids: batches.flatMap(({ ids }) => ids), cause: error });
      }
    },
    evaluate: (data, judgement) => evaluateWith(model, data, judgement, parallelPredictions(group)),
    dispose: () => group.close(),
  };
}
