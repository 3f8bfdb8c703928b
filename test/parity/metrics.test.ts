import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/core/task.js';
import { averageSurfaceDistance } from '../../src/metrics/averageSurfaceDistance.js';
import { calibrationMetrics } from '../../src/metrics/calibrationMetrics.js';
import type { Score } from '../../src/metrics/counts.js';
import { diceScore } from '../../src/metrics/diceScore.js';
import { fBetaScore } from '../../src/metrics/fBetaScore.js';
import { hausdorffDistance } from '../../src/metrics/hausdorffDistance.js';
import { instanceMetrics } from '../../src/metrics/instanceMetrics.js';
import { iouScore } from '../../src/metrics/iouScore.js';
import { metricFunction } from '../../src/metrics/metricFunction.js';
import { type Reduction, reduceScore, scoreTable } from '../../src/metrics/reduceScore.js';
import { type SegmentationMetrics, segmentationMetrics } from '../../src/metrics/segmentationMetrics.js';
import { namedScores } from '../../src/metrics/segmentationResult.js';
import { surfaceDice } from '../../src/metrics/surfaceDice.js';
import { type SurfaceDistances, surfaceDistances } from '../../src/metrics/surfaceDistances.js';
import { surfaceMetrics } from '../../src/metrics/surfaceMetrics.js';
import { distanceTransform, signedDistanceTransform } from '../../src/raster/distanceTransform.js';
import type { LabelData, LabelMap } from '../../src/raster/labelMap.js';
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

    const scored = fixture.cases.filter(({ tensors }) => tensors.prediction === undefined);
    it.each(scored)('$name as functions of a batch', (reference) => {
      const { task, threshold, ignoreIndex, tensors, expected } = reference;
      const [yTrue, yPred] = inputs(reference).map(toTensor);
      for (const name of ['dice', 'iou', 'precision', 'recall', 'specificity', 'accuracy'] as const) {
        for (const filling of ['0', '1', 'NaN']) {
          for (const reduction of ['micro', 'macro'] as const) {
            const metric = metricFunction(name, {
              task,
              threshold,
              ignoreIndex,
              fromLogits: tensors.logits !== undefined,
              zeroDivision: Number(filling),
              reduction,
            });
            const value = metric(yTrue, yPred);
            const wanted = expected.scores[name][filling][reduction];
            expectNamed({ [name]: value.dataSync()[0] }, { [name]: wanted }, fixture.tolerance);
            value.dispose();
          }
        }
      }
      tf.dispose([yTrue, yPred]);
    });
  });
});

describeShared('metrics/surface', 'parity/metrics/surface.json', () => {
  interface SurfaceCase {
    readonly name: string;
    readonly task: Task;
    readonly spacing: [number, number];
    readonly tolerances: readonly number[];
    readonly classes?: readonly number[];
    readonly tensors: Readonly<Record<'target' | 'prediction', string>>;
    readonly expected: Readonly<Record<string, ReferenceTable>>;
  }
  const fixture = readFixture<SurfaceCase>('metrics/surface');

  describe.each(fixture.cases)('$name', ({ task, spacing, tolerances, classes = [1], tensors, expected }) => {
    const [target, prediction] = [tensors.target, tensors.prediction].map((key) => fixture.arrays.get(key)!);
    const [images, height, width] = target.shape;
    const cut = (array: ReferenceArray, image: number): LabelMap => ({
      data: array.data.subarray(image * width * height, (image + 1) * width * height) as LabelData,
      width,
      height,
    });

    it('each distance', () => {
      const each = (score: (distances: SurfaceDistances) => number): number[][] =>
        Array.from({ length: images }, (_, image) =>
          classes.map((label) =>
            score(surfaceDistances(cut(target, image), cut(prediction, image), { label, spacing })),
          ),
        );
      const surfaceDices = tolerances.map((tolerance) => [
        `normalizedSurfaceDice@${tolerance}`,
        each((distances) => surfaceDice(distances, tolerance)),
      ]);
      expectNamed(
        {
          hausdorff: each((distances) => hausdorffDistance(distances)),
          hausdorff95: each((distances) => hausdorffDistance(distances, { percentile: 95 })),
          hausdorffDirected: each((distances) => hausdorffDistance(distances, { direction: 'toTruth' })),
          averageSurfaceDistance: each((distances) => averageSurfaceDistance(distances, { direction: 'toTruth' })),
          averageSurfaceDistanceReverse: each((distances) =>
            averageSurfaceDistance(distances, { direction: 'toPrediction' }),
          ),
          averageSymmetricSurfaceDistance: each((distances) => averageSurfaceDistance(distances)),
          ...Object.fromEntries(surfaceDices),
        },
        expected,
        fixture.tolerance,
      );
    });

    it.each(tolerances)('over the data set, tolerance %s', async (tolerance) => {
      const metrics = surfaceMetrics({
        task,
        spacing,
        tolerance,
        ...(task === 'multiclass' && { classes: 1 + Math.max(...classes), only: classes }),
      });
      await metrics.update(target, prediction);
      const result = metrics.result();
      const expectedBy = {
        hausdorff: expected.hausdorff,
        hausdorff95: expected.hausdorff95,
        averageSurfaceDistance: expected.averageSymmetricSurfaceDistance,
        surfaceDice: expected[`normalizedSurfaceDice@${tolerance}`],
      };
      const perImage = Object.keys(expectedBy).map((name) => [name, result[name as keyof typeof expectedBy].perImage]);
      expectNamed(Object.fromEntries(perImage), expectedBy, fixture.tolerance);
    });
  });
});

