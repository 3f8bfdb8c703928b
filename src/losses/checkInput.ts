import type * as tf from '@tensorflow/tfjs-core';
import { DataError, ShapeError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';
import type { CommonOptions } from './lossOptions.js';

/** Refuses shapes and types that do not fit together. */
export function checkShapes(
  { lossName, task }: CommonOptions,
  yTrue: tf.Tensor,
  yPred: tf.Tensor,
  weight: tf.Tensor | undefined,
): void {
  if (yPred.rank !== 4) {
    throw new ShapeError(
      `${lossName}: yPred is ${describeShape(yPred.shape)}. Give [N,H,W,C], with C = 1 for task 'binary'.`,
      { expected: [null, null, null, null], actual: yPred.shape },
    );
  }
  const [batch, height, width, channels] = yPred.shape;
  if (task === 'binary' && channels !== 1) {
    throw new ShapeError(
      `${lossName}: yPred has ${channels} channels, but task 'binary' has one. Say task: 'multiclass' (one of ` +
        `${channels} classes a pixel) or 'multilabel' (any of them).`,
      { expected: [batch, height, width, 1], actual: yPred.shape },
    );
  }
  if (task === 'multiclass' && channels < 2) {
    throw new ShapeError(
      `${lossName}: yPred has 1 channel, but task 'multiclass' has one a class. Say task: 'binary', or give the ` +
        `model more classes.`,
      { expected: [batch, height, width, null], actual: yPred.shape },
    );
  }
  const pixels = [batch, height, width];
  if (weight) checkMaskShape(lossName, 'weight', weight, pixels, yPred);
  if (isSoft({ task }, yTrue, yPred)) return;
  checkMaskShape(lossName, 'yTrue', yTrue, task === 'multilabel' ? [...pixels, channels] : pixels, yPred);
  if (task !== 'multilabel' && yTrue.dtype !== 'int32' && yTrue.dtype !== 'bool') {
    throw new DataError(
      `${lossName}: yTrue is ${yTrue.dtype}, but task '${task}' takes whole labels of type int32. Convert the mask ` +
        `with tf.cast(yTrue, 'int32'); parts of classes come as float32 ${describeShape([...pixels, channels])}.`,
    );
  }
}

/**
 * Whether the truth holds parts of classes, as `mixUp` makes them: float32 in the shape of the prediction where labels
 * are whole numbers otherwise.
 */
export function isSoft({ task }: Pick<CommonOptions, 'task'>, yTrue: tf.Tensor, yPred: tf.Tensor): boolean {
  return task !== 'multilabel' && yTrue.dtype === 'float32' && yTrue.shape.join() === yPred.shape.join();
}

/** Per-pixel tensors may have a last axis of 1. */
function checkMaskShape(
  lossName: string,
  what: string,
  tensor: tf.Tensor,
  expected: readonly number[],
  yPred: tf.Tensor,
): void {
  const actual = tensor.shape.join();
  if (actual === expected.join() || (expected.length === 3 && actual === [...expected, 1].join())) return;
  throw new ShapeError(
    `${lossName}: ${what} is ${describeShape(tensor.shape)}, but yPred ${describeShape(yPred.shape)} needs ` +
      `${describeShape(expected)}.`,
    { expected, actual: tensor.shape },
  );
}

/** Refuses parts of classes outside 0 … 1, or that do not add up to 1, naming the first ones and their place. */
export function checkSoftLabels(
  { lossName, task, ignoreIndex }: CommonOptions,
  parts: ArrayLike<number>,
  [, height, width, channels]: readonly number[],
): void {
  for (let i = 0; i < parts.length; i += channels) {
    let sum = 0;
    let isIgnored = ignoreIndex !== undefined;
    let isPart = true;
    for (let k = i; k < i + channels; k++) {
      sum += parts[k];
      if (parts[k] !== -1) isIgnored = false;
      if (!(parts[k] >= 0 && parts[k] <= 1 + softTolerance)) isPart = false;
    }
    if (isIgnored || (isPart && (task === 'binary' || Math.abs(sum - 1) <= softTolerance))) continue;
    const pixel = i / channels;
    const place = `picture ${Math.floor(pixel / (width * height))}, row ${Math.floor(pixel / width) % height}, column ${pixel % width}`;
    const got = Array.from({ length: channels }, (_, k) => parts[i + k]).join(', ');
    const rule = task === 'binary' ? 'a part from 0 to 1' : 'parts from 0 to 1 that add up to 1';
    throw new DataError(
      `${lossName}: yTrue holds ${got} (${place}), but soft labels are ${rule}. −1 in all channels marks a pixel that does ` +
        `not count, for a loss that has an ignoreIndex.`,
    );
  }
}

/** What float32 sums of parts may be off. */
const softTolerance = 1e-3;

/** Refuses labels that are no class, naming the first one and its place. */
export function checkLabels(
  { lossName, task, ignoreIndex }: CommonOptions,
  labels: ArrayLike<number>,
  shape: readonly number[],
): void {
  const [, height, width, channels] = shape;
  const isMultilabel = task === 'multilabel';
  const largest = task === 'multiclass' ? channels - 1 : 1;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if ((label >= 0 && label <= largest) || label === ignoreIndex) continue;
    const pixel = isMultilabel ? Math.floor(i / channels) : i;
    const column = pixel % width;
    const row = Math.floor(pixel / width) % height;
    const image = Math.floor(pixel / (width * height));
    const place = `picture ${image}, row ${row}, column ${column}${isMultilabel ? `, channel ${i % channels}` : ''}`;
    const range =
      task === 'multiclass'
        ? `0 … ${largest} (${channels} classes)`
        : task === 'binary'
          ? '0 and 1 (2 classes)'
          : `0 … 1 (${channels} classes, each a mask of its own)`;
    throw new DataError(
      `${lossName}: yTrue holds the label ${label} (${place}), but task '${task}' has ${range}. Correct the mask; ` +
        `if ${label} marks pixels that do not count, pass ignoreIndex: ${label}.`,
    );
  }
}

