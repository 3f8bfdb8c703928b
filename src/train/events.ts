import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TrainingError } from '../core/errors.js';
import type { MonitorOptions } from './callbacks/monitor.js';
import type { CheckpointPlace } from './checkpoint/checkpointPlace.js';
import type { CheckpointSummary } from './checkpoint/trainingCheckpoint.js';
import type { EpochRecord, TrainingHistory } from './history.js';

/** What happens in a training run, in the order in which it happens. */
export type TrainEvent =
  | {
      /** Which event it is; what else there is follows from it. */
      readonly type: 'trainBegin';
      /** How many epochs there will be at most, where that is known. */
      readonly epochs: number | undefined;
      /** Steps in an epoch, where that is known. */
      readonly steps: number | undefined;
      /** Trainable numbers of the model. */
      readonly parameters: number;
      /** Whether epochs are judged by validation data. */
      readonly hasValidation: boolean;
      /** The checkpoint that the run goes on from; absent where it begins. `records` of the context has its epochs. */
      readonly resumed?: {
        /** Its name. */
        readonly name: string;
        /** The epoch under way, counted from 1. */
        readonly epoch: number;
        /** Steps taken in it. */
        readonly step: number;
        /** Steps taken in the whole run. */
        readonly globalStep: number;
        /** The epoch whose weights are the best so far. */
        readonly bestEpoch: number | undefined;
      };
    }
  | {
      /** Before the first step of an epoch. */
      readonly type: 'epochBegin';
      /** Counted from 1. */
      readonly epoch: number;
    }
  | {
      /** After each step of training. */
      readonly type: 'step';
      /** Counted from 1. */
      readonly epoch: number;
      /** Counted from 1 in each epoch. */
      readonly step: number;
      /** Counted from 1 over the whole run. */
      readonly globalStep: number;
      /** Steps in an epoch, where that is known. */
      readonly steps: number | undefined;
      /** The samples of the step. */
      readonly ids: readonly string[];
      /** The mean loss over the pictures of the step, before it was taken. */
      readonly loss: number;
      /** The rate that the step was taken with. */
      readonly learningRate: number;
      /** The root of the sum of all squared gradients, before clipping. */
      readonly gradientNorm: number;
      /** The time of the step in milliseconds, data loading left out. */
      readonly milliseconds: number;
    }
  | {
      /** In the place of `step`, where `onNonFinite` is `'skip'` and loss or gradient was not a finite number. */
      readonly type: 'stepSkipped';
      /** Counted from 1. */
      readonly epoch: number;
      /** Counted from 1 in each epoch. */
      readonly step: number;
      /** Counted from 1 over the whole run. */
      readonly globalStep: number;
      /** The samples of the step. */
      readonly ids: readonly string[];
      /** What was found, in its `nonFinite`, and in words. */
      readonly error: TrainingError;
    }
  | {
      /** After each batch of validation. */
      readonly type: 'validationStep';
      /** Counted from 1. */
      readonly epoch: number;
      /** Counted from 1 in each epoch. */
      readonly step: number;
      /** Batches of validation, where the source knows. */
      readonly steps: number | undefined;
    }
  | {
      /** After validation, while the model has the weights that were judged: with `ema` the averaged ones. */
      readonly type: 'epochEnd';
      /** The numbers of the epoch. */
      readonly record: EpochRecord;
      /** Whether this epoch is the best so far. */
      readonly isBest: boolean;
    }
  | {
      /** After the last step and epoch, while the model has the weights of the last step. */
      readonly type: 'stopped';
      /** Why it is the last: all are done, or its `signal` or a callback ended the run. */
      readonly by: TrainingHistory['stopped'];
      /** The epoch under way, counted from 1: the next one between two epochs. */
      readonly epoch: number;
      /** Steps taken in it, 0 between two epochs. */
      readonly step: number;
    }
  | {
      /** At the end, when the model has the weights that it keeps. */
      readonly type: 'trainEnd';
      /** The numbers of all epochs. */
      readonly history: TrainingHistory;
    }
  | {
      /** Instead of `trainEnd`, when something throws: the data, a callback, a loss that is no number. */
      readonly type: 'trainFailed';
      /** What was thrown. */
      readonly error: unknown;
    };

/** What a callback can do besides watching. */
export interface CallbackContext {
  /** The model that is trained. */
  readonly model: LayersModel;
  /** The numbers of all epochs that are done, after a resume those from before it too. */
  readonly records: readonly EpochRecord[];
  /** Steps of the whole run that are taken, before a resume too. */
  readonly globalStep: number;
  /** Sixteen hexadecimal digits by which a run is known to its checkpoints; the same after a resume. */
  readonly runId: string;
  /** Ends the training after the current step. */
  stop(): void;
  /**
   * Takes a checkpoint as soon as all callbacks have been told of this event, and, at `epochEnd`, the next epoch is
   * prepared; gives its bytes to a function, for which the run waits.
   */
  saveCheckpoint(write: (bytes: Uint8Array, summary: CheckpointSummary) => Promise<void>): void;
  /**
   * From the next step on, the rate of the schedule is multiplied by a factor, but not taken below a minimum (default
   * 0). It replaces an earlier factor.
   */
  reduceLearningRate(factor: number, minimum?: number): void;
  /**
   * Says which epoch's weights the model ends with, in the place of `keepBest` of `fit`; to be called at `trainBegin`.
   *
   * @throws {@link OptionError} if `keepBest` or another callback says something else.
   */
  keepBest(criterion: MonitorOptions): void;
}

/** A function that is told of every event; the run waits for it. */
export interface Callback {
  (event: TrainEvent, context: CallbackContext): void | Promise<void>;
  /** Where it writes checkpoints, if it does; `resume: 'auto'` of {@link fit} looks there. */
  readonly place?: CheckpointPlace;
}
