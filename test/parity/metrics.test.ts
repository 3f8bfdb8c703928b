import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/core/task.js';
import type { Score } from '../../src/metrics/counts.js';
import { diceScore } from '../../src/metrics/diceScore.js';
import { fBetaScore } from '../../src/metrics/fBetaScore.js';
import { iouScore } from '../../src/metrics/iouScore.js';
import { type Reduction, reduceScore, scoreTable } from '../../src/metrics/reduceScore.js';
import { type SegmentationMetrics, segmentationMetrics } from '../../src/metrics/segmentationMetrics.js';
import { namedScores } from '../../src/metrics/segmentationResult.js';
import { distanceTransform, signedDistanceTransform } from '../../src/raster/distanceTransform.js';
import type { LabelData } from '../../src/raster/labelMap.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, type Fixture, type ReferenceArray, readFixture } from '../helpers/parity.js';
import { expectAllClose } from '../helpers/tensors.js';

type ReferenceNumber = number | 'NaN' | 'Infinity' | '-Infinity';
type ReferenceTable = ReferenceNumber | readonly ReferenceTable[];

/** All numbers of a nested table in reading order, with NaN and infinities in words turned into numbers. */
const numbers = (table: ReferenceTable): number[] =>
  typeof table === 'object' ? table.flatMap((row) => numbers(row)) : [Number(table)];

/** Compares everything named in `expected`, and fails for a name that `actual` lacks. */
function expectNamed(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, ReferenceTable>>,
  tolerance: Fixture<unknown>['tolerance'],
): void {
  for (const [name, table] of Object.entries(expected)) {
    expect(actual, `a number named ${name}`).toHaveProperty([name]);
    const mine = numbers(actual[name] as ReferenceTable);
    try {
      expectAllClose(mine, numbers(table), tolerance);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
}

const toTensor = ({ data, shape }: ReferenceArray): tf.Tensor =>
  tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');

describeShared('metrics/counts', 'parity/metrics/counts.json', () => {
  interface CountsCase {
    readonly name: string;
    readonly task: Task;
    readonly numClasses?: number;
    readonly threshold?: number;
    readonly ignoreIndex?: number;
    readonly classWeights: readonly number[];
    readonly tensors: Readonly<Record<'target' | 'prediction' | 'logits' | 'probabilities', string>>;
    readonly expected: {
      readonly scores: Readonly<Record<string, Readonly<Record<string, Record<string, ReferenceTable>>>>>;
      readonly confusionMatrix?: number[][];
      readonly overall?: Readonly<Record<string, ReferenceNumber>>;
    } & Readonly<Record<'tp' | 'fp' | 'fn' | 'tn', number[][]>>;
  }
  const fixture = readFixture<CountsCase>('metrics/counts');
  const scores: Record<string, Score> = { ...namedScores, dice: diceScore, iou: iouScore, fbeta2: fBetaScore(2) };

  const accumulator = (reference: CountsCase, zeroDivision?: number): SegmentationMetrics =>
    segmentationMetrics({
      task: reference.task,
      classes: reference.numClasses ?? reference.classWeights.length,
      ignoreIndex: reference.ignoreIndex,
      threshold: reference.threshold,
      fromLogits: reference.tensors.logits !== undefined,
      classWeights: reference.classWeights,
      zeroDivision,
    });

  const inputs = ({ tensors }: CountsCase): [ReferenceArray, ReferenceArray] => [
    fixture.arrays.get(tensors.target)!,
    fixture.arrays.get(tensors.prediction ?? tensors.logits ?? tensors.probabilities)!,
  ];

  describe.each(fixture.cases)('$name', (reference) => {
    const { expected, classWeights } = reference;

    it('counts', async () => {
      const metrics = accumulator(reference);
      await metrics.update(...inputs(reference));
      const { tp, fp, fn, tn } = expected;
      expect(metrics.counts()).toEqual({ tp, fp, fn, tn });
      if (expected.confusionMatrix) expect(metrics.result().confusionMatrix).toEqual(expected.confusionMatrix);
      if (expected.overall) expectNamed({ ...metrics.result().overall }, expected.overall, fixture.tolerance);
    });

    it.each(Object.keys(expected.scores))('%s', async (name) => {
      const { none, ...byFilling } = expected.scores[name];
      const metrics = accumulator(reference);
      await metrics.update(...inputs(reference));
      const table = metrics.counts();
      expect(scores, `a score named ${name}`).toHaveProperty(name);
      expectNamed({ none: scoreTable(table, scores[name]) }, { none: none as never }, fixture.tolerance);
      for (const [filling, byReduction] of Object.entries(byFilling)) {
        const options = { zeroDivision: Number(filling), classWeights };
        const reduced = Object.fromEntries(
          Object.keys(byReduction).map((reduction) => [
            reduction,
            reduceScore(table, scores[name], reduction as Reduction, options),
          ]),
        );
        expectNamed(reduced, byReduction, fixture.tolerance);
        if (!(name in namedScores)) continue;
        const whole = accumulator(reference, Number(filling));
        whole.merge(metrics);
        expectNamed({ ...whole.result()[name as keyof typeof namedScores] }, byReduction, fixture.tolerance);
      }
    });
  });

  describeEachBackend('from tensors', () => {
    it.each(fixture.cases)('$name', async (reference) => {
      const metrics = accumulator(reference);
      const [yTrue, yPred] = inputs(reference).map(toTensor);
      const counting = metrics.update(yTrue, yPred);
      tf.dispose([yTrue, yPred]);
      await counting;
      const { tp, fp, fn, tn } = reference.expected;
      expect(metrics.counts()).toEqual({ tp, fp, fn, tn });
    });
  });
});

describeShared('metrics/distanceTransform', 'parity/metrics/distanceTransform.json', () => {
  const fixture = readFixture<{
    name: string;
    spacing: [number, number];
    tensors: { mask: string };
    expected: Record<string, string>;
  }>('metrics/distanceTransform');
  const forms: Record<
    string,
    (mask: Parameters<typeof distanceTransform>[0], spacing: [number, number]) => Float64Array
  > = {
    distance: (mask, spacing) => distanceTransform(mask, { spacing }),
    signed: (mask, spacing) => signedDistanceTransform(mask, { spacing }),
    signedKervadec: (mask, spacing) => signedDistanceTransform(mask, { spacing, form: 'kervadec' }),
  };

  describe.each(fixture.cases)('$name', ({ spacing, tensors, expected }) => {
    it.each(Object.entries(expected))('%s', (form, key) => {
      const { data, shape } = fixture.arrays.get(tensors.mask)!;
      const mask = { data: data as LabelData, width: shape[1], height: shape[0] };
      expect(forms, `an expectation named ${form}`).toHaveProperty(form);
      expectAllClose(forms[form](mask, spacing), fixture.arrays.get(key)!.data, fixture.tolerance);
    });
  });
});
