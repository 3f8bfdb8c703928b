import type { BestState } from '../bestWeights.js';
import type { RunState } from '../engine/runState.js';
import type { AverageState } from '../optimizers/exponentialMovingAverage.js';
import type { OptimizerState } from '../optimizers/optimizer.js';
import type { NamedArrays } from '../weights.js';
import type { Fingerprint } from './fingerprint.js';

/** What is known of a checkpoint without reading it all. */
export interface CheckpointSummary {
  /** The run that it is of: 16 hexadecimal digits. */
  readonly runId: string;
  /** Epochs that are done. */
  readonly epochs: number;
  /** Steps of the whole run. */
  readonly globalStep: number;
  /** Whether it was taken between two epochs. */
  readonly isBetweenEpochs: boolean;
}

/** Everything that a run needs to go on as if nothing had happened. Plain data. */
export interface TrainingCheckpoint {
  readonly summary: CheckpointSummary;
  /** What a run that goes on must have in common with this one. */
  readonly fingerprint: Fingerprint;
  readonly state: RunState;
  /** The rate of the next step: what is left of a schedule, which is a function. */
  readonly nextLearningRate: number;
  /** The positions of the layers that are frozen, among all layers that are no models. */
  readonly frozen: readonly number[];
  readonly weights: NamedArrays;
  readonly optimizer: OptimizerState;
  readonly average: AverageState | undefined;
  readonly best: BestState | undefined;
}
