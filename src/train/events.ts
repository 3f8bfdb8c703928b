import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EpochRecord, TrainingHistory } from './history.js';

/** What happens in a training run, in the order in which it happens. */
export type TrainEvent =
  | {
      /** Which event it is; what else there is follows from it. */
      readonly type: 'trainBegin';
      /** How many epochs there will be at most. */
      readonly epochs: number;
      /** Steps in an epoch, where that is known. */
      readonly steps: number | undefined;
      /** Trainable numbers of the model. */
      readonly parameters: number;
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
      /** After validation, while the model has the weights of this epoch. */
      readonly type: 'epochEnd';
      /** The numbers of the epoch. */
      readonly record: EpochRecord;
      /** Whether this epoch is the best so far. */
      readonly isBest: boolean;
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
  /** Ends the training after the current step. */
  stop(): void;
}

/** A function that is told of every event; the run waits for it. */
export type Callback = (event: TrainEvent, context: CallbackContext) => void | Promise<void>;
