import type { Batch, BatchSource } from '../../data/batch.js';
import type { EvaluateOptions, Evaluation } from '../evaluate.js';

/** Where in a run a step is taken. */
export interface StepPlace {
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 1 in each epoch. */
  readonly step: number;
  /** Counted from 1 over the whole run; what seeded dropout draws by. */
  readonly globalStep: number;
  /** The rate that the step is to be taken with. */
  readonly learningRate: number;
}

/** What a step found. */
export interface StepResult {
  /** The mean loss over the pictures of the step, before it was taken. */
  readonly loss: number;
  /** The root of the sum of all squared gradients, before clipping. */
  readonly gradientNorm: number;
}

/**
 * Takes the steps of a training: forward pass, loss, gradients, update. The loop around it knows neither where the
 * gradients are computed nor by how many.
 */
export interface StepRunner {
  /**
   * One move of the weights by the pictures of all batches together: the gradients of the batches are averaged, each
   * weighted by its number of pictures.
   *
   * If it throws, all weights, moving statistics too, are as they were before the step.
   */
  step(batches: readonly Batch[], place: StepPlace): Promise<StepResult>;
  /** Brings the model up to date, where steps move other weights than the model's own. */
  settle?(): Promise<void>;
  /** Takes the model's weights over, after something else has changed them: a resumed run, averaged weights. */
  refresh?(): Promise<void>;
  /** Judges the model as it stands. Absent: `evaluate` does. */
  evaluate?(data: BatchSource, options: EvaluateOptions): Promise<Evaluation>;
  /** Frees what it holds; the model and the optimizer stay. */
  dispose(): void | Promise<void>;
}
