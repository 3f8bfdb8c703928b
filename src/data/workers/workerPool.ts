import { SegkitError } from '../../core/errors.js';
import { type RunningWorker, type StartWorkerOptions, startWorker, type WorkerSource } from '../../core/startWorker.js';
import { type BatchMemory, canShareMemory, movable } from '../batchMemory.js';
import { blame, type Ticket, withFailures } from './crashes.js';
import { fromPlainError } from './plainError.js';
import type { BatchJob, LoaderAnswer, LoaderRequest, LoaderSetup, MadeBatch } from './protocol.js';
import { warnOnce } from './warnOnce.js';

/** Options of {@link createWorkerPool}. */
export interface WorkerPoolOptions extends StartWorkerOptions {
  readonly source: WorkerSource;
  readonly setup: LoaderSetup;
  /** The most workers. */
  readonly count: number;
  /** After how many milliseconds without work all workers are stopped. */
  readonly idleTime: number;
}

/** Workers that make batches. They are started when there is work, and again when one ends. */
export interface WorkerPool {
  /** Makes a batch. Rejects with the signal's reason as soon as it is aborted. */
  run(job: BatchJob, signal: AbortSignal, memory?: BatchMemory): Promise<MadeBatch<Error>>;
  /** Stops all workers, and waits until they are gone. Work that is under way is rejected. */
  close(): Promise<void>;
}

/** A worker and the work that it was given, in the order in which it does it. */
interface Seat {
  readonly worker: RunningWorker<LoaderRequest>;
  readonly tickets: Ticket[];
  /** Whether it was told what it needs to know. */
  isSetUp: boolean;
  /** Whether it has said that it can begin. */
  isReady: boolean;
}

/** Starts that may fail in a row before it is no accident. */
const mostFailedStarts = 2;

export function createWorkerPool({ source, setup, count, idleTime, ...limits }: WorkerPoolOptions): WorkerPool {
  const seats = new Set<Seat>();
  const closing = new Set<Promise<void>>();
  let key = 0;
  let failedStarts = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const openSeat = (): Seat => {
    const worker: RunningWorker<LoaderRequest> = startWorker<LoaderRequest, LoaderAnswer>(
      source,
      { message: (answer) => hear(seat, answer), crash: (error) => replace(seat, error) },
      limits,
    );
    const seat: Seat = { worker, tickets: [], isSetUp: false, isReady: false };
    seats.add(seat);
    return seat;
  };
  const leastBusy = (): Seat => {
    const [seat] = [...seats].sort((a, b) => a.tickets.length - b.tickets.length);
    return seat && (seat.tickets.length === 0 || seats.size >= count) ? seat : openSeat();
  };
  const give = (ticket: Ticket): void => {
    const { key, job, careful, without } = ticket;
    const seat = leastBusy();
    seat.tickets.push(ticket);
    seat.worker.keepAlive(true);
    try {
      if (!seat.isSetUp) seat.worker.send({ kind: 'setup', setup });
      seat.isSetUp = true;
      const memory = ticket.memory?.spare() ?? [];
      // Where what came back did not fit, batches differ in size: only memory of their own then makes room for the next.
      const shares = ticket.memory !== undefined && memory.length === 0 && canShareMemory();
      const manner = { careful, without: [...without] };
      seat.worker.send({ kind: 'batch', key, job, manner, memory, shares }, movable(memory));
    } catch (cause) {
      fail(seat, notSendable(cause));
    }
  };
  const settle = (seat: Seat, ticket: Ticket): void => {
    seat.tickets.splice(seat.tickets.indexOf(ticket), 1);
    if (seat.tickets.length > 0) return;
    seat.worker.keepAlive(false);
    waitIfIdle();
  };
  const waitIfIdle = (): void => {
    clearTimeout(idle);
    if ([...seats].some(({ tickets }) => tickets.length > 0)) return;
    idle = setTimeout(() => void close(), idleTime);
    (idle as { unref?: () => void }).unref?.(); // a process does not wait for it
  };

  const hear = (seat: Seat, answer: LoaderAnswer): void => {
    if (answer.kind === 'warning') warnOnce(answer);
    else if (answer.kind === 'unfit') fail(seat, fromPlainError(answer.error));
    else if (answer.kind === 'ready') {
      seat.isReady = true;
      failedStarts = 0;
    } else {
      const ticket = seat.tickets.find(({ key }) => key === answer.key);
      if (ticket) hearOf(seat, ticket, answer);
    }
  };
  const hearOf = (seat: Seat, ticket: Ticket, answer: Extract<LoaderAnswer, { key: number }>): void => {
    if (answer.kind === 'begins') {
      ticket.at = answer.place ?? 'stacking';
      return;
    }
    settle(seat, ticket);
    if (answer.kind === 'failed') ticket.reject(fromPlainError(answer.error));
    else ticket.resolve(withFailures(ticket, answer.made));
  };
  /** Gives the work of a worker that ended to others. */
  const replace = (seat: Seat, error: Error): void => {
    seats.delete(seat);
    if (!seat.isReady && ++failedStarts >= mostFailedStarts) {
      fail(seat, error);
      return;
    }
    const [current] = seat.tickets;
    if (seat.isReady && current) blame(current, error, setup.stopsAtFailure);
    for (const ticket of seat.tickets) if (!ticket.isSettled) give(ticket);
    waitIfIdle();
  };
  /** Ends a worker that is of no use, with all its work. */
  const fail = (seat: Seat, error: Error): void => {
    seats.delete(seat);
    stop(seat);
    for (const ticket of seat.tickets) ticket.reject(error);
  };
  const stop = (seat: Seat): void => {
    const stopped: Promise<void> = seat.worker.terminate().finally(() => closing.delete(stopped));
    closing.add(stopped);
  };
  const close = async (): Promise<void> => {
    clearTimeout(idle);
    for (const seat of seats) fail(seat, new SegkitError('loader: it was closed while batches were being made.'));
    await Promise.all(closing);
  };

  const run = (job: BatchJob, signal: AbortSignal, memory?: BatchMemory): Promise<MadeBatch<Error>> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      clearTimeout(idle);
      const end = (): void => {
        ticket.isSettled = true;
        signal.removeEventListener('abort', abort);
      };
      const abort = (): void => ticket.reject(signal.reason);
      const ticket: Ticket = {
        key: key++,
        job,
        memory,
        careful: false,
        without: new Set(),
        failures: [],
        crashes: new Map(),
        unexplained: 0,
        isSettled: false,
        resolve: (made) => {
          end();
          resolve(made);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      give(ticket);
    });
  return { run, close };
}

function notSendable(cause: unknown): SegkitError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SegkitError(
    `loader: what the workers need cannot be sent to them: ${reason} Recipes and the meta of samples must be plain data.`,
  );
}
