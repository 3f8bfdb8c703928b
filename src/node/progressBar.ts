import type { Callback, TrainEvent } from '../train/events.js';
import { formatDuration } from './formatDuration.js';
import { type BarState, type ProgressStream, terminalBar } from './terminalBar.js';

export type { ProgressStream };

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** Default `process.stdout`. */
  readonly stream?: ProgressStream;
}

/**
 * Shows a training run: on a terminal a bar with step time and remaining time, elsewhere (a file, a pipe, CI) plain
 * lines, one an epoch.
 *
 * @example
 * ```ts
 * import { progressBar } from 'segkit/node';
 *
 * const callbacks = [progressBar()]; // for fit(model, data, { callbacks })
 * console.log(callbacks.length);
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): Callback {
  const { stream = process.stdout as ProgressStream } = options;
  const line = (text: string): void => void stream.write(`${text}\n`);
  const bar = stream.isTTY ? terminalBar(stream) : undefined;
  let epochs: number | undefined;
  let stepMilliseconds = 0;

  return (event: TrainEvent) => {
    if (event.type === 'trainBegin') {
      epochs = event.epochs;
      const length = epochs === undefined ? '' : ` for ${plural(epochs, 'epoch')}`;
      line(`Training ${event.parameters.toLocaleString('en')} parameters${length}.`);
      if (event.resumed) line(describeResume(event.resumed));
    }
    if (event.type === 'step') {
      // A running mean, so that one slow step does not make the remaining time jump.
      stepMilliseconds = event.step === 1 ? event.milliseconds : 0.9 * stepMilliseconds + 0.1 * event.milliseconds;
      bar?.update(describeStep(event, epochs, stepMilliseconds));
    }
    if (event.type === 'epochEnd') {
      bar?.clear();
      line(describeEpoch(event, epochs, stepMilliseconds));
    }
    if (event.type === 'stepSkipped') {
      bar?.clear();
      line(`Skipped a step. ${event.error.message}`);
    }
    if (event.type === 'trainFailed') bar?.clear();
    if (event.type === 'trainEnd') {
      bar?.clear();
      const { history } = event;
      const best = history.bestEpoch === undefined ? '' : `, kept the weights of epoch ${history.bestEpoch}`;
      const done = history.stopped === 'finished' ? 'Trained' : 'Stopped early after';
      line(`${done} ${plural(history.epochs.length, 'epoch')} in ${formatDuration(history.seconds)}${best}.`);
    }
  };
}

function describeResume({ name, epoch, step }: { name: string; epoch: number; step: number }): string {
  return `Going on from ${name}, with epoch ${epoch}${step > 0 ? ` after step ${step}` : ''}.`;
}

type StepEvent = Extract<TrainEvent, { type: 'step' }>;

function describeStep(
  { epoch, step, steps, loss }: StepEvent,
  epochs: number | undefined,
  stepMilliseconds: number,
): BarState {
  const left = steps === undefined ? '' : ` ${formatDuration(((steps - step) * stepMilliseconds) / 1000)} left`;
  return {
    name: `Epoch ${of(epoch, epochs)}`,
    value: step,
    ...(steps !== undefined && { total: steps }),
    detail: `loss ${loss.toFixed(4)}  ${Math.round(stepMilliseconds)} ms/step${left}`,
  };
}

function describeEpoch(
  { record, isBest }: Extract<TrainEvent, { type: 'epochEnd' }>,
  epochs: number | undefined,
  stepMilliseconds: number,
): string {
  const { epoch, seconds, loss, validation } = record;
  const judged = validation
    ? `  val loss ${validation.loss.toFixed(4)}  val Dice ${validation.dice.toFixed(4)}  val IoU ${validation.iou.toFixed(4)}`
    : '';
  const left =
    epochs !== undefined && epoch < epochs ? `  about ${formatDuration((epochs - epoch) * seconds)} left` : '';
  const time = `${formatDuration(seconds)}, ${Math.round(stepMilliseconds)} ms/step`;
  const skipped = record.skipped === undefined ? '' : `  ${plural(record.skipped, 'step')} skipped`;
  return `Epoch ${of(epoch, epochs)}  loss ${loss.toFixed(4)}${judged}${skipped}  (${time})${left}${isBest && validation ? '  best' : ''}`;
}

/** ` 3/10`, or `3` where the last epoch is not known. */
const of = (epoch: number, epochs: number | undefined): string =>
  epochs === undefined ? String(epoch) : `${String(epoch).padStart(String(epochs).length)}/${epochs}`;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
