import fc from 'fast-check';
import type { Task } from '../../src/core/task.js';
import type { MetricArray } from '../../src/metrics/metricInput.js';
import type { SegmentationMetricsOptions } from '../../src/metrics/segmentationOptions.js';

/** A batch of labels and scores that go together, and the options to read them with. */
export interface AnyBatch {
  readonly options: SegmentationMetricsOptions & { readonly classes: number };
  readonly yTrue: MetricArray;
  /** Logits. */
  readonly yPred: MetricArray;
}

/** A small batch of any task, size and class count; a few of its pixels are ignored. */
export const anyBatch: fc.Arbitrary<AnyBatch> = fc
  .record({
    task: fc.constantFrom<Task>('binary', 'multiclass', 'multilabel'),
    images: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 5 }),
    count: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ task, images, height, width, count }) => {
    const classes = task === 'binary' ? 1 : count;
    const channels = task === 'multilabel' ? classes : 1;
    const labels = task === 'multiclass' ? classes : 2;
    const pixels = images * height * width;
    const label = fc.oneof({ weight: 5, arbitrary: fc.nat(labels - 1) }, { weight: 1, arbitrary: fc.constant(255) });
    const truth = fc.array(label, { minLength: pixels * channels, maxLength: pixels * channels });
    const score = fc.integer({ min: -40, max: 40 });
    const scores = fc.array(score, { minLength: pixels * classes, maxLength: pixels * classes });
    return fc.record({
      options: fc.record({
        task: fc.constant(task),
        classes: fc.constant(classes),
        ignoreIndex: fc.constant(255),
        classWeights: fc.constant(Array.from({ length: classes }, (_, i) => i + 0.5)),
        zeroDivision: fc.constantFrom(0, 1, Number.NaN),
      }),
      yTrue: truth.map((values) => ({
        data: Int32Array.from(values),
        shape: task === 'multilabel' ? [images, height, width, classes] : [images, height, width],
      })),
      yPred: scores.map((values) => ({
        data: Float32Array.from(values, (value) => value / 10),
        shape: [images, height, width, classes],
      })),
    });
  });

/** One image of a batch. */
export function cutImage({ data, shape }: MetricArray, image: number): MetricArray {
  const size = data.length / shape[0];
  return { data: data.slice(image * size, (image + 1) * size), shape: [1, ...shape.slice(1)] };
}

/** The images of a batch in another order. */
export function reorder({ data, shape }: MetricArray, order: readonly number[]): MetricArray {
  const size = data.length / shape[0];
  const moved = data.slice();
  order.forEach((from, to) => {
    moved.set(data.subarray(from * size, (from + 1) * size), to * size);
  });
  return { data: moved, shape };
}
