import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** A trainable weight with the name that its optimizer state is kept under. */
export interface NamedVariable {
  /** The name within the model, for instance `down0_conv0/kernel`. */
  readonly name: string;
  /** The weight itself. */
  readonly variable: Variable;
}

/** What an optimizer remembers of one weight. */
export interface WeightState {
  /** The shape of the weight. */
  readonly shape: readonly number[];
  /** How often the weight has been moved. */
  readonly updates: number;
  /** The remembered values by their role, each of the shape of the weight. */
  readonly slots: Readonly<Record<string, Float32Array>>;
}

/** Everything that an optimizer remembers: plain data, to be written to a checkpoint. */
export interface OptimizerState {
  /** The function that made the optimizer, for instance `adam`; `load` refuses the state of another. */
  readonly optimizerName: string;
  /** The number of steps taken. */
  readonly steps: number;
  /** By the name of the weight. */
  readonly weights: Readonly<Record<string, WeightState>>;
}

/**
 * Moves weights against their gradients. State is kept by the *name* of a weight, so that layers may be frozen and
 * thawed in between.
 */
export interface Optimizer {
  /** The function that made it, for instance `adam`. */
  readonly optimizerName: string;
  /** The options that it was made with, the learning rate left out: a run that is resumed needs the same. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The number of steps taken. */
  readonly steps: number;
  /** The learning rate of the next step. */
  learningRate(): number;
  /** Takes one step. Weights without a gradient stay as they are. The gradients stay the caller's. */
  apply(
    weights: readonly NamedVariable[],
    gradients: Readonly<Record<string, Tensor>>,
    options?: {
      /** In the place of what the schedule gives for this step. */
      readonly learningRate?: number;
    },
  ): void;
  /** A copy of what the optimizer remembers. */
  state(): Promise<OptimizerState>;
  /** Goes on from a state; what was remembered before is freed. Options are not part of a state: give the same again. */
  load(state: OptimizerState): void;
  /** Frees what is remembered. */
  dispose(): void;
}
