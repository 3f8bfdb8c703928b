import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EpochRecord, History } from './history.js';

/** What happens in a training run, in the order in which it happens. */
export type TrainEvent =
  | {
      readonly type: 'trainBegin';
      readonly epochs: number;
      /** Batches in an epoch, where the source knows. */
      readonly steps: number | undefined;
      /** Trainable numbers of the model. */
      readonly parameters: number;
    }
  | { readonly type: 'epochBegin'; readonly epoch: number }
  | {
      readonly type: 'step';
      readonly epoch: number;
      /** Counted from 1 in each epoch. */
      readonly step: number;
      readonly steps: number | undefined;
      readonly ids: readonly string[];
      readonly loss: number;
      readonly learningRate: number;
      /** The root of the sum of all squared gradients, before clipping. */
      readonly gradientNorm: number;
      /** The time of the step, data loading left out. */
      readonly milliseconds: number;
    }
  | {
      readonly type: 'validationStep';
      readonly epoch: number;
      readonly step: number;
      readonly steps: number | undefined;
    }
  | {
      readonly type: 'epochEnd';
      readonly record: EpochRecord;
      /** Whether this epoch is the best so far. */
      readonly isBest: boolean;
    }
  | { readonly type: 'trainEnd'; readonly history: History };

/** What a callback can do besides watching. */
export interface CallbackContext {
  readonly model: LayersModel;
  /** Ends the training after the current step. */
  stop(): void;
}

/** A function that is told of every event; the run waits for it. */
export type Callback = (event: TrainEvent, context: CallbackContext) => void | Promise<void>;
