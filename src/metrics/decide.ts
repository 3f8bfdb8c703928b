import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '../core/task.js';
import type { MetricData, Pixels } from './metricInput.js';

/** Stand for decisions that cannot be made. Counting refuses them at valid pixels; at ignored ones anything goes. */
export const undecided = { isNaN: -1, isNoProbability: -2 } as const;

interface DecideSettings {
  readonly where: string;
  readonly task: Task;
  readonly threshold: number;
  readonly fromLogits: boolean;
}

/**
 * Class indices (multiclass) or 0 and 1 (binary, multilabel) from logits or probabilities.
 *
 * The arg-max of a tensor is taken on its backend, so that one number a pixel is read back instead of one a class;
 * on the cpu backend reading is free and a plain loop is faster. A sum beside it tells whether there is a NaN at all.
 */
export function decide({ tensor, shape, read }: Pixels, settings: DecideSettings): Promise<MetricData> | MetricData {
  const { task } = settings;
  const inMemory = (scores: MetricData): MetricData =>
    task === 'multiclass' ? argMax(scores, shape[3]) : reachThreshold(scores, settings);
  if (!tensor) return inMemory(read() as MetricData);
  if (task === 'multiclass' && tf.getBackend() !== 'cpu') return argMaxOnBackend(tensor, inMemory);
  return Promise.resolve(read()).then(inMemory);
}

async function argMaxOnBackend(scores: tf.Tensor, inMemory: (scores: MetricData) => MetricData): Promise<MetricData> {
  const [labels, sum, kept] = tf.tidy(() => [
    tf.keep(tf.argMax(scores, -1)), // kept, since the caller's tidy may end before the numbers are here
    tf.keep(tf.sum(scores)),
    tf.keep(tf.clone(scores)),
  ]);
  try {
    const [decisions, [total]] = await Promise.all([labels.data(), sum.data()]);
    return Number.isNaN(total) ? inMemory((await kept.data()) as MetricData) : (decisions as MetricData);
  } finally {
    tf.dispose([labels, sum, kept]);
  }
}

/** The index of the largest of each `classes` numbers, the first one of equals. */
function argMax(scores: MetricData, classes: number): Int32Array {
  const labels = new Int32Array(scores.length / classes);
  for (let pixel = 0, start = 0; pixel < labels.length; pixel++, start += classes) {
    let best = scores[start];
    let label = Number.isNaN(best) ? undecided.isNaN : 0;
    for (let c = 1; c < classes; c++) {
      const value = scores[start + c];
      if (value <= best) continue;
      if (Number.isNaN(value))
        label = undecided.isNaN; // comparisons with NaN are false, so it comes by here
      else if (label !== undecided.isNaN) label = c;
      best = value;
    }
    labels[pixel] = label;
  }
  return labels;
}

/** 1 where the probability is at least the threshold; logits are compared with the logit of the threshold. */
function reachThreshold(scores: MetricData, settings: DecideSettings): Int8Array {
  const { threshold, fromLogits } = settings;
  const cut = cutOf(scores, threshold, fromLogits);
  const decisions = new Int8Array(scores.length);
  // Sums of conditions instead of branches, which a processor guesses wrong every other time: three times as fast.
  for (let i = 0; i < decisions.length; i++) {
    const score = scores[i];
    decisions[i] = Number(score >= cut) - Number(Number.isNaN(score)); // NaN: undecided.isNaN
  }
  if (fromLogits) lookForProbabilities(scores, settings);
  else markNoProbabilities(scores, decisions);
  return decisions;
}

/** A float32 score is compared with the float32 nearest to the cut, so that a tie is a tie. */
export function cutOf(scores: MetricData, threshold: number, fromLogits: boolean): number {
  const cut = fromLogits ? Math.log(threshold / (1 - threshold)) : threshold;
  return scores instanceof Float32Array ? Math.fround(cut) : cut;
}

/** Whether it may be a probability. Means of float32 ones may come out a little above 1. */
export function isProbability(score: number): boolean {
  return score >= -1e-5 && score <= 1 + 1e-5;
}

function markNoProbabilities(scores: MetricData, decisions: Int8Array): void {
  const [least, greatest] = extremes(scores);
  if (least >= 0 && greatest <= 1) return;
  for (let i = 0; i < scores.length; i++) {
    if (!isProbability(scores[i]) && !Number.isNaN(scores[i])) decisions[i] = undecided.isNoProbability;
  }
}

/** The readers whose first logits were looked at, so that an accumulator looks and warns once, not with every batch. */
const seen = new WeakSet<object>();

/** So many logits of a model are hardly ever all between 0 and 1, of which one at least is 0.5. */
const enough = 16;

/**
 * Warns of probabilities that are read as logits: all lie between 0 and 1. Logits may lie so too, hence a warning and
 * not an error; of a few numbers, the more so, it is asked that they lie on both sides of 0.5, as decisions do.
 */
export function lookForProbabilities(scores: MetricData, settings: { readonly where: string }): void {
  if (seen.has(settings)) return;
  const [least, greatest] = extremes(scores);
  const looksLikeThem = least >= 0 && greatest <= 1 && greatest >= 0.5 && (scores.length >= enough || least < 0.5);
  if (looksLikeThem || scores.length >= enough) seen.add(settings);
  if (!looksLikeThem) return;
  console.warn(
    `${settings.where}: yPred lies between ${least.toPrecision(3)} and ${greatest.toPrecision(3)}, as probabilities ` +
      'do; read as logits every pixel is positive. Give fromLogits: false if they are probabilities.',
  );
}

function extremes(scores: MetricData): [least: number, greatest: number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (score < least) least = score;
    if (score > greatest) greatest = score;
  }
  return [least, greatest];
}