describeShared('metrics/instances', 'parity/metrics/instances.json', () => {
  interface InstancesCase {
    readonly name: string;
    readonly iouThreshold?: number;
    readonly thresholds?: readonly number[];
    readonly numClasses?: number;
    readonly tensors: Readonly<
      Record<
        'target' | 'prediction' | 'targetClass' | 'predictionClass' | 'scoreImage' | 'scoreId' | 'score',
        string | undefined
      >
    >;
    readonly expected: Readonly<Record<string, ReferenceTable | readonly Record<string, ReferenceTable>[]>>;
  }
  const fixture = readFixture<InstancesCase>('metrics/instances');
  const partNames = ['tp', 'fp', 'fn', 'sumIou', 'sq', 'rq', 'pq'] as const;

  it.each(fixture.cases)('$name', async ({ iouThreshold, thresholds, numClasses, tensors, expected }) => {
    const find = (name: keyof typeof tensors): ReferenceArray | undefined => {
      const array = tensors[name] === undefined ? undefined : fixture.arrays.get(tensors[name])!;
      return array?.shape.length === 2 ? { ...array, shape: [1, ...array.shape] } : array;
    };
    const [target, prediction, targetClass, predictionClass] = [
      find('target')!,
      find('prediction')!,
      find('targetClass'),
      find('predictionClass'),
    ];
    const [scoreImage, scoreId, score] = [find('scoreImage'), find('scoreId'), find('score')];
    const scores = score && Array.from({ length: target.shape[0] }, () => new Map<number, number>());
    score?.data.forEach((value, i) => {
      scores![scoreImage!.data[i]].set(scoreId!.data[i], value);
    });
    const metrics = instanceMetrics({
      iouThreshold,
      thresholds,
      ranked: score !== undefined,
      ...(numClasses && { labels: Array.from({ length: numClasses }, (_, i) => `class ${i + 1}`) }),
    });
    await metrics.update(target, prediction, {
      ...(targetClass && { classes: { yTrue: targetClass, yPred: predictionClass! } }),
      ...(scores && { scores }),
    });
    const result = metrics.result();
    const matches = metrics
      .toJSON()
      .matches.flat()
      .flatMap(({ predictions }) => predictions.filter(({ iou }) => iou > (iouThreshold ?? 0.5)))
      .map(({ id, match, iou }) => [id, match, iou]);
    const ranked = result.ranked?.map((value, i) => [String(thresholds![i]), [value.area, value.points101]]);
    const perClass = Object.values(result.perClass).map((scored) => partNames.map((name) => scored[name]));
    const flattened = Object.entries(expected).map(([name, value]) => {
      if (name === 'perClass') {
        const rows = value as readonly Record<string, ReferenceTable>[];
        for (const row of rows) expect(Object.keys(row).sort(), 'parts of a class').toEqual([...partNames].sort());
        return [name, rows.map((row) => partNames.map((part) => row[part]))];
      }
      if (typeof value === 'object' && 'area' in value) {
        const { area, points101, ...rest } = value as unknown as Record<string, number>;
        expect(rest, 'further numbers of a ranked precision').toEqual({});
        return [name, [area, points101]];
      }
      return [name, value];
    });
    expectNamed(
      { ...result, matches, perClass, ...(ranked && Object.fromEntries(ranked)) },
      Object.fromEntries(flattened),
      fixture.tolerance,
    );
  });
});

describeShared('metrics/calibration', 'parity/metrics/calibration.json', () => {
  interface CalibrationCase {
    readonly name: string;
    readonly task: Task;
    readonly bins: number;
    readonly ignoreIndex?: number;
    readonly confidence?: 'topLabel' | 'positive';
    readonly tensors: Readonly<Record<'probabilities' | 'target', string>>;
    readonly expected: Readonly<Record<string, ReferenceTable>>;
  }
  const fixture = readFixture<CalibrationCase>('metrics/calibration');

  it.each(fixture.cases)('$name', async ({ task, bins, ignoreIndex, confidence, tensors, expected }) => {
    const [target, probabilities] = [tensors.target, tensors.probabilities].map((key) => fixture.arrays.get(key)!);
    const classes = probabilities.shape[3];
    const measured = async (fromLogits: boolean, yPred: ReferenceArray): Promise<Record<string, unknown>> => {
      const metrics = calibrationMetrics({ task, classes, bins, ignoreIndex, confidence, fromLogits });
      await metrics.update(target, yPred);
      const result = metrics.result();
      return {
        ...result,
        binCount: result.bins.map((bin) => bin.count),
        binConfidence: result.bins.map((bin) => bin.confidence),
        binAccuracy: result.bins.map((bin) => bin.accuracy),
      };
    };
    expectNamed(await measured(false, probabilities), expected, fixture.tolerance);
    const logits = { ...probabilities, data: Float64Array.from(probabilities.data, (p) => toLogit(p, task)) };
    expectNamed(await measured(true, logits as unknown as ReferenceArray), expected, fixture.tolerance);
  });

  const toLogit = (p: number, task: Task): number => Math.log(p) - (task === 'multiclass' ? 0 : Math.log(1 - p));
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
