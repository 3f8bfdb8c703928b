import type { Run } from '../engine/run.js';
import { allVariables, isFrozen, leafLayers, takeSnapshot } from '../weights.js';
import type { TrainingCheckpoint } from './trainingCheckpoint.js';

/** Takes down everything that a run needs to go on from here. */
export async function captureRun(run: Run): Promise<TrainingCheckpoint> {
  const { model, optimizer, average, best, fingerprint } = run;
  await run.runner.settle?.();
  const state = { ...run.state, secondsBefore: run.seconds() };
  const weights = takeSnapshot(allVariables(model));
  const frozen = leafLayers(model).flatMap((layer, i) => (isFrozen(layer) ? [i] : []));
  try {
    return {
      summary: {
        runId: state.runId,
        epochs: state.records.length,
        globalStep: state.globalStep,
        isBetweenEpochs: state.step === 0,
      },
      fingerprint,
      state,
      nextLearningRate: optimizer.learningRate(),
      frozen,
      weights: await weights.values(),
      optimizer: await optimizer.state(),
      average: await average?.state(),
      best: await best.state(),
    };
  } finally {
    weights.dispose();
  }
}
