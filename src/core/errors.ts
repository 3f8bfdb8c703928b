/**
 * The root of every error that segkit throws on purpose. Its message says what happened, what was got and how to cure it.
 *
 * @example
 * ```ts
 * import { SegkitError, unet } from 'segkit';
 *
 * try {
 *   unet({ inputShape: [250, 250, 3], depth: 4 });
 * } catch (error) {
 *   if (error instanceof SegkitError) console.log(error.message);
 * }
 * ```
 */
export class SegkitError extends Error {
  override readonly name: string = 'SegkitError';
}

/** A tensor, raster or model has another shape than the call needs. */
export class ShapeError extends SegkitError {
  override readonly name = 'ShapeError';
  /** The shape that was needed, `null` where any size will do. */
  readonly expected: readonly (number | null)[] | undefined;
  /** The shape that was given. */
  readonly actual: readonly (number | null)[] | undefined;

  constructor(
    message: string,
    fields: { expected?: readonly (number | null)[]; actual?: readonly (number | null)[] } = {},
  ) {
    super(message);
    this.expected = fields.expected;
    this.actual = fields.actual;
  }
}

/** An option has a value that it cannot have, or a name that does not exist. */
export class OptionError extends SegkitError {
  override readonly name = 'OptionError';
  /** The name of the option. */
  readonly option: string;
  /** The value that was given. */
  readonly value: unknown;

  constructor(message: string, fields: { option: string; value?: unknown }) {
    super(message);
    this.option = fields.option;
    this.value = fields.value;
  }
}

/** A picture, mask, table or sample cannot be used. */
export class DataError extends SegkitError {
  override readonly name = 'DataError';
  /** The file at fault, where there is one. */
  readonly file: string | undefined;
  /** The id of the sample at fault, where there is one. */
  readonly id: string | undefined;
  /** The stage of a pipeline that it failed in, where it is part of one. */
  readonly stage: string | undefined;

  constructor(message: string, fields: { file?: string; id?: string; stage?: string; cause?: unknown } = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.file = fields.file;
    this.id = fields.id;
    this.stage = fields.stage;
  }
}

/** A weight that has another shape in the file than in the model. */
export interface WeightShapes {
  /** The name of the weight in the file. */
  readonly name: string;
  /** The shape that the model needs. */
  readonly expected: readonly (number | null)[];
  /** The shape that the file has. */
  readonly actual: readonly number[];
}

/** A file of weights is damaged, cannot be had, or does not fit the model. */
export class WeightsError extends SegkitError {
  override readonly name = 'WeightsError';
  /** The file or URL at fault, where it has a name. */
  readonly file: string | undefined;
  /** The tensor at fault, where it is one. */
  readonly tensor: string | undefined;
  /** Weights of the model that the file lacks. */
  readonly missing: readonly string[];
  /** Weights of the file that the model has no place for. */
  readonly unexpected: readonly string[];
  /** Weights that have another shape in the file than in the model. */
  readonly shapes: readonly WeightShapes[];

  constructor(
    message: string,
    fields: {
      file?: string | undefined;
      tensor?: string | undefined;
      missing?: readonly string[];
      unexpected?: readonly string[];
      shapes?: readonly WeightShapes[];
      cause?: unknown;
    } = {},
  ) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.file = fields.file;
    this.tensor = fields.tensor;
    this.missing = fields.missing ?? [];
    this.unexpected = fields.unexpected ?? [];
    this.shapes = fields.shapes ?? [];
  }
}

/** A TensorFlow.js backend is missing, fails to load or lacks something. */
export class BackendError extends SegkitError {
  override readonly name = 'BackendError';

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
  }
}

/** What a step found where its loss or gradient was not a finite number. */
export interface NonFinite {
  /** The loss of the step. */
  readonly loss: number;
  /** The norm of its gradients. */
  readonly gradientNorm: number;
  /** The first layer whose output is not finite; `undefined` where all are, or the pictures already were not. */
  readonly layer: string | undefined;
}

/** Training cannot go on, for instance because the loss is not a finite number. */
export class TrainingError extends SegkitError {
  override readonly name = 'TrainingError';
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** The step in this epoch, counted from 1. */
  readonly step: number;
  /** The ids of the batch at fault. */
  readonly ids: readonly string[];
  /** Set where the loss or the gradient of the step was not a finite number. */
  readonly nonFinite: NonFinite | undefined;

  constructor(
    message: string,
    fields: {
      epoch: number;
      step: number;
      ids: readonly string[];
      nonFinite?: NonFinite | undefined;
      cause?: unknown;
    },
  ) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.epoch = fields.epoch;
    this.step = fields.step;
    this.ids = fields.ids;
    this.nonFinite = fields.nonFinite;
  }
}
