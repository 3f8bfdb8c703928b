import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DataError, OptionError, SegkitError, ShapeError } from '../../src/core/errors.js';
import type { MetricArray } from '../../src/metrics/metricInput.js';
import { type SegmentationMetrics, segmentationMetrics } from '../../src/metrics/segmentationMetrics.js';
import type { SegmentationMetricsOptions } from '../../src/metrics/segmentationOptions.js';
import { namedScores } from '../../src/metrics/segmentationResult.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectNoLeak } from '../helpers/tensors.js';
import { anyBatch, cutImage, reorder } from './arbitraries.js';

const labelMap = (...data: number[]) => ({ data: Uint8Array.from(data), width: data.length, height: 1 });

async function counted(options: SegmentationMetricsOptions, yTrue: MetricArray, yPred: MetricArray) {
  const metrics = segmentationMetrics(options);
  await metrics.update(yTrue, yPred);
  return metrics;
}

describe('segmentationMetrics', () => {
  afterEach(() => vi.restoreAllMocks());

  it('counts a multiclass batch', async () => {
    const metrics = segmentationMetrics({ task: 'multiclass', labels: ['road', 'car', 'sky'], ignoreIndex: 255 });
    await metrics.update([labelMap(0, 0, 1, 255), labelMap(1, 0)], [labelMap(0, 1, 1, 2), labelMap(1, 0)]);
    const result = metrics.result();
    expect(metrics.counts()).toEqual({
      tp: [
        [1, 1, 0],
        [1, 1, 0],
      ],
      fp: [
        [0, 1, 0],
        [0, 0, 0],
      ],
      fn: [
        [1, 0, 0],
        [0, 0, 0],
      ],
      tn: [
        [1, 1, 3],
        [1, 1, 2],
      ],
    });
    expect(result.confusionMatrix).toEqual([
      [2, 1, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
    expect(result).toMatchObject({ task: 'multiclass', images: 2, pixels: 5, support: { road: 3, car: 2, sky: 0 } });
    expect(result.iou.perClass).toEqual({ road: 2 / 3, car: 2 / 3, sky: Number.NaN });
    expect(result.iou.macro).toBeCloseTo(2 / 3, 12); // the sky is left out
    expect(result.dice.micro).toBe(8 / 10);
    expect(result.iou.macroImagewise).toBeCloseTo((0.5 + 1) / 2, 12);
    expect(result.overall?.pixelAccuracy).toBe(4 / 5);
    expect(result.iou).not.toHaveProperty('weighted');
  });

  it('scores the foreground of a binary task, and gives the matrix of both', async () => {
    const metrics = segmentationMetrics({ task: 'binary', labels: ['nothing', 'car'] });
    await metrics.update(labelMap(0, 1, 1, 0), { data: Float32Array.of(-1, 1, -1, -1), shape: [1, 1, 4, 1] });
    const { iou, confusionMatrix, overall, labels } = metrics.result();
    expect(labels).toEqual(['car']);
    expect(iou).toMatchObject({ micro: 0.5, macro: 0.5, perClass: { car: 0.5 } });
    expect(confusionMatrix).toEqual([
      [2, 0],
      [1, 1],
    ]);
    expect(overall?.meanIou).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  });

  it('counts every class of a multilabel task by itself, and ignores single entries', async () => {
    const metrics = segmentationMetrics({ task: 'multilabel', classes: 2, ignoreIndex: 255 });
    await metrics.update(
      { data: Float32Array.of(1, 0, 255, 1), shape: [1, 1, 2, 2] },
      { data: Uint8Array.of(1, 1, 0, 1), shape: [1, 1, 2, 2] },
    );
    expect(metrics.counts()).toEqual({ tp: [[1, 1]], fp: [[0, 1]], fn: [[0, 0]], tn: [[0, 0]] });
    expect(metrics.result().confusionMatrix).toBeUndefined();
    expect(metrics.result().pixels).toBe(3);
  });

  it('puts the threshold where the probability is, ties being positive', async () => {
    const truth = { data: Int32Array.of(1, 1, 1), shape: [1, 1, 3] };
    const options = { task: 'binary', threshold: 0.7 } as const;
    const probabilities = { data: Float32Array.of(0.7, 0.6999, 0.7001), shape: [1, 1, 3, 1] };
    expect((await counted({ ...options, fromLogits: false }, truth, probabilities)).counts().tp).toEqual([[2]]);
    const near = [0.2, 0.6999, 0.7001].map((p) => Math.log(p / (1 - p)));
    expect((await counted(options, truth, { ...probabilities, data: Float32Array.from(near) })).counts().tp).toEqual([
      [1],
    ]);
    const zero = { data: Float32Array.of(0, -1e-6, 1e-6), shape: [1, 1, 3, 1] };
    expect((await counted({ task: 'binary' }, truth, zero)).counts().tp).toEqual([[2]]);
  });

  it('adds a hundred million pixels up exactly', async () => {
    const size = 1000;
    const metrics = segmentationMetrics({ task: 'binary' });
    const yTrue = { data: new Uint8Array(size * size).fill(1), width: size, height: size };
    const yPred = { data: Uint8Array.from(yTrue.data, (_, i) => (i === 0 ? 0 : 1)), width: size, height: size };
    await metrics.update(yTrue, yPred);
    const state = metrics.toJSON();
    for (let i = 1; i < 100; i++) metrics.merge(state);
    expect(metrics.result().recall.micro).toBe((1e8 - 100) / 1e8);
    expect(metrics.result().pixels).toBe(1e8);
  });

  it('counts arrays before update returns', () => {
    const metrics = segmentationMetrics({ task: 'binary' });
    void metrics.update(labelMap(1), labelMap(1));
    expect(metrics.result().dice.micro).toBe(1);
  });

  it('is empty at first and after reset', async () => {
    const metrics = await counted(
      { task: 'multiclass', classes: 2 },
      { data: Int32Array.of(0), shape: [1, 1, 1] },
      {
        data: Int32Array.of(0),
        shape: [1, 1, 1],
      },
    );
    metrics.reset();
    const fresh = segmentationMetrics({ task: 'multiclass', classes: 2 });
    expect(metrics.result()).toEqual(fresh.result());
    expect(fresh.result()).toMatchObject({ images: 0, pixels: 0, dice: { micro: Number.NaN, macro: Number.NaN } });
  });

  it('reports a table, and the same as JSON', async () => {
    const metrics = segmentationMetrics({ task: 'multiclass', labels: ['road', 'automobile', 'sky'] });
    await metrics.update(labelMap(0, 0, 0, 1), labelMap(0, 0, 1, 1));
    const report = metrics.report(['iou', 'recall']);
    expect(`${report}`).toBe(
      [
        'class           pixels     iou  recall',
        '──────────────────────────────────────',
        'road                 3  0.6667  0.6667',
        'automobile           1  0.5000  1.0000',
        'sky                  0       –       –',
        '──────────────────────────────────────',
        'macro                4  0.5833  0.8333',
        'micro                4  0.6000  0.7500',
        'macroImagewise       4  0.5833  0.8333',
      ].join('\n'),
    );
    expect(JSON.parse(JSON.stringify(report))).toEqual({
      columns: ['class', 'pixels', 'iou', 'recall'],
      rows: [
        ['road', 3, 2 / 3, 2 / 3],
        ['automobile', 1, 1 / 2, 1],
        ['sky', 0, null, null],
        ['macro', 4, (2 / 3 + 1 / 2) / 2, (2 / 3 + 1) / 2],
        ['micro', 4, 3 / 5, 3 / 4],
        ['macroImagewise', 4, (2 / 3 + 1 / 2) / 2, (2 / 3 + 1) / 2],
      ],
    });
    expect(() => metrics.report(['iuo' as never])).toThrow('segmentationMetrics.report: scores is "iuo". Use one of');
  });

  it('warns once of probabilities that are read as logits', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const yTrue = { data: new Int32Array(16), shape: [1, 4, 4] };
    const yPred = { data: Float32Array.from({ length: 16 }, (_, i) => i / 15), shape: [1, 4, 4, 1] };
    const metrics = segmentationMetrics({ task: 'binary' });
    await metrics.update(yTrue, yPred);
    await metrics.update(yTrue, yPred);
    expect(warn.mock.calls.flat()).toEqual([
      'segmentationMetrics: yPred lies between 0.00 and 1.00, as probabilities do; read as logits every pixel is ' +
        'positive. Give fromLogits: false if they are probabilities.',
    ]);
  });

  it('warns of two probabilities, if they are on both sides of 0.5', async () => {
    await tf.setBackend('cpu');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    // The backend has a greeting of its own.
    const count = (): number => warn.mock.calls.filter(([text]) => String(text).includes('yPred lies')).length;
    const warnings = async (scores: readonly number[], fromLogits?: boolean): Promise<number> => {
      warn.mockClear();
      const shape = [1, 1, scores.length];
      const yTrue = { data: Int32Array.from(scores, (_, i) => (i + 1) % 2), shape };
      const metrics = segmentationMetrics({ task: 'binary', fromLogits });
      await metrics.update(yTrue, { data: Float32Array.from(scores), shape: [...shape, 1] });
      const array = count();
      const tensors = segmentationMetrics({ task: 'binary', fromLogits });
      const yPred = tf.tensor(Array.from(scores), [...shape, 1]);
      await tensors.update(yTrue, yPred);
      yPred.dispose();
      expect(count() - array, 'tensors are looked at as arrays are').toBe(array);
      return array;
    };
    expect(await warnings([0.9, 0.2])).toBe(1);
    expect(await warnings([0.9, 0.2], false)).toBe(0);
    expect(await warnings([0.9, 0.7])).toBe(0);
    expect(await warnings([0.9, -0.2])).toBe(0);
    expect(await warnings([1.9, 0.2])).toBe(0);
    expect(await warnings(Array.from({ length: 16 }, () => 0.9))).toBe(1);
  });

  it('goes on looking while there was little to see', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const metrics = segmentationMetrics({ task: 'binary' });
    const yTrue = { data: Int32Array.of(1), shape: [1, 1, 1] };
    const see = (score: number): Promise<void> =>
      metrics.update(yTrue, { data: Float32Array.of(score), shape: [1, 1, 1, 1] });
    await see(0.9);
    expect(warn).not.toHaveBeenCalled();
    await metrics.update(
      { data: Int32Array.of(1, 0), shape: [1, 1, 2] },
      { data: Float32Array.of(0.9, 0.1), shape: [1, 1, 2, 1] },
    );
    expect(warn).toHaveBeenCalledTimes(1);
  });

  describe('whatever the batch', () => {
    const bounds = (name: string): [number, number] => (name === 'mcc' || name === 'cohenKappa' ? [-1, 1] : [0, 1]);

    it('keeps every score within its bounds', async () => {
      await fc.assert(
        fc.asyncProperty(anyBatch, async ({ options, yTrue, yPred }) => {
          const result = (await counted(options, yTrue, yPred)).result();
          for (const name of Object.keys(namedScores) as (keyof typeof namedScores)[]) {
            const { perClass, ...reduced } = result[name];
            const [least, greatest] = bounds(name);
            for (const value of [...Object.values(reduced), ...Object.values(perClass)]) {
              if (Number.isNaN(value)) continue;
              expect(value).toBeGreaterThanOrEqual(least - 1e-12);
              expect(value).toBeLessThanOrEqual(greatest + 1e-12);
            }
          }
          expect(Object.keys(result.dice)).toContain('weightedImagewise');
        }),
      );
    });

    it('is the same for images in any order, in batches of any size, and from several workers', async () => {
      await fc.assert(
        fc.asyncProperty(anyBatch, fc.infiniteStream(fc.nat()), async ({ options, yTrue, yPred }, draws) => {
          const images = yTrue.shape[0];
          const whole = await counted(options, yTrue, yPred);
          const order = [...Array(images).keys()]
            .map((i) => [draws.next().value as number, i])
            .sort((a, b) => a[0] - b[0]);
          const indices = order.map(([, i]) => i);
          const mixed = await counted(options, reorder(yTrue, indices), reorder(yPred, indices));
          const single = segmentationMetrics(options);
          const workers = [segmentationMetrics(options), segmentationMetrics(options)];
          for (let i = 0; i < images; i++) {
            await single.update(cutImage(yTrue, i), cutImage(yPred, i));
            await workers[i < images / 2 ? 0 : 1].update(cutImage(yTrue, i), cutImage(yPred, i));
          }
          workers[0].merge(JSON.parse(JSON.stringify(workers[1])));
          expect(single.toJSON()).toEqual(whole.toJSON());
          expect(workers[0].toJSON()).toEqual(whole.toJSON());
          expectSameScores(mixed, whole);
        }),
      );
    });

    it('does not see what is predicted at ignored pixels, NaN least of all', async () => {
      await fc.assert(
        fc.asyncProperty(anyBatch, fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e30), async (batch, junk) => {
          const { options, yTrue, yPred } = batch;
          const { task, classes } = options;
          const spoilt = yPred.data.slice().map((score, i) => {
            const truth = yTrue.data[task === 'multilabel' ? i : Math.floor(i / classes)];
            return truth === 255 ? junk : score;
          });
          const clean = await counted(options, yTrue, yPred);
          const spoiled = await counted(options, yTrue, { ...yPred, data: spoilt });
          expect(spoiled.toJSON()).toEqual(clean.toJSON());
        }),
      );
    });

    it('swaps precision and recall, and keeps Dice and IoU, when truth and prediction are swapped', async () => {
      const maps = fc.integer({ min: 1, max: 30 }).chain((length) => {
        const map = fc.array(fc.nat(3), { minLength: length, maxLength: length });
        return fc.tuple(map, map);
      });
      await fc.assert(
        fc.asyncProperty(maps, async ([a, b]) => {
          const [there, back] = [
            segmentationMetrics({ task: 'multiclass', classes: 4 }),
            segmentationMetrics({ task: 'multiclass', classes: 4 }),
          ];
          await there.update(labelMap(...a), labelMap(...b));
          await back.update(labelMap(...b), labelMap(...a));
          const [one, other] = [there.result(), back.result()];
          expect(one.iou.perClass).toEqual(other.iou.perClass);
          expect(one.dice.perClass).toEqual(other.dice.perClass);
          expect(one.precision.perClass).toEqual(other.recall.perClass);
          expectClose(one.overall!.mcc, other.overall!.mcc, 'mcc');
        }),
      );
    });
  });

  describe('refuses', () => {
    const truth = { data: Int32Array.of(0, 1, 2, 3), shape: [1, 2, 2] };
    const scores = { data: new Float32Array(16), shape: [1, 2, 2, 4] };
    const multiclass = { task: 'multiclass', classes: 4 } as const;
    const rejects = async (
      options: SegmentationMetricsOptions,
      yTrue: MetricArray,
      yPred: MetricArray,
      type: new (...args: never[]) => Error,
      message: string,
    ): Promise<void> => {
      const metrics = segmentationMetrics(options);
      const error = await metrics.update(yTrue, yPred).catch((caught: Error) => caught);
      expect(error).toBeInstanceOf(type);
      expect((error as Error).message).toBe(`segmentationMetrics: ${message}`);
      expect(metrics.result().images).toBe(0);
    };

    it('shapes that differ', async () => {
      await rejects(
        multiclass,
        truth,
        { ...scores, shape: [1, 4, 1, 4] },
        ShapeError,
        'yPred is scores 1×4×1×4, but yTrue 1×2×2 with 4 classes needs scores 1×2×2×4, or whole-number labels 1×2×2.',
      );
      await rejects(
        { ...multiclass, classes: 3 },
        truth,
        scores,
        ShapeError,
        'yPred is scores 1×2×2×4, but yTrue 1×2×2 with 3 classes needs scores 1×2×2×3, or whole-number labels 1×2×2.',
      );
      await rejects(
        multiclass,
        { ...truth, shape: [4] },
        scores,
        ShapeError,
        'yTrue is 4. Give a multiclass task [N,H,W] of class indices.',
      );
      await rejects(
        multiclass,
        { data: new Int32Array(16), shape: [1, 2, 2, 4] },
        scores,
        ShapeError,
        'yTrue is 1×2×2×4. Give a multiclass task [N,H,W] of class indices; tf.argMax(yTrue, -1) makes it of one-hot masks.',
      );
      await rejects(
        { task: 'multilabel', classes: 2 },
        truth,
        scores,
        ShapeError,
        'yTrue is 1×2×2. Give a multilabel task [N,H,W,2] of 0 and 1.',
      );
      await rejects(
        multiclass,
        { ...truth, shape: [1, 3, 3] },
        scores,
        ShapeError,
        'yTrue has 4 values for the shape 1×3×3. Give as many as it says.',
      );
    });

    it('labels out of range', async () => {
      await rejects(
        { ...multiclass, classes: 3 },
        truth,
        { data: new Float32Array(12), shape: [1, 2, 2, 3] },
        DataError,
        'yTrue holds the label 3 (picture 0, row 1, column 1), but there are 3 classes, 0 … 2. Raise classes, or give ' +
          'ignoreIndex: 3 if such pixels are not to count.',
      );
      await rejects(
        { ...multiclass, ignoreIndex: 9 },
        truth,
        { ...truth, data: Int32Array.of(0, 7, 0, 0) },
        DataError,
        'yPred holds the label 7 (picture 0, row 0, column 1), but there are 4 classes, 0 … 3. Predict indices of these classes.',
      );
      const binary = { data: Uint8Array.of(0, 0, 255, 0), shape: [2, 1, 2] };
      await rejects(
        { task: 'binary', ignoreIndex: 9 },
        binary,
        binary,
        DataError,
        'yTrue holds the label 255 (picture 1, row 0, column 0), but the labels of a binary task are 0 and 1. Divide ' +
          'the mask by 255, or map it to ignoreIndex 9 if such pixels are not to count.',
      );
      await rejects(
        { task: 'multilabel', classes: 2 },
        { data: Float32Array.of(0, 1, 1, 0.5), shape: [1, 1, 2, 2] },
        { data: new Float32Array(4), shape: [1, 1, 2, 2] },
        DataError,
        'yTrue holds the label 0.5 (picture 0, row 0, column 1, channel 1), but the labels of a multilabel task are 0 ' +
          'and 1. Map it to 0 or 1, or give ignoreIndex: 0.5 if such pixels are not to count.',
      );
    });

    it('float masks where integers belong', async () => {
      await rejects(
        multiclass,
        { ...truth, data: Float32Array.from(truth.data) },
        scores,
        DataError,
        "yTrue holds floats, but a multiclass task has whole-number labels. Convert a tensor with tf.cast(yTrue, 'int32'), " +
          'an array with Int32Array.from(…).',
      );
    });

    it('NaN at a valid pixel, and what is no probability', async () => {
      const spoilt = scores.data.slice();
      spoilt[6] = Number.NaN;
      await rejects(
        multiclass,
        truth,
        { ...scores, data: spoilt },
        DataError,
        'yPred is NaN at a valid pixel (picture 0, row 0, column 1). The model has diverged: lower the learning rate, ' +
          'and look for NaN in its inputs.',
      );
      const binary = { data: Int32Array.of(0, 1), shape: [1, 1, 2] };
      await rejects(
        { task: 'binary', fromLogits: false },
        binary,
        { data: Float32Array.of(0.5, 1.5), shape: [1, 1, 2, 1] },
        DataError,
        'fromLogits is false, but yPred leaves 0 … 1 (picture 0, row 0, column 1). Leave fromLogits out if these are logits.',
      );
    });

    it('what holds no numbers, and lists that do not match', async () => {
      const metrics = segmentationMetrics(multiclass);
      await expect(metrics.update(undefined as never, truth)).rejects.toThrow(
        'segmentationMetrics: yTrue holds no numbers that can be read. Give a tensor, { data, shape }, a label map, or ' +
          'two lists of label maps.',
      );
      await expect(metrics.update([labelMap(0)], [labelMap(0), labelMap(1)])).rejects.toThrow(
        'yTrue lists 1 pictures, but yPred lists 2 pictures. Give one prediction a truth, both in the same form.',
      );
      await expect(metrics.update([labelMap(0), labelMap(1)], [labelMap(0), labelMap(9)])).rejects.toThrow('label 9');
      expect(metrics.result().images).toBe(0);
    });

    it('impossible options', () => {
      const make = (options: object) => () => segmentationMetrics(options as SegmentationMetricsOptions);
      expect(make({ task: 'binray' })).toThrow('segmentationMetrics: task is "binray". Use one of "binary"');
      expect(make({ task: 'binary', treshold: 0.5 })).toThrow('unknown option "treshold". Did you mean "threshold"?');
      expect(make({ task: 'multiclass' })).toThrow('needs classes, how many there are, or labels, their names.');
      expect(make({ task: 'multiclass', classes: 3, labels: ['a', 'b'] })).toThrow('2 labels for 3 classes');
      expect(make({ task: 'multiclass', labels: ['a', 'a'] })).toThrow('two classes are called "a"');
      expect(make({ task: 'multiclass', classes: 3, threshold: 0.5 })).toThrow('has no threshold');
      expect(make({ task: 'multiclass', classes: 3, classWeights: [1] })).toThrow('classWeights has 1 numbers for 3');
      expect(make({ task: 'binary', ignoreIndex: 1 })).toThrow('ignoreIndex 1 is a label of a binary task');
      expect(make({ task: 'binary', threshold: 50 })).toThrow('threshold is 50. It must be a number from 0 to 1.');
      expect(make({ task: 'binary', classes: 2 })).toThrow(OptionError);
      expect(make({ task: 'binary', fromLogits: 'no' })).toThrow('fromLogits is "no"');
    });

    it('to merge what was counted otherwise', () => {
      const binary = segmentationMetrics({ task: 'binary', threshold: 0.4 });
      expect(() => binary.merge(segmentationMetrics({ task: 'binary' }))).toThrow(
        'segmentationMetrics: merge of threshold 0.5 into threshold 0.4. Make both with the same options.',
      );
      expect(() => binary.merge(segmentationMetrics({ task: 'multiclass', classes: 1 }))).toThrow(OptionError);
    });
  });
});

