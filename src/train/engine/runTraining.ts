import type { TrainingHistory } from '../history.js';
import { countTrainable } from '../weights.js';
import { judgeEpoch } from './judgeEpoch.js';
import type { Run } from './run.js';
import { noSums } from './runState.js';
import { trainEpoch } from './trainEpoch.js';

/** The loop: epoch after epoch of steps and judgement, then the best weights. */
export async function runTraining(run: Run): Promise<TrainingHistory> {
  const { state, model, epochs, steps, best } = run;
  const begin = performance.now();
  try {
    await run.tell({ type: 'trainBegin', epochs, steps, parameters: countTrainable(model) });
    while (state.epoch <= epochs && run.stopped() === 'finished') {
      await run.tell({ type: 'epochBegin', epoch: state.epoch });
      await trainEpoch(run);
      await run.runner.settle?.();
      if (state.sums.pictures > 0) await judgeEpoch(run);
      await beginNextEpoch(run);
    }
    best.restore();
    const seconds = state.secondsBefore + (performance.now() - begin) / 1000;
    const history = { epochs: state.records, bestEpoch: best.epoch, stopped: run.stopped(), seconds };
    await run.tell({ type: 'trainEnd', history });
    return history;
  } catch (error) {
    await run.tell({ type: 'trainFailed', error });
    throw error;
  }
}

async function beginNextEpoch({ state, stream }: Run): Promise<void> {
  await stream.nextPass();
  state.epoch++;
  state.step = 0;
  state.sums = noSums;
  state.position = stream.position;
}
