import { SegkitError } from '../core/errors.js';
import { type MetricInput, type Pixels, pairInputs } from './metricInput.js';

/** How an accumulator takes batches from arrays at once and from tensors when they are read. */
export interface Updates {
  update(yTrue: MetricInput, yPred: MetricInput): Promise<void>;
  /** Refuses to go on while tensors are still being read. */
  checkSettled(): void;
}

/**
 * The `update` of an accumulator. Every pair is checked before any is read, and nothing is added unless all could be
 * measured, so that a refused batch leaves no trace.
 */
export function makeUpdates<T>(
  where: string,
  steps: {
    check(truth: Pixels, prediction: Pixels): void;
    measure(truth: Pixels, prediction: Pixels): T | Promise<T>;
    add(measured: T): void;
  },
): Updates {
  let pending = 0;
  return {
    async update(yTrue, yPred) {
      const pairs = pairInputs(where, yTrue, yPred);
      for (const [truth, prediction] of pairs) steps.check(truth, prediction);
      const measured = pairs.map(([truth, prediction]) => steps.measure(truth, prediction));
      if (!measured.some((one) => one instanceof Promise)) {
        for (const one of measured) steps.add(one as T);
        return;
      }
      pending++;
      try {
        for (const one of await Promise.all(measured)) steps.add(one);
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
