import { TrainingError } from '../../core/errors.js';
import { checkBatchFits } from '../../models/checkData.js';
import type { Run } from './run.js';

/** Takes the steps of the epoch under way that have not been taken, until its data ends or the run is stopped. */
export async function trainEpoch(run: Run): Promise<void> {
  const { state, stream } = run;
  const before = state.sums.seconds;
  const start = performance.now();
  try {
    while (run.stopped() === 'finished') {
      const batches = await stream.take(1);
      if (batches.length === 0) break;
      await takeStep(run, batches);
      state.sums = { ...state.sums, seconds: before + (performance.now() - start) / 1000 };
    }
  } finally {
    await stream.close();
  }
  if (state.sums.pictures > 0 || run.stopped() !== 'finished') return;
  const message = 'fit: the training data gave no batch. Check its filters and dropLast.';
  throw new TrainingError(message, { epoch: state.epoch, step: 0, ids: [] });
}

async function takeStep(run: Run, batches: Awaited<ReturnType<Run['stream']['take']>>): Promise<void> {
  const { state, optimizer, runner, metadata, steps } = run;
  for (const batch of batches) checkBatchFits('fit', batch, metadata);
  const start = performance.now();
  const learningRate = optimizer.learningRate();
  const at = { epoch: state.epoch, step: state.step + 1, globalStep: state.globalStep + 1 };
  const result = await runner.step(batches, { ...at, learningRate });
  const ids = batches.flatMap((batch) => batch.ids);
  const { loss, pictures, seconds } = state.sums;
  state.step = at.step;
  state.globalStep = at.globalStep;
  state.position = run.stream.position;
  state.sums = { loss: loss + result.loss * ids.length, pictures: pictures + ids.length, learningRate, seconds };
  const milliseconds = performance.now() - start;
  await run.tell({ type: 'step', ...at, steps, ids, learningRate, milliseconds, ...result });
}
