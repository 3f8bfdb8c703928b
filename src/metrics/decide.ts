import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '../core/task.js';
import type { MetricData, Pixels } from './metricInput.js';

/** Stands for a decision that cannot be made because a score is NaN. Counting refuses it at valid pixels. */
export const undecided = -1;

/**
 * Class indices (multiclass) or 0 and 1 (binary, multilabel) from logits or probabilities.
 *
 * The arg-max of a tensor is taken on its backend, so that one number a pixel is read back instead of one a class;
 * on the cpu backend reading is free and a plain loop is faster. A sum beside it tells whether there is a NaN at all.
 */
export function decide(
  { tensor, shape, read }: Pixels,
  { task, cut }: { readonly task: Task; readonly cut: number },
): Promise<MetricData> | MetricData {
  const classes = shape[3];
  const inMemory = (data: MetricData): MetricData =>
    task === 'multiclass' ? argMax(data, classes) : threshold(data, cut);
  if (!tensor) return inMemory(read() as MetricData);
  if (task !== 'multiclass' || tf.getBackend() === 'cpu') return Promise.resolve(read()).then(inMemory);
  return argMaxOnBackend(tensor, inMemory);
}

async function argMaxOnBackend(scores: tf.Tensor, inMemory: (data: MetricData) => MetricData): Promise<MetricData> {
  const [labels, sum, kept] = tf.tidy(() => [
    tf.keep(tf.argMax(scores, -1)), // kept, since the caller's tidy may end before the numbers are here
    tf.keep(tf.sum(scores)),
    tf.keep(tf.clone(scores)),
  ]);
  try {
    const [decisions, [total]] = await Promise.all([labels.data(), sum.data()]);
    return Number.isNaN(total) ? inMemory(await kept.data()) : (decisions as Int32Array);
  } finally {
    tf.dispose([labels, sum, kept]);
  }
}

/** The index of the largest of each `classes` numbers, the first one of equals. */
function argMax(data: MetricData, classes: number): Int32Array {
  const labels = new Int32Array(data.length / classes);
  for (let pixel = 0, start = 0; pixel < labels.length; pixel++, start += classes) {
    let best = data[start];
    let label = Number.isNaN(best) ? undecided : 0;
    for (let c = 1; c < classes; c++) {
      const value = data[start + c];
      if (value <= best) continue;
      if (Number.isNaN(value))
        label = undecided; // comparisons with NaN are false, so it comes by here
      else if (label !== undecided) label = c;
      best = value;
    }
    labels[pixel] = label;
  }
  return labels;
}

/** 1 where a score reaches the cut. */
function threshold(data: MetricData, cut: number): Int8Array {
  const labels = new Int8Array(data.length);
  // A float32 score is compared with the float32 nearest to the cut, so that a tie is a tie.
  const level = data instanceof Float32Array ? Math.fround(cut) : cut;
  for (let i = 0; i < labels.length; i++) labels[i] = data[i] >= level ? 1 : Number.isNaN(data[i]) ? undecided : 0;
  return labels;
}
