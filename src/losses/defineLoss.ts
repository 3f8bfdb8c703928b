import * as tf from '@tensorflow/tfjs-core';
import { valuesInPlace } from '../ops/tensorValues.js';
import { checkLabels, checkPredictionRange, checkShapes, checkSoftLabels, isSoft } from './checkInput.js';
import type { Loss } from './loss.js';
import { type LossInput, makeLossInput } from './lossInput.js';
import type { CommonOptions } from './lossOptions.js';

/** The formula of a loss: a finite scalar of clean input. */
export type LossFormula = (input: LossInput) => tf.Scalar;

/** What {@link defineLoss} was given, for losses that are made of others. */
export interface LossDefinition {
  readonly options: CommonOptions;
  readonly formula: LossFormula;
}

const definitions = new WeakMap<Loss, LossDefinition>();

/** How a segkit loss was defined; absent for a function that somebody else wrote. */
export function definitionOf(loss: Loss): LossDefinition | undefined {
  return definitions.get(loss);
}

/** Makes a loss of a formula: checks the input, cleans it, tidies up, and gives 0 where nothing counts. */
export function defineLoss(options: CommonOptions, formula: LossFormula): Loss {
  const prepare = inputPreparer(options);
  const loss = nameLoss(options, (yTrue, yPred, weight) =>
    tf.tidy(() => {
      const { input, guard } = prepare(yTrue, yPred, weight);
      return guard(formula(input));
    }),
  );
  definitions.set(loss, { options, formula });
  return loss;
}

/** Gives a function the fields of a loss, and a name for the logs of tfjs-layers. */
export function nameLoss(
  { lossName, task, fromLogits, given }: Pick<CommonOptions, 'lossName' | 'task' | 'fromLogits' | 'given'>,
  run: (yTrue: tf.Tensor, yPred: tf.Tensor, weight?: tf.Tensor) => tf.Scalar,
): Loss {
  Object.defineProperty(run, 'name', { value: lossName });
  return Object.assign(run, { lossName, task, fromLogits, settings: given });
}

/** A loss by its name and options, as part of the options of another. */
export const describeLoss = ({ lossName, settings }: Loss): Readonly<Record<string, unknown>> => ({
  lossName,
  ...settings,
});

/** Input ready for a formula, and what is to be done with its result. */
export interface PreparedInput {
  readonly input: LossInput;
  /** Gives 0 with gradient 0 if nothing counts, and NaN if labels are out of range that were not read. */
  guard(value: tf.Scalar): tf.Scalar;
}

/** How many batches are looked at on backends where reading a tensor stops the queue of work. */
const readsOnAccelerator = 8;
/** How many batches of predictions are looked at anywhere. */
const rangeChecks = 3;

/**
 * A function that checks and cleans the tensors of each call.
 *
 * Labels are read wherever that is a copy in memory. On other backends reading them may wait for an
 * accelerator; there it is done for the first batches, and later a label out of range makes the loss NaN, which `fit`
 * reports with the ids of the batch.
 */
export function inputPreparer(
  options: CommonOptions,
): (yTrue: tf.Tensor, yPred: tf.Tensor, weight?: tf.Tensor) => PreparedInput {
  let calls = 0;
  let hasWarned = false;
  return (yTrue, yPred, weight) => {
    checkShapes(options, yTrue, yPred, weight);
    calls++;
    const reads = calls <= readsOnAccelerator || isQuickToRead();
    if (reads) {
      const check = isSoft(options, yTrue, yPred) ? checkSoftLabels : checkLabels;
      check(options, valuesInPlace<tf.TypedArray>(yTrue) ?? yTrue.dataSync(), yPred.shape);
    }
    const input = makeLossInput(options, yTrue, yPred, weight);
    if (calls <= rangeChecks && !hasWarned) hasWarned = checkPredictionRange(options, input.prediction);
    const guard = (value: tf.Scalar): tf.Scalar => {
      const counted = input.mass ? tf.where(tf.greater(tf.sum(input.mass), 0), value, tf.scalar(0)) : value;
      return (reads ? counted : poisonIfOutOfRange(options, yTrue, yPred, counted)) as tf.Scalar;
    };
    return { input, guard };
  };
}

/** Whether tensors lie in the memory of the machine: on `cpu`, on `wasm`, and on `tensorflow` without a GPU. */
function isQuickToRead(): boolean {
  if (['cpu', 'wasm'].includes(tf.getBackend())) return true;
  return (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === false;
}

function poisonIfOutOfRange(options: CommonOptions, yTrue: tf.Tensor, yPred: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const { task, ignoreIndex } = options;
  const soft = isSoft(options, yTrue, yPred);
  const ignored = soft && ignoreIndex !== undefined ? -1 : ignoreIndex;
  const labels = tf.cast(yTrue, 'float32');
  const counted =
    ignored === undefined ? labels : tf.where(tf.notEqual(labels, tf.scalar(ignored)), labels, tf.zerosLike(labels));
  const largest = task === 'multiclass' && !soft ? yPred.shape[3]! - 1 : 1;
  const isInRange = tf.logicalAnd(tf.lessEqual(tf.max(counted), largest), tf.greaterEqual(tf.min(counted), 0));
  return tf.where(isInRange, value, tf.fill(value.shape, Number.NaN));
}
