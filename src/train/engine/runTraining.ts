import type { TrainEvent } from '../events.js';
import type { TrainingHistory } from '../history.js';
import { countTrainable } from '../weights.js';
import { judgeEpoch, recordCutEpoch } from './judgeEpoch.js';
import { epochsInRun, type Run, stepsInEpoch } from './run.js';
import { noSums } from './runState.js';
import { trainEpoch } from './trainEpoch.js';

/** The loop: epoch after epoch of steps and judgement, then the best weights. */
export async function runTraining(run: Run): Promise<TrainingHistory> {
  const { state, best } = run;
  try {
    await run.tell(beginning(run));
    await runEpochs(run);
    const stopped = run.stopped();
    await run.tell({ type: 'stopped', by: stopped, epoch: state.epoch, step: state.step });
    await run.saveCheckpoints();
    if (stopped !== 'finished') await recordCutEpoch(run);
    best.restore();
    const history = { epochs: state.records, bestEpoch: best.epoch, stopped, seconds: run.seconds() };
    await run.tell({ type: 'trainEnd', history });
    return history;
  } catch (error) {
    await run.tell({ type: 'trainFailed', error });
    throw error;
  }
}

function beginning(run: Run): TrainEvent {
  const { state, resumedFrom: name } = run;
  const { epoch, step, globalStep } = state;
  return {
    type: 'trainBegin',
    epochs: epochsInRun(run),
    steps: stepsInEpoch(run),
    parameters: countTrainable(run.model),
    hasValidation: run.validation !== undefined,
    ...(name !== undefined && { resumed: { name, epoch, step, globalStep, bestEpoch: run.best.epoch } }),
  };
}

async function runEpochs(run: Run): Promise<void> {
  while (!run.isDone() && run.stopped() === 'finished') {
    await run.tell({ type: 'epochBegin', epoch: run.state.epoch });
    await trainEpoch(run);
    await run.runner.settle?.();
    if (!(await judgeEpoch(run))) return;
    await beginNextEpoch(run);
    await run.saveCheckpoints();
  }
}

async function beginNextEpoch({ state, stream, stepsPerEpoch }: Run): Promise<void> {
  // With a number of steps of its own, an epoch goes on in the data where the one before it ended.
  if (stepsPerEpoch === undefined) await stream.nextPass();
  state.epoch++;
  state.step = 0;
  state.sums = noSums;
  state.position = stream.position;
}
