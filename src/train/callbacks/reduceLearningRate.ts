import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Callback } from '../events.js';
import { type ReduceOnPlateauOptions, reduceOnPlateau } from '../schedules/reduceOnPlateau.js';
import { checkMeasured, checkMonitor, type MonitorOptions, monitoredValues } from './monitor.js';

/** Options of {@link reduceLearningRate}: those of {@link reduceOnPlateau}, of which the rate is the optimizer's. */
export interface ReduceLearningRateOptions
  extends MonitorOptions,
    Pick<ReduceOnPlateauOptions, 'factor' | 'patience' | 'cooldown' | 'semantics'> {
  /** How much better than the best a value must be to count. Default 1e-4. */
  readonly minDelta?: number;
  /** The rate is not reduced below this. Default 0. */
  readonly minimum?: number;
}

const optionNames = ['monitor', 'mode', 'minDelta', 'factor', 'patience', 'cooldown', 'minimum', 'semantics'];

/**
 * Lowers the learning rate when a number of the epochs has not become better for a while: multiplies what the
 * optimizer's schedule gives, so that a warm-up or a cosine goes on beneath it.
 *
 * It decides by the records of all epochs and remembers nothing else, as {@link reduceOnPlateau}, whose rule it is: after a
 * resume the rate is what it was.
 *
 * @throws {@link OptionError} for unknown options and values out of range; at the start of the training, for a number of
 *   the validation where there is none.
 *
 * @example
 * ```ts
 * import { reduceLearningRate } from 'segkit';
 *
 * // What Keras calls ReduceLROnPlateau(factor=0.2, patience=3, min_delta=1e-3, min_lr=1e-6)
 * const keras = { factor: 0.2, patience: 3, minDelta: 1e-3, minimum: 1e-6, semantics: 'keras' } as const;
 * const watch = reduceLearningRate({ monitor: 'loss', mode: 'min', ...keras });
 * console.log(typeof watch); // function; for fit(model, train, { validation, callbacks: [watch] })
 * ```
 */
export function reduceLearningRate(options: ReduceLearningRateOptions): Callback {
  const where = 'reduceLearningRate';
  checkOptionNames(where, options, optionNames);
  checkMonitor(where, options);
  const { monitor, minimum = 0, minDelta = 1e-4, ...rule } = options;
  checkNumber(where, 'minimum', minimum, { min: 0 });
  const factorAfter = reduceOnPlateau({ ...rule, learningRate: 1, threshold: minDelta, thresholdMode: 'absolute' });
  return (event, context) => {
    if (event.type === 'trainBegin') checkMeasured(where, monitor, event.hasValidation);
    if (event.type !== 'trainBegin' && event.type !== 'epochEnd') return;
    context.reduceLearningRate(factorAfter(monitoredValues(monitor, context.records)), minimum);
  };
}
