import type { EpochRecord } from '../history.js';
import type { StreamPosition } from './batchStream.js';

/**
 * How far a run has come: all that the loop knows besides weights, moments and averages. Plain data, so that a checkpoint
 * can hold it.
 */
export interface RunState {
  /** The epoch under way, counted from 1. */
  epoch: number;
  /** Steps taken in it. */
  step: number;
  /** Steps taken in the whole run. */
  globalStep: number;
  /** How far the training data has been read. */
  position: StreamPosition;
  /** What the steps of the epoch under way add up to. */
  sums: EpochSums;
  /** The epochs that are done. */
  records: EpochRecord[];
  /** Whose weights are the best so far. */
  best: { readonly epoch: number; readonly score: number } | undefined;
  /** Seconds of the run before this process took it up. */
  secondsBefore: number;
}

/** Sums over the steps of an epoch. */
export interface EpochSums {
  /** Of the loss, each step's times its pictures. */
  readonly loss: number;
  readonly pictures: number;
  /** The rate of the last step. */
  readonly learningRate: number;
  /** In training, callbacks included. */
  readonly seconds: number;
}

export const noSums: EpochSums = { loss: 0, pictures: 0, learningRate: 0, seconds: 0 };

/** A run before its first step. */
export function newRunState(): RunState {
  return {
    epoch: 1,
    step: 0,
    globalStep: 0,
    position: { pass: 1, batches: 0 },
    sums: noSums,
    records: [],
    best: undefined,
    secondsBefore: 0,
  };
}
