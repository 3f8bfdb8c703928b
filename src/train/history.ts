import type { Evaluation } from './evaluate.js';

/** The numbers of one epoch. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** The time of the epoch in seconds, validation included. */
  readonly seconds: number;
  /** At the last step of the epoch. */
  readonly learningRate: number;
  /** The mean training loss over the pictures of the epoch, each with the weights of its moment. */
  readonly loss: number;
  /** After the epoch, where there is validation data. */
  readonly validation?: Evaluation;
}

/** What {@link fit} gives back; plain data that can be written as JSON. */
export interface TrainingHistory {
  /** The numbers of each epoch, the first one first. */
  readonly epochs: readonly EpochRecord[];
  /** The epoch whose weights the model ends with. */
  readonly bestEpoch: number | undefined;
  /** Why the run ended: all epochs were done, its `signal` was aborted, or a callback called `stop()`. */
  readonly stopped: 'finished' | 'aborted' | 'callback';
  /** The time of the whole run in seconds. */
  readonly seconds: number;
}
