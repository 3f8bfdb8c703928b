import { TrainingError } from '../../core/errors.js';
import { eventTurn } from '../../core/eventTurn.js';
import type { Batch } from '../../data/batch.js';
import { checkBatchFits } from '../../models/checkData.js';
import { movingVariables } from '../weights.js';
import { type Run, stepsInEpoch } from './run.js';
import { reduceRate } from './runState.js';
import type { StepPlace } from './stepRunner.js';

/** Takes the steps of the epoch under way that have not been taken, until its end or until the run is stopped. */
export async function trainEpoch(run: Run): Promise<void> {
  const { state } = run;
  const before = state.sums.seconds;
  const start = performance.now();
  while (run.stopped() === 'finished' && !isOver(run)) {
    const batches = await nextBatches(run);
    if (batches.length === 0) break;
    await takeStep(run, batches, () => before + (performance.now() - start) / 1000);
    await run.saveCheckpoints();
    await eventTurn();
  }
  if (state.step === 0 && run.stopped() === 'finished') throw noBatch(run);
}

function isOver({ state, stepsPerEpoch = Infinity, steps }: Run): boolean {
  return state.step >= stepsPerEpoch || state.globalStep >= steps;
}

/** The batches of a step; none where the epoch ends with the data. */
async function nextBatches(run: Run): Promise<Batch[]> {
  const { stream, accumulate, stepsPerEpoch } = run;
  const batches = await stream.take(accumulate);
  if (batches.length > 0 || stepsPerEpoch === undefined) return batches;
  await stream.nextPass();
  const next = await stream.take(accumulate);
  if (next.length === 0) throw noBatch(run);
  return next;
}

function noBatch({ state: { epoch, step } }: Run): TrainingError {
  const cure =
    epoch === 1 && step === 0
      ? 'Check its filters and dropLast.'
      : 'An iterator can be read once; give a function that makes a new one for each epoch.';
  return new TrainingError(`fit: the training data gave no batch. ${cure}`, { epoch, step, ids: [] });
}

async function takeStep(run: Run, batches: readonly Batch[], seconds: () => number): Promise<void> {
  const { state, optimizer, metadata } = run;
  for (const batch of batches) checkBatchFits('fit', batch, metadata);
  const start = performance.now();
  const ids = batches.flatMap((batch) => batch.ids);
  const learningRate = reduceRate(optimizer.learningRate(), state.rate);
  const at = { epoch: state.epoch, step: state.step + 1, globalStep: state.globalStep + 1 };
  const result = await stepOrSkip(run, batches, { ...at, learningRate });
  state.step = at.step;
  state.globalStep = at.globalStep;
  state.position = run.stream.position;
  if (result instanceof TrainingError) {
    state.skippedInRow++;
    state.sums = { ...state.sums, skipped: state.sums.skipped + 1, learningRate, seconds: seconds() };
    await run.tell({ type: 'stepSkipped', ...at, ids, error: result });
    return;
  }
  state.skippedInRow = 0;
  const { loss, pictures, skipped } = state.sums;
  const sums = { loss: loss + result.loss * ids.length, pictures: pictures + ids.length };
  state.sums = { ...sums, skipped, learningRate, seconds: seconds() };
  const milliseconds = performance.now() - start;
  await run.tell({ type: 'step', ...at, steps: stepsInEpoch(run), ids, learningRate, milliseconds, ...result });
}

/** Takes a step and lets the average follow; where numbers are not finite and that may be, the error is the result. */
async function stepOrSkip(
  { state, runner, average, model, onNonFinite, skipLimit }: Run,
  batches: readonly Batch[],
  place: StepPlace,
): Promise<{ loss: number; gradientNorm: number } | TrainingError> {
  try {
    const result = await runner.step(batches, place);
    if (average) {
      await runner.settle?.();
      average.update(movingVariables(model));
    }
    return result;
  } catch (error) {
    if (onNonFinite !== 'skip' || !(error instanceof TrainingError) || !error.nonFinite) throw error;
    if (state.skippedInRow < skipLimit) return error;
    const { epoch, step, ids, nonFinite } = error;
    const message =
      `fit: ${skipLimit} steps in a row have been skipped, and the next would have to be too. The model does not ` +
      `recover: go back to an earlier checkpoint, or lower the learning rate. ${error.message}`;
    throw new TrainingError(message, { epoch, step, ids, nonFinite, cause: error });
  }
}
