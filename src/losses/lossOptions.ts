import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type Task, tasks } from '../core/task.js';

/** What every loss can be told. */
export interface LossOptions {
  /** What a pixel may be. It decides the activation and the shape of `yTrue`. Default `'binary'`. */
  readonly task?: Task;
  /** Whether `yPred` holds logits (the default) or probabilities. */
  readonly fromLogits?: boolean;
  /** The label of pixels that count for nothing: not in the value, not in the gradient, not in a denominator. */
  readonly ignoreIndex?: number;
  /** How much each class counts, one number a channel of `yPred`. For `multiclass` and `multilabel`. */
  readonly classWeights?: readonly number[];
}

/** The options that all losses share, checked, with their defaults. */
export interface CommonOptions {
  readonly lossName: string;
  readonly task: Task;
  readonly fromLogits: boolean;
  readonly ignoreIndex: number | undefined;
  readonly classWeights: readonly number[] | undefined;
  /** As they were given, for whoever compares two losses. */
  readonly given: Readonly<Record<string, unknown>>;
}

const commonNames = ['task', 'fromLogits', 'ignoreIndex', 'classWeights'] as const;

/** Checks the shared options and the names of all; `own` are the names that the loss adds, `allowed` its tasks. */
export function readLossOptions(
  lossName: string,
  options: LossOptions,
  own: readonly string[] = [],
  allowed: readonly Task[] = tasks,
): CommonOptions {
  checkOptionNames(lossName, options, [...commonNames, ...own]);
  const { task = allowed[0], fromLogits = true, ignoreIndex, classWeights } = options;
  checkOneOf(lossName, 'task', task, allowed);
  checkOneOf(lossName, 'fromLogits', fromLogits, [true, false]);
  if (ignoreIndex !== undefined) checkNumber(lossName, 'ignoreIndex', ignoreIndex, { integer: true });
  if (classWeights !== undefined) {
    if (task === 'binary') {
      throw new OptionError(
        `${lossName}: classWeights weigh the channels of yPred, and task 'binary' has one. Leave them out, or weigh ` +
          `pixels with the weight map.`,
        { option: 'classWeights', value: classWeights },
      );
    }
    checkNumbers(lossName, 'classWeights', classWeights);
  }
  return { lossName, task, fromLogits, ignoreIndex, classWeights, given: { ...options } };
}

/** Refuses whatever is not a list of finite numbers of at least 0, one of them above 0. */
export function checkNumbers(where: string, option: string, values: unknown): void {
  const isList = Array.isArray(values) && values.length > 0;
  if (isList && values.every((value) => Number.isFinite(value) && value >= 0) && values.some((value) => value > 0)) {
    return;
  }
  throw new OptionError(
    `${where}: ${option} is ${JSON.stringify(values)}. Give an array of numbers of at least 0, one of them above 0.`,
    { option, value: values },
  );
}

/** Refuses a list that does not have one number a channel. */
export function checkChannelCount(where: string, option: string, values: readonly number[], channels: number): void {
  if (values.length === channels) return;
  throw new OptionError(
    `${where}: ${option} has ${values.length} numbers, but yPred has ${channels} channels. Give one a channel.`,
    { option, value: values },
  );
}
