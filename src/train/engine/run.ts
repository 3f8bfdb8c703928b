import type { LayersModel } from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { type BestWeights, type Criterion, criterionOf } from '../bestWeights.js';
import { captureRun } from '../checkpoint/captureRun.js';
import { encodeCheckpoint } from '../checkpoint/checkpointFormat.js';
import type { Fingerprint } from '../checkpoint/fingerprint.js';
import type { CallbackContext, TrainEvent } from '../events.js';
import type { FitSettings } from '../fitOptions.js';
import type { TrainingHistory } from '../history.js';
import type { ExponentialMovingAverage } from '../optimizers/exponentialMovingAverage.js';
import type { BatchStream } from './batchStream.js';
import type { RunState } from './runState.js';
import type { StepRunner } from './stepRunner.js';

/** What a training is made of. */
export interface RunParts extends FitSettings {
  readonly model: LayersModel;
  readonly runner: StepRunner;
  readonly stream: BatchStream;
  readonly best: BestWeights;
  readonly average: ExponentialMovingAverage | undefined;
  readonly fingerprint: Fingerprint;
  /** The name of the checkpoint that the run goes on from. */
  readonly resumedFrom: string | undefined;
}

/** A training under way. */
export interface Run extends RunParts {
  readonly state: RunState;
  /** Why the run is to end before its last epoch, if it is. */
  stopped(): TrainingHistory['stopped'];
  /** Whether all steps and epochs are done. */
  isDone(): boolean;
  /** Tells all callbacks, one after the other. */
  tell(event: TrainEvent): Promise<void>;
  /** Gives a checkpoint to the callbacks that have asked for one; to be called where a run can go on from. */
  saveCheckpoints(): Promise<void>;
  /** The time of the whole run in seconds, before a resume too. */
  seconds(): number;
}

/** Joins the parts with what the loop and the callbacks share: the state, and whether to stop. */
export function createRun(parts: RunParts, state: RunState): Run {
  const { model, callbacks, signal, epochs, steps } = parts;
  const begin = performance.now();
  let reason: TrainingHistory['stopped'] = 'finished';
  let asked: Parameters<CallbackContext['saveCheckpoint']>[0][] = [];
  const context: CallbackContext = {
    model,
    get records() {
      return state.records;
    },
    get globalStep() {
      return state.globalStep;
    },
    runId: state.runId,
    saveCheckpoint: (write) => {
      asked.push(write);
    },
    stop: () => {
      reason = 'callback';
    },
    reduceLearningRate: (factor, minimum = 0) => {
      state.rate = { factor, minimum };
    },
    keepBest: bestKeeper(parts),
  };
  const run: Run = {
    ...parts,
    state,
    stopped: () => {
      if (signal?.aborted) reason = 'aborted';
      return reason;
    },
    isDone: () => state.epoch > epochs || state.globalStep >= steps,
    async tell(event) {
      if (event.type !== 'trainFailed') for (const callback of callbacks) await callback(event, context);
      // Callbacks that hold a terminal or a file let go of it; what they throw now would hide why the run failed.
      else for (const callback of callbacks) await (async () => callback(event, context))().catch(() => {});
    },
    async saveCheckpoints() {
      const writes = asked;
      asked = [];
      if (writes.length === 0) return;
      const checkpoint = await captureRun(run);
      const bytes = encodeCheckpoint(checkpoint);
      for (const write of writes) await write(bytes, checkpoint.summary);
    },
    seconds: () => state.secondsBefore + (performance.now() - begin) / 1000,
  };
  return run;
}

/** Steps in an epoch, where that is known. */
export function stepsInEpoch({ stepsPerEpoch, train, accumulate }: FitSettings): number | undefined {
  return stepsPerEpoch ?? (train.length === undefined ? undefined : Math.ceil(train.length / accumulate));
}

/** How many epochs there will be at most, where that is known. */
export function epochsInRun(settings: FitSettings): number | undefined {
  const { epochs, steps } = settings;
  const byNumber = epochs === Infinity ? undefined : epochs;
  const inEpoch = stepsInEpoch(settings);
  if (steps === Infinity || inEpoch === undefined) return byNumber;
  return Math.min(epochs, Math.ceil(steps / inEpoch));
}

/** Lets one callback say which weights are the best, and no two. */
function bestKeeper({ best, keepBest, hasKeepBest }: RunParts): CallbackContext['keepBest'] {
  let chosen: Criterion | undefined = hasKeepBest ? criterionOf(keepBest) : undefined;
  return (criterion) => {
    if (chosen !== undefined && !isSame(chosen, criterion)) {
      throw new OptionError(
        `fit: the best weights are to be chosen by ${describe(chosen)} and by ${describe(criterion)}. Leave one of both out: ` +
          `keepBest of fit, or restoreBest of a callback.`,
        { option: 'keepBest' },
      );
    }
    chosen = criterion;
    best.judgeBy(criterion);
  };
}

function isSame(a: Criterion, b: Criterion): boolean {
  if (a === 'last' || b === 'last') return a === b;
  return a.monitor === b.monitor && a.mode === b.mode && (a.minDelta ?? 0) === (b.minDelta ?? 0);
}

function describe(criterion: Criterion): string {
  if (criterion === 'last') return 'the last epoch';
  const { monitor, mode } = criterion;
  return `${typeof monitor === 'function' ? 'a function' : `"${monitor}"`} (${mode})`;
}
