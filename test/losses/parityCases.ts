import { expect } from 'vitest';
import type { Task } from '../../src/core/task.js';
import {
  binaryCrossEntropy,
  boundaryLoss,
  clDiceLoss,
  combine,
  crossEntropy,
  diceLoss,
  focalLoss,
  focalTverskyLoss,
  generalizedDiceLoss,
  hausdorffLoss,
  jaccardLoss,
  lovaszLoss,
  mccLoss,
  ohemCrossEntropy,
  topKCrossEntropy,
  tverskyLoss,
  unifiedFocalLoss,
} from '../../src/losses/index.js';
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
  focal: (f) => focal(f),
  focalSoftmax: (f) => focal(f, 'softmax'),
  focalOneVsRest: (f) => focal(f, 'oneVsRest'),
  jaccard: (f) => ({ loss: jaccardLoss(overlapOptions(f)) }),
  tversky: (f) => {
    expect([f.gamma, f.gammaOn], 'a plain Tversky loss has no exponent').toEqual([1, 'mean']);
    return { loss: tverskyLoss({ ...overlapOptions(f), ...pick(f, 'alpha', 'beta') }) };
  },
  focalTversky: (f) => ({
    loss: focalTverskyLoss({ ...overlapOptions(f), ...pick(f, 'alpha', 'beta', 'gamma', 'gammaOn') }),
  }),
  generalizedDice: (f) => ({
    loss: generalizedDiceLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'weightType', 'smooth', 'perImage'),
      classes: backgroundChoice(f),
    }),
  }),
  lovasz,
  mcc: (f) => ({ loss: mccLoss(pick(f, 'task', 'fromLogits', 'ignoreIndex', 'eps', 'perImage')) }),
  topK: (f) => ({ loss: topKCrossEntropy(pick(f, 'task', 'fromLogits', 'ignoreIndex', 'k')) }),
  ohem: (f) => ({ loss: ohemCrossEntropy(pick(f, 'task', 'fromLogits', 'ignoreIndex', 'threshold', 'minKept')) }),
  boundary: (f) => ({
    loss: boundaryLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'distanceForm'),
      classes: backgroundChoice(f),
    }),
  }),
  hausdorffDt: hausdorff,
  logHausdorffDt: hausdorff,
  clDice: (f) => ({
    loss: clDiceLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'iterations', 'smooth', 'diceWeight'),
      classes: backgroundChoice(f),
    }),
  }),
  unifiedFocal: (f) => ({
    loss: unifiedFocalLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'delta', 'gamma', 'eps'),
      crossEntropyWeight: f.weight as number,
    }),
  }),
  focalDice: (f) => combined(f, focalLoss(pick(f, 'task', 'fromLogits', 'ignoreIndex', 'gamma'))),
  bceDice: (f) => combined(f, binaryCrossEntropy(pick(f, 'task', 'fromLogits', 'ignoreIndex'))),
  // With class weights the reference means PyTorch's cross-entropy.
  crossEntropyDice: (f) =>
    combined(
      f,
      crossEntropy({ ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights'), normalization: 'weights' }),
    ),
};

const overlapFields = ['task', 'fromLogits', 'ignoreIndex', 'classWeights', 'classes', 'smooth', 'eps', 'logLoss'];

function focal(f: Fields, form?: 'softmax' | 'oneVsRest'): Evaluation {
  // `form` repeats what the name of the loss says.
  expect(f.form).toBe(form === 'softmax' ? 'softmax' : 'sigmoid');
  // `classes` is the mean over classes, weighted by the class weights: the same as over all entries.
  const name = f.normalization === 'classes' ? 'weights' : (f.normalization as 'pixels' | 'elements');
  if (f.normalized) expect([name, f.reduction], 'normalized sums').toEqual(['pixels', 'sum']);
  return {
    loss: focalLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'classWeights', 'gamma', 'alpha', 'reducedThreshold', 'eps'),
      ...(f.task === 'multiclass' && { form }),
      normalization: f.normalized ? 'factors' : name,
      reduction: f.normalized ? 'mean' : reductionOf(f),
    }),
  };
}

/** In the reference, `classes` is a matter of the softmax and `channels` one of `multilabel`, though all cases have both. */
function lovasz(f: Fields): Evaluation {
  const { classes, channels } = f;
  if (f.task !== 'multiclass') expect(classes).toBe('present');
  if (f.task !== 'multilabel') expect(channels).toBe('perClass');
  return {
    loss: lovaszLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'perImage'),
      ...(f.task === 'multiclass' && { classes: classes as 'present' }),
      ...(f.task === 'multilabel' && { channels: channels as 'together' }),
    }),
  };
}

function hausdorff(f: Fields): Evaluation {
  return {
    loss: hausdorffLoss({
      ...pick(f, 'task', 'fromLogits', 'ignoreIndex', 'alpha'),
      scale: f.log ? 'log' : 'linear',
      classes: backgroundChoice(f),
    }),
  };
}

/** The reference drops channel 0 of whatever has more than one. */
function backgroundChoice(f: Fields): 'all' | 'foreground' | number[] {
  if (f.includeBackground || f.task === 'binary') return 'all';
  return f.task === 'multiclass' ? 'foreground' : [1, 2];
}

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
    ...pick(f, ...overlapFields, 'perImage', 'absentClass'),
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
