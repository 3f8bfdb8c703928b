import type { ListedCheckpoint } from '../checkpoint/findCheckpoint.js';
import type { EpochRecord } from '../history.js';
import { type Monitor, readMonitor } from './monitor.js';

/** What decides which checkpoints stay. */
export interface KeepOptions {
  readonly keepLast?: number;
  readonly keepBest?: number;
  readonly monitor?: Monitor;
  readonly mode?: 'min' | 'max';
  readonly records: readonly EpochRecord[];
  readonly runId: string;
}

/** The names of the checkpoints of a run that are neither among the newest nor among the best. */
export function chooseObsolete(listed: readonly ListedCheckpoint[], options: KeepOptions): string[] {
  const { keepLast = 3, runId } = options;
  const own = listed.filter(({ summary }) => summary?.runId === runId);
  const best = new Set(bestOf(own, options));
  return own.slice(keepLast).flatMap(({ name }) => (best.has(name) ? [] : [name]));
}

/** The names of the best, of those that were taken after an epoch; of equals, the older is the better. */
function bestOf(own: readonly ListedCheckpoint[], { keepBest = 0, monitor, mode, records }: KeepOptions): string[] {
  if (keepBest === 0 || monitor === undefined) return [];
  const scored = own.flatMap(({ name, summary }) => {
    const record = summary?.isBetweenEpochs ? records[summary.epochs - 1] : undefined;
    const value = record && readMonitor(monitor, record);
    return value === undefined || Number.isNaN(value) ? [] : [{ name, value: mode === 'min' ? -value : value }];
  });
  return scored
    .toReversed()
    .toSorted((a, b) => b.value - a.value)
    .slice(0, keepBest)
    .map(({ name }) => name);
}