/**
 * Looks at predictions that are not what `fromLogits` says. Values outside [0, 1] cannot be probabilities, which is an
 * error; values that look like probabilities may still be logits, which is worth a warning.
 *
 * @returns whether it warned
 */
export function checkPredictionRange({ lossName, task, fromLogits }: CommonOptions, prediction: tf.Tensor): boolean {
  const values = prediction.dataSync();
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const range = `${min.toPrecision(3)} … ${max.toPrecision(3)}`;
  if (!fromLogits) {
    if (min >= -1e-5 && max <= 1 + 1e-5) return false;
    if (min === Infinity) return false; // NaN alone: not for us to judge
    throw new DataError(
      `${lossName}: fromLogits is false, but yPred goes from ${min.toPrecision(3)} to ${max.toPrecision(3)}: these are ` +
        `no probabilities. Leave fromLogits out for a model that puts out logits.`,
    );
  }
  const channels = prediction.shape[prediction.rank - 1];
  if (!looksLikeProbabilities(task, values, channels, min, max)) return false;
  console.warn(
    `${lossName}: yPred holds ${range}, as probabilities do, but the loss takes logits. Remove the model's last ` +
      `activation (better), or pass fromLogits: false.`,
  );
  return true;
}

/** Softmax sums to 1; sigmoids of an untrained model lie around 0.5, where its logits would lie around 0. */
function looksLikeProbabilities(
  task: CommonOptions['task'],
  values: ArrayLike<number>,
  channels: number,
  min: number,
  max: number,
): boolean {
  if (values.length < 16 || min < 0 || max > 1 || max === 0) return false;
  if (task !== 'multiclass') return max >= 0.5;
  for (let i = 0; i < values.length; i += channels) {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += values[i + k];
    if (sum !== 0 && Math.abs(sum - 1) > 1e-3) return false; // ignored pixels are all 0
  }
  return true;
}
