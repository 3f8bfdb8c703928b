import { appendFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { predictionSheet } from '../../predict/predictionSheet.js';
import {
  type TensorBoardEvent,
  tensorBoardEvent,
  tensorBoardHeader,
} from '../../report/tensorBoard/tensorBoardEvent.js';
import type { Callback } from '../../train/events.js';
import { encodeImage } from '../encodeImage.js';

/** Options of {@link tensorBoard}. */
export interface TensorBoardOptions {
  /** Steps from one point of the curves by steps to the next; 10 by default. */
  readonly every?: number;
  /** A data set whose first pictures are shown after each epoch with what the model makes of them. */
  readonly pictures?: Dataset;
}

/**
 * Writes a training for TensorBoard: `tensorboard --logdir <folder>` shows it while it runs.
 *
 * By epoch there are `epoch_loss` of training and validation in one plot, `epoch_dice`, `epoch_iou` and
 * `epoch_learning_rate`; by step `step_loss`, `step_learning_rate` and `step_gradient_norm`; and `predictions`, where
 * pictures are given. The files go to `train` and `validation` in the folder; a resumed run adds to them.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { tensorBoard } from 'segkit/node';
 *
 * const callbacks = [tensorBoard(`${tmpdir()}/segkit-example/logs`, { every: 5 })];
 * console.log(callbacks.length); // for fit(model, data, { callbacks })
 * ```
 */
export function tensorBoard(folder: string, options: TensorBoardOptions = {}): Callback {
  checkOptionNames('tensorBoard', options, ['every', 'pictures']);
  const { every = 10, pictures } = options;
  checkNumber('tensorBoard', 'every', every, { min: 1, integer: true });
  let train: EventFile | undefined;
  let validation: EventFile | undefined;
  return async (event, { model }) => {
    if (event.type === 'trainBegin') {
      train = eventFile(join(folder, 'train'));
      validation = eventFile(join(folder, 'validation'));
    }
    if (event.type === 'step' && event.globalStep % every === 0) {
      const { loss, learningRate, gradientNorm, globalStep } = event;
      await train?.add({
        step: globalStep,
        scalars: { step_loss: loss, step_learning_rate: learningRate, step_gradient_norm: gradientNorm },
      });
    }
    if (event.type !== 'epochEnd') return;
    const { epoch: step, loss, learningRate, validation: judged } = event.record;
    await train?.add({ step, scalars: { epoch_loss: loss, epoch_learning_rate: learningRate } });
    const scores = judged && { epoch_loss: judged.loss, epoch_dice: judged.dice, epoch_iou: judged.iou };
    if (scores) await validation?.add({ step, scalars: scores });
    if (!pictures) return;
    const sheet = await predictionSheet(model, pictures);
    const { width, height } = sheet;
    const png = await encodeImage('tensorBoard', sheet, '.png', 100);
    await validation?.add({ step, images: { predictions: { width, height, png } } });
  };
}

interface EventFile {
  add(event: Omit<TensorBoardEvent, 'wallTime'>): Promise<void>;
}

/** A file of its own for each run, which begins with its first event. */
function eventFile(folder: string): EventFile {
  const now = (): number => Date.now() / 1000;
  const unique = `${process.pid}.${Math.random().toString(36).slice(2, 8)}`;
  const file = join(folder, `events.out.tfevents.${Math.floor(now())}.${hostname()}.${unique}`);
  let hasBegun = false;
  return {
    async add(event) {
      if (!hasBegun) {
        await mkdir(folder, { recursive: true });
        await appendFile(file, tensorBoardHeader(now()));
      }
      hasBegun = true;
      await appendFile(file, tensorBoardEvent({ ...event, wallTime: now() }));
    },
  };
}
