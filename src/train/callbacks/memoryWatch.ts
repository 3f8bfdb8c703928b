import * as tf from '@tensorflow/tfjs-core';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Callback } from '../events.js';

/** Options of {@link memoryWatch}. */
export interface MemoryWatchOptions {
  /** Steps in a row after each of which there are more tensors than after the one before; 20 by default. */
  readonly steps?: number;
  /** What is done then, once a run; a warning on the console by default. Throwing ends the training. */
  readonly onGrowth?: (message: string) => void;
}

/**
 * Watches the number of tensors and says when it grows from step to step: somewhere tensors are made and not disposed,
 * and sooner or later memory is full. A training alone keeps the number as it is.
 *
 * @example
 * ```ts
 * import { memoryWatch } from 'segkit';
 *
 * const callbacks = [memoryWatch({ steps: 10 })];
 * console.log(callbacks.length); // for fit(model, train, { callbacks })
 * ```
 */
export function memoryWatch(options: MemoryWatchOptions = {}): Callback {
  checkOptionNames('memoryWatch', options, ['steps', 'onGrowth']);
  const { steps = 20, onGrowth = (message) => console.warn(message) } = options;
  checkNumber('memoryWatch', 'steps', steps, { min: 2, integer: true });
  let counts: number[] = [];
  let hasTold = false;
  return (event) => {
    if (event.type === 'trainBegin') hasTold = false;
    // Optimizers make their tensors in the first step; validation and other callbacks theirs between epochs.
    if (event.type === 'trainBegin' || event.type === 'epochBegin') counts = [];
    if (event.type !== 'step' || hasTold) return;
    const { numTensors } = tf.memory();
    const last = counts[counts.length - 1];
    counts = last !== undefined && numTensors > last ? [...counts, numTensors] : [numTensors];
    if (counts.length <= steps) return;
    hasTold = true;
    onGrowth(
      `memoryWatch: after each of the last ${steps} steps there were more tensors than before, from ${counts[0]} to ` +
        `${numTensors}. Loss, layers, data and callbacks must dispose what they make: wrap it in tf.tidy.`,
    );
  };
}
