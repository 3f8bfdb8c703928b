import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { formatDuration } from '../../src/node/formatDuration.js';
import { type ProgressStream, progressBar } from '../../src/node/progressBar.js';
import type { CallbackContext, TrainEvent } from '../../src/train/events.js';

/** A stream that keeps what is written, and may claim to be a terminal. */
function sink(isTTY: boolean): { stream: ProgressStream; text(): string } {
  let written = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      written += String(chunk);
      done();
    },
  });
  const terminal = { isTTY, columns: 120, cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  return { stream: Object.assign(stream, terminal) as unknown as ProgressStream, text: () => written };
}

const context = {} as CallbackContext;
const begin: TrainEvent = { type: 'trainBegin', epochs: 2, steps: 4, parameters: 1234, hasValidation: true };
const step = (n: number): TrainEvent => ({
  type: 'step',
  epoch: 1,
  step: n,
  globalStep: n,
  steps: 4,
  ids: [],
  loss: 0.5,
  learningRate: 0.1,
  gradientNorm: 1,
  milliseconds: 100,
});
const record = { epoch: 1, seconds: 8, learningRate: 0.1, loss: 0.5 };

it('writes plain lines where there is no terminal', () => {
  const { stream, text } = sink(false);
  const bar = progressBar({ stream });
  const history = { epochs: [record], bestEpoch: 1, stopped: 'aborted', seconds: 8 } as const;
  for (const event of [
    begin,
    step(1),
    step(2),
    { type: 'epochEnd', record, isBest: true },
    { type: 'trainEnd', history },
  ]) {
    bar(event as TrainEvent, context);
  }
  expect(text().split('\n')).toEqual([
    'Training 1,234 parameters for 2 epochs.',
    'Epoch 1/2  loss 0.5000  (8.0 s, 100 ms/step)  about 8.0 s left',
    'Stopped early after 1 epoch in 8.0 s, kept the weights of epoch 1.',
    '',
  ]);
});

it('tells of what it goes on from, of steps that are left out, and of runs whose length is not known', () => {
  const { stream, text } = sink(false);
  const bar = progressBar({ stream });
  const resumed = { name: 'cp-0003', epoch: 4, step: 2, globalStep: 14, bestEpoch: 3 };
  const skipped = {
    type: 'stepSkipped',
    epoch: 4,
    step: 3,
    globalStep: 15,
    ids: [],
    error: { message: 'The loss is NaN.' },
  };
  bar({ ...begin, epochs: undefined, resumed } as TrainEvent, context);
  bar(skipped as unknown as TrainEvent, context);
  bar({ type: 'epochEnd', record: { ...record, epoch: 4, skipped: 1 }, isBest: true }, context);
  expect(text().split('\n')).toEqual([
    'Training 1,234 parameters.',
    'Going on from cp-0003, with epoch 4 after step 2.',
    'Skipped a step. The loss is NaN.',
    'Epoch 4  loss 0.5000  1 step skipped  (8.0 s, 0 ms/step)',
    '',
  ]);
});

it('lets go of the terminal when the training fails, so that the process can end', () => {
  const { stream } = sink(true);
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const bar = progressBar({ stream });
  bar(begin, context);
  bar(step(1), context);
  expect(timers()).toBeGreaterThan(before);
  bar({ type: 'trainFailed', error: new Error('no') }, context);
  expect(timers()).toBe(before);
});

it('says durations as people do', () => {
  expect([0.04, 8.24, 59.9, 59.96, 125, 7620].map(formatDuration)).toEqual([
    '0.0 s',
    '8.2 s',
    '60 s',
    '1 min 00 s',
    '2 min 05 s',
    '2 h 07 min',
  ]);
});
