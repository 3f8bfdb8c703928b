import { type Evaluation, evaluate } from '../evaluate.js';
import type { EpochRecord } from '../history.js';
import type { Run } from './run.js';

/**
 * Ends the epoch under way: validates, records it, and keeps its weights if they are the best.
 *
 * An epoch that was cut short is neither judged nor kept where a whole one has been, nor is one whose validation was.
 */
export async function judgeEpoch(run: Run): Promise<void> {
  const { state, best } = run;
  const { epoch, sums } = state;
  if (run.stopped() !== 'finished' && best.epoch !== undefined) return;
  const start = performance.now();
  const validation = run.stopped() === 'finished' ? await validate(run) : undefined;
  const isCut = run.signal?.aborted ?? false;
  if (isCut && best.epoch !== undefined) return;
  const seconds = sums.seconds + (performance.now() - start) / 1000;
  const { learningRate } = sums;
  const loss = sums.loss / sums.pictures;
  const record: EpochRecord = { epoch, seconds, learningRate, loss, ...(!isCut && validation && { validation }) };
  state.records.push(record);
  const isBest = best.offer(record);
  await run.tell({ type: 'epochEnd', record, isBest });
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
