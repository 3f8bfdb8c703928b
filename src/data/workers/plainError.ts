import { DataError, OptionError, SegkitError, ShapeError } from '../../core/errors.js';

/** An error as plain data, which keeps what a copy between threads would lose: its class and its fields. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: PlainError;
}

type Fields = Readonly<Record<string, unknown>>;

const classes: Readonly<Record<string, (message: string, fields: Fields) => Error>> = {
  SegkitError: (message) => new SegkitError(message),
  DataError: (message, fields) => new DataError(message, fields),
  OptionError: (message, fields) => new OptionError(message, fields as { option: string }),
  ShapeError: (message, fields) => new ShapeError(message, fields),
};

/** Takes an error apart, to be sent. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const { name, message, stack, cause } = error;
  const fields = Object.entries(error).filter(([key, value]) => key !== 'name' && key !== 'cause' && isPlain(value));
  return {
    name,
    message,
    stack,
    fields: Object.fromEntries(fields),
    ...(cause !== undefined && { cause: toPlainError(cause) }),
  };
}

/** Puts an error together again: of its own class where that is one of ours, with the stack from where it was thrown. */
export function fromPlainError({ name, message, stack, fields, cause }: PlainError): Error {
  const causeFields = cause && { cause: fromPlainError(cause) };
  const known = Object.hasOwn(classes, name) ? classes[name] : undefined;
  const error = known ? known(message, { ...fields, ...causeFields }) : new Error(message, causeFields);
  if (!known) Object.assign(error, fields, { name });
  if (stack !== undefined) error.stack = stack;
  return error;
}

const isPlain = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value);
