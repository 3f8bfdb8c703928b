import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** A learning rate that may change: a number, or a function of the step, counted from 0 over the whole training. */
export type LearningRate = number | ((step: number) => number);

/** A trainable weight with the name that its optimizer state is kept under. */
export interface NamedVariable {
  readonly name: string;
  readonly variable: Variable;
}

/**
 * Moves weights against their gradients. State is kept by the *name* of a weight, so that layers may be frozen and
 * thawed in between.
 */
export interface Optimizer {
  readonly optimizerName: string;
  /** The number of steps taken. */
  readonly steps: number;
  /** The learning rate of the next step. */
  learningRate(): number;
  /** Takes one step. The gradients stay the caller's. */
  apply(weights: readonly NamedVariable[], gradients: Readonly<Record<string, Tensor>>): void;
  /** Frees the state. */
  dispose(): void;
}
