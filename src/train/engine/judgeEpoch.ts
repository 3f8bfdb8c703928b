import { type Evaluation, evaluate } from '../evaluate.js';
import type { EpochRecord } from '../history.js';
import { movingVariables } from '../weights.js';
import type { Run } from './run.js';

/**
 * Ends the epoch under way: validates, records it, and keeps its weights if they are the best; all of it with the
 * averaged weights, where there are any. Says whether it could: an epoch that is cut short is not judged, nor is one
 * whose validation is.
 */
export async function judgeEpoch(run: Run): Promise<boolean> {
  if (run.stopped() !== 'finished') return false;
  return withAverage(run, async () => {
    const start = performance.now();
    const validation = isDue(run) ? await validate(run) : undefined;
    if (run.signal?.aborted) return false;
    await record(run, (performance.now() - start) / 1000, validation);
    return true;
  });
}

/** Records an epoch that was cut short, which is better than nothing where no whole one has been. */
export async function recordCutEpoch(run: Run): Promise<void> {
  if (run.best.epoch === undefined && run.state.step > 0) await withAverage(run, () => record(run, 0, undefined));
}

/** Runs with the averaged weights in the model, if there are any. */
async function withAverage<T>({ average, model, runner }: Run, judge: () => Promise<T>): Promise<T> {
  const trained = average?.applyTo(movingVariables(model));
  if (!trained) return judge();
  await runner.refresh?.();
  try {
    return await judge();
  } finally {
    trained.restore();
    trained.dispose();
    await runner.refresh?.();
  }
}

async function record(run: Run, seconds: number, validation: Evaluation | undefined): Promise<void> {
  const { state, best } = run;
  const { epoch, sums } = state;
  const { learningRate, skipped } = sums;
  const epochRecord: EpochRecord = {
    epoch,
    seconds: sums.seconds + seconds,
    learningRate,
    loss: sums.loss / sums.pictures,
    ...(validation && { validation }),
    ...(skipped > 0 && { skipped }),
  };
  state.records.push(epochRecord);
  await run.tell({ type: 'epochEnd', record: epochRecord, isBest: best.offer(epochRecord) });
}

/** Whether it is this epoch's turn; the last one's it always is. */
function isDue({ state, validateEvery, epochs, steps }: Run): boolean {
  return state.epoch % validateEvery === 0 || state.epoch >= epochs || state.globalStep >= steps;
}

async function validate(run: Run): Promise<Evaluation | undefined> {
  const { model, validation, runner, ignoreIndex, signal, state } = run;
  if (!validation) return undefined;
  const { epoch } = state;
  const loss = run.loss.atEpoch?.(epoch) ?? run.loss;
  const steps = validation.length;
  const onStep = (step: number): Promise<void> => run.tell({ type: 'validationStep', epoch, step, steps });
  const options = { loss, epoch, onStep, ...(ignoreIndex !== undefined && { ignoreIndex }), ...(signal && { signal }) };
  return runner.evaluate?.(validation, options) ?? evaluate(model, validation, options);
}
