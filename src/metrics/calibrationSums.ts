import { isProbability, lookForProbabilities } from './decide.js';
import type { ScoredBatch } from './readScores.js';
import { refuseLabel, refuseScore } from './refusals.js';
import type { PixelSettings } from './segmentationOptions.js';

/** What calibration errors are made of. */
export interface CalibrationSums {
  /** For each bin, how many decisions it holds, the sum of their confidences, and how many are right. */
  readonly count: Float64Array;
  readonly confidence: Float64Array;
  readonly right: Float64Array;
  /** The sum of squared errors of the probabilities. */
  squares: number;
  /** The sum of negative log-probabilities of the truth. */
  logs: number;
}

interface SumSettings extends PixelSettings {
  readonly bins: number;
  readonly confidence: 'topLabel' | 'positive';
}

/** Nothing added yet. */
export function emptySums(bins: number): CalibrationSums {
  const zeros = (): Float64Array => new Float64Array(bins);
  return { count: zeros(), confidence: zeros(), right: zeros(), squares: 0, logs: 0 };
}

/** The sums of one batch. */
export function addScores(batch: ScoredBatch, settings: SumSettings): CalibrationSums {
  const sums = emptySums(settings.bins);
  if (settings.task === 'multiclass') addMulticlass(sums, batch, settings);
  else addBinary(sums, batch, settings);
  return sums;
}

function addMulticlass(sums: CalibrationSums, batch: ScoredBatch, settings: SumSettings): void {
  const { truth, scores } = batch;
  const { classes, ignoreIndex, fromLogits } = settings;
  const probabilities = new Float64Array(classes);
  for (let i = 0; i < truth.length; i++) {
    const label = truth[i];
    if (label === ignoreIndex) continue;
    if (!(label >= 0 && label < classes)) refuseLabel(settings, batch, i, label);
    for (let c = 0; c < classes; c++) {
      const score = scores[i * classes + c];
      if (!isScore(score, fromLogits)) refuseScore(settings, batch, i, score);
      probabilities[c] = fromLogits ? score : clamp(score);
    }
    const shift = fromLogits ? softmax(probabilities) : 0;
    let top = 0;
    for (let c = 0; c < classes; c++) {
      const error = probabilities[c] - (c === label ? 1 : 0);
      sums.squares += error * error;
      if (probabilities[c] > probabilities[top]) top = c;
    }
    // The logarithm of a softmax is taken before the exponential, which would be 0 for the unlikeliest.
    sums.logs += fromLogits ? shift - scores[i * classes + label] : -Math.log(probabilities[label]);
    addToBin(sums, probabilities[top], top === label);
  }
}

/** Replaces logits by probabilities and gives the logarithm of the sum of their exponentials. */
function softmax(values: Float64Array): number {
  const greatest = values.reduce((max, value) => Math.max(max, value), -Infinity);
  let sum = 0;
  for (let c = 0; c < values.length; c++) {
    values[c] = Math.exp(values[c] - greatest);
    sum += values[c];
  }
  for (let c = 0; c < values.length; c++) values[c] /= sum;
  return greatest + Math.log(sum);
}

function addBinary(sums: CalibrationSums, batch: ScoredBatch, settings: SumSettings): void {
  const { truth, scores } = batch;
  const { ignoreIndex, fromLogits, confidence } = settings;
  if (fromLogits) lookForProbabilities(scores, settings);
  for (let i = 0; i < truth.length; i++) {
    const label = truth[i];
    if (label === ignoreIndex) continue;
    if (label !== 0 && label !== 1) refuseLabel(settings, batch, i, label);
    const score = scores[i];
    if (!isScore(score, fromLogits)) refuseScore(settings, batch, i, score);
    const probability = fromLogits ? 1 / (1 + Math.exp(-score)) : clamp(score);
    sums.squares += (probability - label) ** 2;
    if (fromLogits) sums.logs += softplus(label === 1 ? -score : score);
    else sums.logs -= Math.log(label === 1 ? probability : 1 - probability);
    if (confidence === 'positive') addToBin(sums, probability, label === 1);
    else addToBin(sums, Math.max(probability, 1 - probability), probability >= 0.5 === (label === 1));
  }
}

/** `ln(1 + eˣ)`, for large x too. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const clamp = (probability: number): number => Math.min(Math.max(probability, 0), 1);

const isScore = (score: number, fromLogits: boolean): boolean =>
  fromLogits ? !Number.isNaN(score) : isProbability(score);

function addToBin(sums: CalibrationSums, confidence: number, isRight: boolean): void {
  const bins = sums.count.length;
  const bin = Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
  sums.count[bin]++;
  sums.confidence[bin] += confidence;
  if (isRight) sums.right[bin]++;
}
