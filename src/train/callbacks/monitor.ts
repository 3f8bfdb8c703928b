import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf } from '../../core/options.js';
import type { EpochRecord } from '../history.js';

/**
 * A number of an epoch: `'loss'`, `'dice'` and `'iou'` are those of the validation, `'trainLoss'` is the mean over the
 * training; or a function that takes another one out of the record, `undefined` where it was not measured.
 */
export type Monitor = 'loss' | 'dice' | 'iou' | 'trainLoss' | ((record: EpochRecord) => number | undefined);

/** What says which of two epochs is better. */
export interface MonitorOptions {
  /** The number that counts: of the validation `'loss'`, `'dice'` or `'iou'`, of the training `'trainLoss'`, or a function of the record. */
  readonly monitor: Monitor;
  /** Whether smaller values are better (`'min'`, as of a loss) or larger ones (`'max'`, as of Dice). */
  readonly mode: 'min' | 'max';
  /** How much better than the best a value must be to count. Default 0. */
  readonly minDelta?: number;
}

const monitors = ['loss', 'dice', 'iou', 'trainLoss'] as const;

/** Refuses a monitor or mode that does not exist. Neither has a default: a name does not say which way is up. */
export function checkMonitor(where: string, { monitor, mode, minDelta = 0 }: MonitorOptions): void {
  if (typeof monitor !== 'function') checkOneOf(where, 'monitor', monitor, monitors);
  checkOneOf(where, 'mode', mode, ['min', 'max']);
  checkNumber(where, 'minDelta', minDelta, { min: 0 });
}

/** The monitored number of an epoch; `undefined` where it was not measured. */
export function readMonitor(monitor: Monitor, record: EpochRecord): number | undefined {
  if (typeof monitor === 'function') return monitor(record);
  return monitor === 'trainLoss' ? record.loss : record.validation?.[monitor];
}

/** The monitored numbers of the epochs in which they were measured. */
export function monitoredValues(monitor: Monitor, records: readonly EpochRecord[]): number[] {
  return records.map((record) => readMonitor(monitor, record)).filter((value) => value !== undefined);
}

/** Refuses to watch a number of the validation where there is none: it would wait for ever. */
export function checkMeasured(where: string, monitor: Monitor, hasValidation: boolean): void {
  if (hasValidation || typeof monitor === 'function' || monitor === 'trainLoss') return;
  throw new OptionError(
    `${where}: monitor is "${monitor}", and there is no validation data. Give fit(…, { validation }), or watch 'trainLoss'.`,
    { option: 'monitor', value: monitor },
  );
}