function expectClose(a: number, b: number, what: string): void {
  if (Number.isNaN(b)) expect(a, what).toBeNaN();
  else expect(a, what).toBeCloseTo(b, 10);
}

function expectSameScores(a: SegmentationMetrics, b: SegmentationMetrics): void {
  const [one, other] = [a.result(), b.result()];
  for (const name of Object.keys(namedScores) as (keyof typeof namedScores)[]) {
    const [{ perClass, ...reduced }, { perClass: otherClasses, ...otherReduced }] = [one[name], other[name]];
    expect(perClass).toEqual(otherClasses);
    for (const [reduction, value] of Object.entries(reduced)) {
      expectClose(value, otherReduced[reduction as keyof typeof otherReduced] as number, `${name} ${reduction}`);
    }
  }
}

describeEachBackend('segmentationMetrics of tensors', () => {
  const truth = { data: Int32Array.of(0, 1, 2, 255), shape: [1, 2, 2] };
  const logits = Float32Array.of(2, 1, 0, 0, 3, 1, 0, 1, 0, 9, 9, 9);
  const tensors = (scores: Float32Array): [tf.Tensor, tf.Tensor] => [
    tf.tensor(truth.data, [1, 2, 2], 'int32'),
    tf.tensor(scores, [1, 2, 2, 3]),
  ];
  const options = { task: 'multiclass', classes: 3, ignoreIndex: 255 } as const;

  it('is that of arrays, and leaves no tensor', async () => {
    const expected = await counted(options, truth, { data: logits, shape: [1, 2, 2, 3] });
    const metrics = segmentationMetrics(options);
    await expectNoLeak(async () => {
      metrics.reset();
      const [yTrue, yPred] = tensors(logits);
      await metrics.update(yTrue, yPred);
      tf.dispose([yTrue, yPred]);
    });
    expect(metrics.toJSON()).toEqual(expected.toJSON());
  });

  it('may be disposed of, or fall out of a tidy, as soon as update has returned', async () => {
    const expected = await counted(options, truth, { data: logits, shape: [1, 2, 2, 3] });
    for (const spoilt of [logits, logits.map((score, i) => (i < 9 ? score : Number.NaN))]) {
      const metrics = segmentationMetrics(options);
      let counting: Promise<void> | undefined;
      tf.tidy(() => {
        counting = metrics.update(...tensors(spoilt));
      });
      await counting;
      expect(metrics.toJSON()).toEqual(expected.toJSON());
    }
  });

  it('refuses NaN at a valid pixel, and leaves no tensor', async () => {
    const spoilt = logits.slice();
    spoilt[4] = Number.NaN;
    await expectNoLeak(async () => {
      const [yTrue, yPred] = tensors(spoilt);
      const metrics = segmentationMetrics(options);
      await expect(metrics.update(yTrue, yPred)).rejects.toThrow(
        'yPred is NaN at a valid pixel (picture 0, row 0, column 1)',
      );
      expect(metrics.result().images).toBe(0);
      tf.dispose([yTrue, yPred]);
    });
  });

  it('refuses to give a result while it still reads', async () => {
    const [yTrue, yPred] = tensors(logits);
    const metrics = segmentationMetrics(options);
    const updating = metrics.update(yTrue, yPred);
    expect(() => metrics.result()).toThrow(
      new SegkitError('segmentationMetrics: 1 update still reads its tensors. Write `await metrics.update(…)`.'),
    );
    await updating;
    expect(metrics.result().images).toBe(1);
    tf.dispose([yTrue, yPred]);
  });

  it('takes decisions, bool masks, a last axis of 1, and truth from memory', async () => {
    const binary = segmentationMetrics({ task: 'binary' });
    const mask = tf.tensor4d([1, 0, 1, 1], [1, 2, 2, 1], 'int32');
    const decisions = tf.greater(mask, 0);
    await binary.update(mask, decisions);
    await binary.update({ data: Int32Array.of(1, 0, 1, 0), shape: [1, 2, 2] }, decisions);
    expect(binary.counts()).toEqual({ tp: [[3], [2]], fp: [[0], [1]], fn: [[0], [0]], tn: [[1], [1]] });
    tf.dispose([mask, decisions]);
  });
});
