import type { EpochRecord } from '../history.js';
import type { StreamPosition } from './batchStream.js';

/**
 * How far a run has come: all that the loop knows besides weights, moments and averages. Plain data, so that a checkpoint
 * can hold it.
 */
export interface RunState {
  /** Sixteen hexadecimal digits, drawn when the run began. */
  readonly runId: string;
  /** The epoch under way, counted from 1. */
  epoch: number;
  /** Steps taken in it, skipped ones too. */
  step: number;
  /** Steps taken in the whole run, skipped ones too. */
  globalStep: number;
  /** How far the training data has been read. */
  position: StreamPosition;
  /** What the steps of the epoch under way add up to. */
  sums: EpochSums;
  /** Steps skipped in a row up to now. */
  skippedInRow: number;
  /** What callbacks make of the rate that the optimizer's schedule gives. */
  rate: RateReduction;
  /** The epochs that are done. */
  records: EpochRecord[];
  /** Seconds of the run before this process took it up. */
  secondsBefore: number;
}

/** Sums over the steps of an epoch. */
export interface EpochSums {
  /** Of the loss, each step's times its pictures. */
  readonly loss: number;
  readonly pictures: number;
  /** Steps that were left out. */
  readonly skipped: number;
  /** The rate of the last step. */
  readonly learningRate: number;
  /** In training, callbacks included. */
  readonly seconds: number;
}

/** The rate of the schedule times a factor, but not below a minimum. */
export interface RateReduction {
  readonly factor: number;
  readonly minimum: number;
}

/** An epoch before its first step. */
export const noSums: EpochSums = { loss: 0, pictures: 0, skipped: 0, learningRate: 0, seconds: 0 };

/** A run before its first step. */
export function newRunState(): RunState {
  const runId = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return {
    runId,
    epoch: 1,
    step: 0,
    globalStep: 0,
    position: { pass: 1, batches: 0 },
    sums: noSums,
    skippedInRow: 0,
    rate: { factor: 1, minimum: 0 },
    records: [],
    secondsBefore: 0,
  };
}

/** A rate below the minimum, as in a warm-up, stays as it is. */
export function reduceRate(rate: number, { factor, minimum }: RateReduction): number {
  return Math.min(rate, Math.max(rate * factor, minimum));
}
