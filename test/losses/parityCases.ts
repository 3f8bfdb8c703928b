import type { Task } from '../../src/core/task.js';
import { binaryCrossEntropy, combine, crossEntropy, diceLoss } from '../../src/losses/index.js';
import type { Loss, PixelLoss } from '../../src/losses/loss.js';
import type { Tolerance } from '../helpers/tensors.js';

/** A case of a fixture in `parity/losses`. */
export interface LossCase {
  readonly name: string;
  readonly loss: string;
  readonly task: Task;
  readonly tensors: Readonly<Record<string, string>>;
  readonly expected: { readonly value?: number; readonly map?: string; readonly grad: string };
  readonly tolerance?: Tolerance;
}

/** A loss to run on a case, and a factor that brings it to the convention of the reference. */
export interface Evaluation {
  readonly loss: Loss & Partial<PixelLoss>;
  readonly scale?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a case that say nothing about the computation. */
const notes = ['name', 'loss', 'scenario', 'reference', 'crossChecked', 'tensors', 'expected', 'tolerance', 'note'];

/** The loss that a case describes. Throws on a loss or a field that it does not know. */
export function evaluationOf(settings: LossCase & Fields): Evaluation {
  const unread = new Set(Object.keys(settings).filter((field) => !notes.includes(field)));
  const fields = new Proxy(settings as Fields, {
    get(target, field: string) {
      unread.delete(field);
      return target[field] ?? undefined; // null stands for an option that is left out
    },
  });
  const make = evaluations[settings.loss];
  if (!make) throw new Error(`unknown loss ${settings.loss}`);
  const evaluation = make(fields);
  const unknown = [...unread].filter((field) => settings[field] !== null);
  if (unknown.length > 0) throw new Error(`${settings.name}: unknown fields ${unknown.join(', ')}`);
  return evaluation;
}

const evaluations: Readonly<Record<string, (fields: Fields) => Evaluation>> = {
  bce: (f) => ({
    loss: binaryCrossEntropy({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights', 'posWeight', 'labelSmoothing', 'smoothingForm'),
      ...pick(f, 'normalization', 'eps'),
      reduction: reductionOf(f),
    }),
  }),
  crossEntropy: (f) => ({
    loss: crossEntropy({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights', 'labelSmoothing', 'normalization', 'eps'),
      reduction: reductionOf(f),
    }),
  }),
  dice: (f) => ({ loss: diceLoss(overlapOptions(f)) }),
  // The reference adds `smooth` to the fraction before it is halved.
  diceSquared: (f) => ({
    loss: diceLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'perImage', 'classes'),
      denominator: 'squared',
      smooth: (f.smooth as number) / 2,
    }),
  }),
  bceDice: (f) => combined(f, binaryCrossEntropy(pick(f, 'task', 'fromLogits', 'ignoreIndex'))),
  // With class weights the reference means PyTorch's cross-entropy.
  crossEntropyDice: (f) =>
    combined(
      f,
      crossEntropy({ ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights'), normalization: 'weights' }),
    ),
};

function combined(f: Fields, pixels: Loss): Evaluation {
  const [first, second] = f.weights as [number, number];
  const dice = diceLoss({
    ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights', 'smooth'),
    absentClass: 'zero',
  });
  return {
    loss: combine([
      [first, pixels],
      [second, dice],
    ]),
  };
}

function overlapOptions(f: Fields): Record<string, never> {
  return {
    ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights', 'classes', 'smooth', 'eps', 'logLoss'),
    ...pick(f, 'perImage', 'absentClass'),
    softTarget: (f.softTarget === 'l1' ? 'minimum' : f.softTarget) as never,
  };
}

/** The gradient of a map is that of its sum. */
function reductionOf(f: Fields): 'mean' | 'sum' {
  return f.reduction === 'none' ? 'sum' : (f.reduction as 'mean' | 'sum');
}

/** The named fields that are there, under the same names. */
function pick(fields: Fields, ...names: string[]): Record<string, never> {
  const entries = names.map((name) => [name, fields[name]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, never>;
}
