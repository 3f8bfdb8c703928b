import { OptionError, TrainingError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { CheckpointPlace } from '../checkpoint/checkpointPlace.js';
import { listCheckpoints } from '../checkpoint/findCheckpoint.js';
import type { Callback, CallbackContext } from '../events.js';
import { checkpointName } from './checkpointName.js';
import { chooseObsolete } from './chooseObsolete.js';
import { checkMeasured, checkMonitor, type Monitor, type MonitorOptions } from './monitor.js';

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** Where checkpoints go: `checkpointFolder(path)` of `segkit/node`, for instance. It holds those of one run. */
  readonly place: CheckpointPlace;
  /** After how many epochs, steps or minutes one is written; what comes first counts. Default `{ epochs: 1 }`. */
  readonly every?: { readonly epochs?: number; readonly steps?: number; readonly minutes?: number };
  /** How many of the newest are kept, at least 1. Default 3; `Infinity` keeps all. */
  readonly keepLast?: number;
  /** How many of the best epochs are kept besides, by `monitor` and `mode`. Default 0. */
  readonly keepBest?: number;
  /** The number of an epoch that makes it one of the best. */
  readonly monitor?: Monitor;
  /** Whether smaller values of it are better (`'min'`) or larger ones (`'max'`). */
  readonly mode?: 'min' | 'max';
  /**
   * How they are called, with `{epoch}`, counted from 1, and `{step}`, of the whole run; `{epoch:04}` fills up with zeros.
   * One of a name replaces the one before. Default `'cp-{epoch:04}'`, or `'cp-{epoch:04}-{step:06}'` with steps or minutes.
   */
  readonly name?: string;
  /** What happens to checkpoints of another run in the place: refused (`'refuse'`, the default) or removed (`'remove'`). */
  readonly others?: 'refuse' | 'remove';
}

/** The callback that {@link checkpoint} makes: `resume: 'auto'` looks where it writes. */
export interface CheckpointCallback extends Callback {
  readonly place: CheckpointPlace;
}

const optionNames = ['place', 'every', 'keepLast', 'keepBest', 'monitor', 'mode', 'name', 'others'];

/**
 * Writes checkpoints, from which `fit(…, { resume })` goes on as if nothing had happened: weights, optimizer, averages,
 * best weights, the place in schedule, data and history.
 *
 * They are written after epochs, steps or minutes, and when the run is stopped by its signal or a callback. A checkpoint is
 * written whole or not at all, and only then older ones are removed, so that a process may be killed at any moment.
 *
 * @throws {@link OptionError} for unknown options and values out of range; at the start of a training that does not go on
 *   from this place, if there are checkpoints of another run.
 * @throws {@link TrainingError} if one cannot be written; those before it stay.
 *
 * @example
 * ```ts
 * import { adam, arrayDataset, checkpoint, fit, loader, unet } from 'segkit';
 * import { checkpointFolder, useBackend } from 'segkit/node';
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(16 * 16).fill(200, 0, 99), width: 16, height: 16, channels: 1 };
 * const mask = { data: new Uint8Array(16 * 16).fill(1, 0, 99), width: 16, height: 16 };
 * const data = loader(arrayDataset([{ id: 'a', image, mask, meta: {} }]));
 * const place = checkpointFolder(await mkdtemp(`${tmpdir()}/segkit-`));
 *
 * for (const epochs of [2, 4]) {
 *   const model = unet({ inputShape: [16, 16, 1], depth: 1, filters: 2, seed: 1 });
 *   const callbacks = [checkpoint({ place, keepLast: 2 })];
 *   const history = await fit(model, data, { epochs, optimizer: adam(), callbacks, resume: 'auto' });
 *   console.log(history.epochs.length, await place.list()); // 2 [ 'cp-0001', 'cp-0002' ], 4 [ 'cp-0003', 'cp-0004' ]
 * }
 * ```
 */
