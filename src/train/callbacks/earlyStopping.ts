import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Callback } from '../events.js';
import { earlyStoppingRule } from './earlyStoppingRule.js';
import { checkMeasured, checkMonitor, type MonitorOptions, monitoredValues } from './monitor.js';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Stops when this many judged epochs in a row are no better than the best. Default 10. */
  readonly patience?: number;
  /**
   * Whether the model ends with the weights of the best epoch by `monitor`, in the place of `keepBest` of `fit`, also
   * where the run ends for another reason. Default false: `keepBest` decides.
   */
  readonly restoreBest?: boolean;
}

/**
 * Ends a training when a number of its epochs has stopped becoming better.
 *
 * It decides by the records of all epochs and remembers nothing else, so that after a resume it decides as if there had been
 * none. Epochs in which the number was not measured do not count.
 *
 * @throws {@link OptionError} for unknown options and values out of range; at the start of the training, for a number of
 *   the validation where there is none.
 *
 * @example
 * ```ts
 * import { earlyStopping } from 'segkit';
 *
 * const callbacks = [earlyStopping({ monitor: 'loss', mode: 'min', patience: 8, restoreBest: true })];
 * console.log(callbacks.length); // for fit(model, train, { validation, callbacks })
 * ```
 */
export function earlyStopping(options: EarlyStoppingOptions): Callback {
  checkOptionNames('earlyStopping', options, ['monitor', 'mode', 'minDelta', 'patience', 'restoreBest']);
  checkMonitor('earlyStopping', options);
  const { monitor, mode, minDelta = 0, patience = 10, restoreBest = false } = options;
  checkNumber('earlyStopping', 'patience', patience, { min: 1, integer: true });
  checkOneOf('earlyStopping', 'restoreBest', restoreBest, [true, false]);
  const decide = earlyStoppingRule({ mode, minDelta, patience });
  return (event, context) => {
    if (event.type === 'trainBegin') {
      checkMeasured('earlyStopping', monitor, event.hasValidation);
      if (restoreBest) context.keepBest({ monitor, mode, minDelta });
    }
    if (event.type !== 'trainBegin' && event.type !== 'epochEnd') return;
    if (decide(monitoredValues(monitor, context.records)).stop) context.stop();
  };
}
