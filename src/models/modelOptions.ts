import * as tf from '@tensorflow/tfjs-core';
import { BackendError, OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf } from '../core/options.js';
import type { Preprocessing } from '../core/preprocessing.js';
import { type Task, tasks } from '../core/task.js';
import type { OutputActivation } from './metadata.js';

/** `[height, width, channels]` of a picture, with `null` where any size will do. */
export type InputShape = readonly [height: number | null, width: number | null, channels: number];

/** Options that all models share. */
export interface ModelOptions {
  /** `[height, width, channels]`; `[null, null, 3]`, pictures of any size, by default. */
  readonly inputShape?: InputShape;
  /** `binary` by default. */
  readonly task?: Task;
  /** The number of output channels; by default that of the labels, and 1 for `binary`. */
  readonly classes?: number;
  /** The names of the classes, one an output channel. */
  readonly labels?: readonly string[];
  /** What comes last: `linear` by default, which puts out logits; `sigmoid` or `softmax` for probabilities. */
  readonly activation?: OutputActivation;
  /** `auto` pads inside the model and crops its output back, so that any size works; `none` by default. */
  readonly pad?: 'none' | 'auto';
  /**
   * How pictures become numbers; by default they are read as 0 … 1. It is saved with the model and
   * `segment` goes by it; give the same to the loader.
   */
  readonly preprocessing?: Preprocessing;
  /** Makes first weights and dropout reproducible. Without it they are drawn anew each time. */
  readonly seed?: number;
  /** The name of the model; by default that of its architecture. */
  readonly name?: string;
}

/** The names of {@link ModelOptions}, for {@link checkOptionNames}. */
export const modelOptionNames: readonly string[] = [
  'inputShape',
  'task',
  'classes',
  'labels',
  'activation',
  'pad',
  'preprocessing',
  'seed',
  'name',
];

/** {@link ModelOptions} with their defaults. */
export interface ResolvedModelOptions {
  readonly inputShape: InputShape;
  readonly task: Task;
  readonly classes: number;
  readonly labels: readonly string[] | undefined;
  readonly activation: OutputActivation;
  readonly pad: 'none' | 'auto';
  readonly preprocessing: Preprocessing;
}

/**
 * Checks the options that all models share, and fills in their defaults.
 *
 * @param where - the function to name in messages, for instance `unet`
 * @throws OptionError for values that cannot be, or do not go together.
 */
export function resolveModelOptions(where: string, options: ModelOptions): ResolvedModelOptions {
  const { inputShape = [null, null, 3], task = 'binary', labels, activation = 'linear', pad = 'none' } = options;
  const { preprocessing = {} } = options;
  checkBackend(where);
  checkOneOf(where, 'task', task, tasks);
  checkOneOf(where, 'pad', pad, ['none', 'auto']);
  checkInputShape(where, inputShape);
  checkPreprocessing(where, preprocessing, inputShape[2]);
  const classes = resolveClasses(where, task, options.classes ?? labels?.length);
  if (labels && labels.length !== classes) {
    throw new OptionError(
      `${where}: ${labels.length} labels for ${classes} ${classes === 1 ? 'class' : 'classes'}. Give one label a class.`,
      { option: 'labels', value: labels },
    );
  }
  const probabilities = task === 'multiclass' ? 'softmax' : 'sigmoid';
  if (activation !== 'linear' && activation !== probabilities) {
    throw new OptionError(
      `${where}: activation ${JSON.stringify(activation)} does not go with task "${task}". ` +
        `Use "${probabilities}" for probabilities, or "linear" for logits.`,
      { option: 'activation', value: activation },
    );
  }
  return { inputShape, task, classes, labels, activation, pad, preprocessing };
}

/** The first weights need a backend; TensorFlow.js's own words for there being none help nobody. */
function checkBackend(where: string): void {
  try {
    tf.backend();
  } catch (cause) {
    throw new BackendError(
      `${where}: no backend is running. Call await useBackend() of segkit/node first; in a browser, await prepareWasm() of ` +
        `segkit/wasm, or import a backend of TensorFlow.js and await tf.ready().`,
      { cause },
    );
  }
}

function resolveClasses(where: string, task: Task, given: number | undefined): number {
  const classes = given ?? (task === 'binary' ? 1 : undefined);
  if (classes === undefined) {
    const message = `${where}: task "${task}" needs classes. Give their number, or labels.`;
    throw new OptionError(message, { option: 'classes' });
  }
  checkNumber(where, 'classes', classes, { min: 1, integer: true });
  if (task === 'binary' && classes !== 1) {
    throw new OptionError(
      `${where}: task "binary" has 1 class, got ${classes}. ` +
        `Set task: "multiclass" for one class a pixel, or "multilabel" for any of them.`,
      { option: 'classes', value: classes },
    );
  }
  if (task === 'multiclass' && classes < 2) {
    const message = `${where}: task "multiclass" has at least 2 classes, got 1. The background counts; or set task: "binary".`;
    throw new OptionError(message, { option: 'classes', value: classes });
  }
  return classes;
}

function checkInputShape(where: string, inputShape: InputShape): void {
  const isSize = (size: unknown): boolean => Number.isInteger(size) && (size as number) > 0;
  const isRight =
    Array.isArray(inputShape) &&
    inputShape.length === 3 &&
    isSize(inputShape[2]) &&
    [inputShape[0], inputShape[1]].every((size) => size === null || isSize(size));
  if (isRight) return;
  throw new OptionError(
    `${where}: inputShape is ${JSON.stringify(inputShape)}. ` +
      `It must be [height, width, channels], with null for a height or width that varies.`,
    { option: 'inputShape', value: inputShape },
  );
}

function checkPreprocessing(where: string, preprocessing: Preprocessing, channels: number): void {
  for (const option of ['mean', 'std'] as const) {
    const value = preprocessing[option];
    if (typeof value !== 'object' || value.length === channels) continue;
    throw new OptionError(
      `${where}: preprocessing.${option} has ${value.length} numbers for ${channels} input channels. Give one a channel.`,
      { option: `preprocessing.${option}`, value },
    );
  }
}