export function checkpoint(options: CheckpointOptions): CheckpointCallback {
  checkOptions(options);
  const { place, every = { epochs: 1 } } = options;
  const { steps = Infinity, minutes = Infinity, epochs = Infinity } = every;
  const isWithin = steps < Infinity || minutes < Infinity;
  const nameOf = checkpointName(options.name ?? (isWithin ? 'cp-{epoch:04}-{step:06}' : 'cp-{epoch:04}'));
  let last = { time: 0, progress: '' };
  const remember = (context: CallbackContext): void => {
    last = { time: performance.now(), progress: progressOf(context) };
  };
  const save = (context: CallbackContext, at: Place): void => {
    context.saveCheckpoint(async (bytes, { globalStep }) => {
      await write(place, nameOf({ epoch: at.epoch, step: globalStep }), bytes, at);
      remember(context);
      await removeObsolete(options, context);
    });
  };
  const onEvent: Callback = async (event, context) => {
    const isLate = performance.now() - last.time >= minutes * 60_000;
    switch (event.type) {
      case 'trainBegin':
        if (options.monitor) checkMeasured('checkpoint', options.monitor, event.hasValidation);
        await begin(options, context);
        return remember(context);
      case 'step':
        if (event.globalStep % steps === 0 || isLate) save(context, event);
        return;
      case 'epochEnd': {
        const { epoch } = event.record;
        if (epoch % epochs === 0 || isLate) save(context, { epoch, step: 0 });
        return;
      }
      case 'stopped':
        if (progressOf(context) === last.progress) return;
        save(context, { epoch: event.step > 0 ? event.epoch : event.epoch - 1, step: event.step });
    }
  };
  return Object.assign(onEvent, { place });
}

/** How far a run is, to tell whether there is something new to write. */
const progressOf = ({ globalStep, records }: CallbackContext): string => `${globalStep} ${records.length}`;

/** Finds out before the training whether the place can be written to, and whose checkpoints it holds. */
async function begin({ place, others = 'refuse' }: CheckpointOptions, { runId }: CallbackContext): Promise<void> {
  await place.check?.();
  const foreign = (await listCheckpoints(place)).filter(({ summary }) => summary?.runId !== runId);
  // What is damaged may be of this run, and is told of when it is resumed.
  const known = foreign.filter(({ summary }) => summary);
  if (others === 'remove') for (const { name } of foreign) await place.remove(name);
  else if (known.length > 0) {
    throw new OptionError(
      `checkpoint: ${place.name} holds checkpoints of another run (${known[0].name}). Go on with that one by resume: 'auto', name ` +
        `another place, or remove them with others: 'remove'.`,
      { option: 'place', value: place.name },
    );
  }
}

/** Where in the run a checkpoint is taken, for its name and for messages. */
interface Place {
  readonly epoch: number;
  readonly step: number;
}

async function write(place: CheckpointPlace, name: string, bytes: Uint8Array, { epoch, step }: Place): Promise<void> {
  try {
    await place.write(name, bytes);
  } catch (cause) {
    const message =
      `checkpoint: ${name} cannot be written to ${place.name} (${(cause as Error).message}). The training ends here; what ` +
      `was written before is whole, and resume goes on from it once there is room.`;
    throw new TrainingError(message, { epoch, step, ids: [], cause });
  }
}

async function removeObsolete(options: CheckpointOptions, { records, runId }: CallbackContext): Promise<void> {
  const { place } = options;
  for (const name of chooseObsolete(await listCheckpoints(place), { ...options, records, runId })) {
    await place.remove(name);
  }
}

function checkOptions(options: CheckpointOptions): void {
  checkOptionNames('checkpoint', options, optionNames);
  const { place, every = {}, keepLast = 3, keepBest = 0, monitor, mode, others = 'refuse' } = options;
  const refuse = (option: string, message: string): never => {
    throw new OptionError(`checkpoint: ${message}`, { option });
  };
  if (typeof place?.write !== 'function') {
    refuse('place', 'place is not what it should be. Give checkpointFolder(path) of segkit/node, or another place.');
  }
  checkOptionNames('checkpoint: every', every, ['epochs', 'steps', 'minutes']);
  for (const unit of ['epochs', 'steps'] as const) {
    if (every[unit] !== undefined) checkNumber('checkpoint', `every.${unit}`, every[unit], { min: 1, integer: true });
  }
  if (every.minutes !== undefined) checkNumber('checkpoint', 'every.minutes', every.minutes, { min: 0 });
  checkNumber('checkpoint', 'keepLast', keepLast, { min: 1, integer: keepLast !== Infinity });
  checkNumber('checkpoint', 'keepBest', keepBest, { min: 0, integer: true });
  checkOneOf('checkpoint', 'others', others, ['refuse', 'remove']);
  if (keepBest > 0) checkMonitor('checkpoint', { monitor, mode } as MonitorOptions);
  else if (monitor !== undefined || mode !== undefined) {
    refuse(
      'keepBest',
      'monitor and mode have no effect without keepBest. Say how many of the best are kept, or leave them out.',
    );
  }
}
