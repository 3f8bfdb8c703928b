import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchSource } from '../../data/batch.js';
import type { Loss } from '../../losses/loss.js';
import type { ModelMetadata } from '../../models/metadata.js';
import type { BestWeights } from '../bestWeights.js';
import type { Callback, TrainEvent } from '../events.js';
import type { TrainingHistory } from '../history.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { BatchStream } from './batchStream.js';
import type { RunState } from './runState.js';
import type { StepRunner } from './stepRunner.js';

/** What a training is made of: the options of `fit`, checked and filled in. */
export interface RunParts {
  readonly model: LayersModel;
  readonly metadata: ModelMetadata;
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly runner: StepRunner;
  readonly stream: BatchStream;
  readonly best: BestWeights;
  readonly validation: BatchSource | undefined;
  readonly ignoreIndex: number | undefined;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
  readonly epochs: number;
  /** Steps in an epoch, where that is known. */
  readonly steps: number | undefined;
}

/** A training under way. */
export interface Run extends RunParts {
  readonly state: RunState;
  /** Why the run is to end before its last epoch, if it is. */
  stopped(): TrainingHistory['stopped'];
  /** Tells all callbacks, one after the other. */
  tell(event: TrainEvent): Promise<void>;
}

/** Joins the parts with what the loop and the callbacks share: the state, and whether to stop. */
export function createRun(parts: RunParts, state: RunState): Run {
  const { model, callbacks, signal } = parts;
  let reason: TrainingHistory['stopped'] = 'finished';
  const context = {
    model,
    stop: () => {
      reason = 'callback';
    },
  };
  return {
    ...parts,
    state,
    stopped: () => {
      if (signal?.aborted) reason = 'aborted';
      return reason;
    },
    async tell(event) {
      if (event.type !== 'trainFailed') for (const callback of callbacks) await callback(event, context);
      // Callbacks that hold a terminal or a file let go of it; what they throw now would hide why the run failed.
      else for (const callback of callbacks) await (async () => callback(event, context))().catch(() => {});
    },
  };
}
