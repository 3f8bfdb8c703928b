import { DataError, OptionError } from '../../core/errors.js';

/** How far a stage has come when one of its values fails. */
export interface ErrorCounts {
  /** How many values have failed in this reading, the present one included. */
  readonly failed: number;
  /** How many values the stage has begun with in this reading, the failed ones included. */
  readonly read: number;
}

/**
 * What a stage does about a value that its function fails on: `throw` ends the pipeline, `skip` leaves the value out,
 * and a function is told and leaves it out, unless it throws. An abort is no fault of a value: it ends the pipeline
 * whatever is said here.
 */
export type OnError = 'throw' | 'skip' | ((error: DataError, counts: ErrorCounts) => void);

/** Refuses what is no {@link OnError}. */
export function checkOnError(where: string, onError: unknown): void {
  if (onError === 'throw' || onError === 'skip' || typeof onError === 'function') return;
  throw new OptionError(`${where}: onError is ${JSON.stringify(onError)}. Use "throw", "skip" or a function.`, {
    option: 'onError',
    value: onError,
  });
}

/** Does what `onError` says: returns if the value is to be left out, throws if the pipeline is to end. */
export function handleError(onError: OnError, error: unknown, counts: ErrorCounts): void {
  // Whatever is no DataError after `stageError` is an abort.
  if (onError === 'throw' || !(error instanceof DataError)) throw error;
  if (onError !== 'skip') onError(error, counts);
}

/**
 * The error with the stage, and with the sample's id and file where the value tells them. What came through an
 * earlier stage has them already, and an abort is no error of a sample.
 */
export function stageError(stage: string, value: unknown, index: number, cause: unknown): unknown {
  if (isAbort(cause)) return cause;
  if (cause instanceof DataError && cause.stage !== undefined) return cause;
  // A data set has named the sample already; only the stage is missing.
  if (cause instanceof DataError && cause.id !== undefined) {
    return new DataError(cause.message, { id: cause.id, file: cause.file, stage, cause });
  }
  const id = idOf(value);
  const file = fileOf(value) ?? fileOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = file !== undefined && file !== id && !message.includes(file) ? ` (${file})` : '';
  const subject = id === undefined ? `value ${index}` : JSON.stringify(id);
  return new DataError(`${stage}: ${subject}${place}: ${message}`, { id, file, stage, cause });
}

const isAbort = (cause: unknown): boolean => cause instanceof Error && cause.name === 'AbortError';

function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return stringField(value, 'id');
}

const fileOf = (value: unknown): string | undefined => stringField(value, 'file');

function stringField(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const field = (value as Record<string, unknown>)[name];
  return typeof field === 'string' ? field : undefined;
}
