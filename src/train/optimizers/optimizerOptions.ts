import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { toSchedule } from '../schedules/linearWarmup.js';
import type { LearningRate, Schedule } from '../schedules/schedule.js';

/** Weights that are trained in another way than the rest. */
export interface ParameterGroup {
  /** The weights of the group, by name: `/^encoder/`, or a function of name and shape. */
  readonly weights: RegExp | ((name: string, shape: readonly number[]) => boolean);
  /** The learning rate of the group, as a part of the optimizer's. 0 leaves its weights alone. Default 1. */
  readonly learningRateFactor?: number;
  /** In the place of the optimizer's `weightDecay`. */
  readonly weightDecay?: number;
}

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** How far weights move: a number of at least 0, or a function of the step, counted from 0. Each optimizer has its default. */
  readonly learningRate?: LearningRate;
  /** How strongly weights are pulled to 0, at least 0. Each optimizer has its default. */
  readonly weightDecay?: number;
  /** Which weights are decayed. Default {@link decaysByDefault}: neither biases nor the weights of normalisations. */
  readonly shouldDecay?: (name: string, shape: readonly number[]) => boolean;
  /** Weights with a learning rate or weight decay of their own. The first group that a weight is in counts. */
  readonly groups?: readonly ParameterGroup[];
}

/** The names of {@link OptimizerOptions}. */
export const optimizerOptionNames: readonly string[] = ['learningRate', 'weightDecay', 'shouldDecay', 'groups'];

/** How one weight is trained. */
export interface WeightSettings {
  readonly learningRateFactor: number;
  readonly weightDecay: number;
}

/** {@link OptimizerOptions} as an optimizer uses them. */
export interface ResolvedOptions {
  /** As they were given, for whoever compares two optimizers. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly learningRate: Schedule;
  settingsOf(name: string, shape: readonly number[]): WeightSettings;
}

/**
 * Decays the kernels of convolutions and dense layers only: weights of two dimensions and more whose name does not end in
 * `bias`, `gamma` or `beta`.
 *
 * Decay keeps kernels from growing. A bias or the scale of a normalisation has nothing to be kept from; pulling it to 0
 * only moves the output.
 *
 * @example
 * ```ts
 * import { adamW, decaysByDefault } from 'segkit';
 *
 * console.log(decaysByDefault('head/kernel', [1, 1, 16, 2]), decaysByDefault('head/bias', [2])); // true false
 * adamW({ shouldDecay: (name, shape) => decaysByDefault(name, shape) && !name.startsWith('head/') });
 * ```
 */
export function decaysByDefault(name: string, shape: readonly number[]): boolean {
  return shape.length > 1 && !/(^|[/._])(bias|gamma|beta)$/.test(name);
}

/** Checks the options that all optimizers share, and looks up what they say of a weight. */
export function resolveOptions(
  where: string,
  options: OptimizerOptions,
  defaults: { readonly learningRate: number; readonly weightDecay: number },
): ResolvedOptions {
  const { learningRate = defaults.learningRate, shouldDecay = decaysByDefault, groups = [] } = options;
  const { weightDecay = defaults.weightDecay } = options;
  checkNumber(where, 'weightDecay', weightDecay, { min: 0 });
  checkFunction(where, 'shouldDecay', shouldDecay);
  const members = groups.map((group, i) => {
    checkGroup(where, `groups[${i}]`, group);
    const { weights, learningRateFactor = 1, weightDecay: groupDecay = weightDecay } = group;
    const isIn = weights instanceof RegExp ? (name: string) => name.search(weights) >= 0 : weights;
    return { isIn, learningRateFactor, weightDecay: groupDecay };
  });
  const { learningRate: _, ...given } = options;
  return {
    given,
    learningRate: toSchedule(where, learningRate),
    settingsOf: (name, shape) => {
      const group = members.find(({ isIn }) => isIn(name, shape)) ?? { learningRateFactor: 1, weightDecay };
      const decays = group.weightDecay > 0 && shouldDecay(name, shape);
      return { learningRateFactor: group.learningRateFactor, weightDecay: decays ? group.weightDecay : 0 };
    },
  };
}

function checkGroup(where: string, at: string, group: ParameterGroup): void {
  checkOptionNames(`${where}: ${at}`, group, ['weights', 'learningRateFactor', 'weightDecay']);
  const { weights, learningRateFactor = 1, weightDecay = 0 } = group;
  if (!(weights instanceof RegExp)) checkFunction(where, `${at}.weights`, weights);
  checkNumber(where, `${at}.learningRateFactor`, learningRateFactor, { min: 0, max: Number.MAX_VALUE });
  checkNumber(where, `${at}.weightDecay`, weightDecay, { min: 0 });
}

function checkFunction(where: string, option: string, value: unknown): void {
  if (typeof value === 'function') return;
  const cure = option.endsWith('weights') ? 'a regular expression or a function of a name' : 'a function of a name';
  throw new OptionError(`${where}: ${option} is ${String(value)}. It must be ${cure}.`, { option, value });
}

/** A number or schedule from 0 to 1, as momenta are. */
export function resolveMomentum(where: string, option: string, value: LearningRate): Schedule {
  const check = (at: string, momentum: number): number => {
    checkNumber(where, at, momentum, { min: 0, max: 1 });
    return momentum;
  };
  if (typeof value === 'function') return (step) => check(`${option} of step ${step}`, value(step));
  check(option, value);
  return () => value;
}
