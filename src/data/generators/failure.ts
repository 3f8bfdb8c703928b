import { DataError } from '../../core/errors.js';

/**
 * What a stage does about a value that its function fails on: `throw` ends the pipeline, `skip` leaves the value out,
 * and a function is told and leaves it out, unless it throws.
 */
export type OnError = 'throw' | 'skip' | ((error: DataError) => void);

/**
 * The error with the stage, and with the sample's id and file where the value tells them. What came through an
 * earlier stage has them already, and an abort is no error of a sample.
 */
export function stageError(stage: string, value: unknown, index: number, cause: unknown): unknown {
  if (isAbort(cause) || isPlaced(cause)) return cause;
  const id = idOf(value);
  const file = fileOf(value) ?? fileOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = file !== undefined && file !== id && !message.includes(file) ? ` (${file})` : '';
  const subject = id === undefined ? `value ${index}` : JSON.stringify(id);
  const error = new DataError(`${stage}: ${subject}${place}: ${message}`, { id, file, cause });
  placedErrors.add(error);
  return error;
}

/** Errors that say their stage already; a value without an id leaves no other trace of it. */
const placedErrors = new WeakSet<object>();

const isPlaced = (cause: unknown): boolean =>
  cause instanceof DataError && (cause.id !== undefined || placedErrors.has(cause));

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
