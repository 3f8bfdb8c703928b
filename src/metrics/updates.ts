import { SegkitError } from '../core/errors.js';
import { type MetricInput, type Pixels, pairInputs } from './metricInput.js';

/** Takes what was measured from arrays at once, and what is measured from tensors when they are read. */
export interface Intake<T> {
  /** Adds everything, or nothing if one cannot be measured. */
  take(measured: readonly (T | Promise<T>)[]): Promise<void>;
  /** Refuses to go on while tensors are still being read. */
  checkSettled(): void;
}

/** The way into an accumulator. */
export function makeIntake<T>(where: string, add: (measured: T) => void): Intake<T> {
  let pending = 0;
  return {
    async take(measured) {
      if (!measured.some((one) => one instanceof Promise)) {
        for (const one of measured) add(one as T);
        return;
      }
      pending++;
      try {
        for (const one of await Promise.all(measured)) add(one);
      } finally {
        pending--;
      }
    },
    checkSettled() {
      if (pending === 0) return;
      throw new SegkitError(`${where}: ${pending} update still reads its tensors. Write \`await metrics.update(…)\`.`);
    },
  };
}

/**
 * The `update` of an accumulator that takes truth and prediction. Every pair is checked before any is read, and nothing
 * is added unless all could be measured, so that a refused batch leaves no trace.
 */
export function makeUpdates<T>(
  where: string,
  steps: {
    check(truth: Pixels, prediction: Pixels): void;
    measure(truth: Pixels, prediction: Pixels): T | Promise<T>;
    add(measured: T): void;
  },
): { update(yTrue: MetricInput, yPred: MetricInput): Promise<void>; checkSettled(): void } {
  const { take, checkSettled } = makeIntake(where, steps.add);
  return {
    async update(yTrue, yPred) {
      const pairs = pairInputs(where, yTrue, yPred);
      for (const [truth, prediction] of pairs) steps.check(truth, prediction);
      return take(pairs.map(([truth, prediction]) => steps.measure(truth, prediction)));
    },
    checkSettled,
  };
}
