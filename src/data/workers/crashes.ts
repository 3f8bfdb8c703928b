import { DataError } from '../../core/errors.js';
import type { BatchMemory } from '../batchMemory.js';
import { fromPlainError } from './plainError.js';
import type { BatchJob, Failure, MadeBatch } from './protocol.js';

/** A job on its way, with what it has cost so far. */
export interface Ticket {
  readonly key: number;
  readonly job: BatchJob;
  /** Where memory for the batch comes from. */
  readonly memory?: BatchMemory;
  /** Whether samples are read one after the other, so that one can tell at which a worker ends. */
  careful: boolean;
  /** What a careful worker has begun with last. */
  at?: number | 'stacking';
  /** The places that are left out, since workers ended over them. */
  readonly without: Set<number>;
  readonly failures: Failure<Error>[];
  /** How many workers ended at each place. */
  readonly crashes: Map<number, number>;
  /** Workers that ended over this batch, nobody knows where. */
  unexplained: number;
  isSettled: boolean;
  resolve(made: MadeBatch<Error>): void;
  reject(error: unknown): void;
}

/**
 * Finds out which sample a worker ended over. The batch is tried again, carefully, and a sample at which a worker ends a
 * second time has failed.
 */
export function blame(ticket: Ticket, cause: Error, stopsAtFailure: boolean): void {
  if (ticket.isSettled) return;
  const { at, job, crashes } = ticket;
  ticket.at = undefined;
  if (!ticket.careful || at === undefined || at === 'stacking') {
    ticket.unexplained++;
    if (ticket.careful && ticket.unexplained > 1) ticket.reject(batchError(ticket, cause));
    ticket.careful = true;
    return;
  }
  // What ended the first worker, unseen, was most likely the same sample.
  const times = (crashes.get(at) ?? 0) + 1 + ticket.unexplained;
  ticket.unexplained = 0;
  crashes.set(at, times);
  if (times < 2) return;
  const error = sampleError(job.places[at].id, cause);
  ticket.without.add(at);
  ticket.failures.push({ place: at, error });
  if (stopsAtFailure) ticket.reject(error);
}

/** The batch as the worker made it, with the samples over which workers ended among the failures, in order. */
export function withFailures({ failures }: Ticket, made: MadeBatch): MadeBatch<Error> {
  const told = made.failures.map(({ place, error }) => ({ place, error: fromPlainError(error) }));
  return { ...made, failures: [...failures, ...told].sort((a, b) => a.place - b.place) };
}

const sampleError = (id: string, cause: Error): DataError =>
  new DataError(`loader: ${JSON.stringify(id)}: the worker that read it ended, twice: ${cause.message}`, {
    id,
    stage: 'loader',
    cause,
  });

function batchError({ job }: Ticket, cause: Error): DataError {
  const ids = job.places.map(({ id }) => JSON.stringify(id)).join(', ');
  return new DataError(
    `loader: the worker that stacked batch ${job.number} (${ids}) ended, twice: ${cause.message} ` +
      'Make batches smaller if memory ran out.',
    { stage: 'loader', cause },
  );
}
