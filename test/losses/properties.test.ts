import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/core/random.js';
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
  type Loss,
  type LossOptions,
  lovaszLoss,
  mccLoss,
  ohemCrossEntropy,
  topKCrossEntropy,
  tverskyLoss,
  unifiedFocalLoss,
} from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';

interface Subject {
  readonly make: (options: LossOptions) => Loss;
  readonly tasks: readonly Task[];
  /** Random options besides those that all losses share. */
  readonly options: fc.Arbitrary<object>;
  /** The smallest and largest value, whatever the options. */
  readonly bounds: readonly [number, number];
  /** Whether class 0 is nothing special. */
  readonly isFairToClasses?: boolean;
}

const allTasks: readonly Task[] = ['binary', 'multiclass', 'multilabel'];
const share = fc.double({ min: 0, max: 1, noNaN: true });
const flag = fc.boolean();
const overlapOptions = fc.record({
  smooth: fc.constantFrom(0, 1e-3, 1),
  perImage: flag,
  absentClass: fc.constantFrom('keep', 'zero', 'skip'),
});
const pixelOptions = {
  reduction: fc.constantFrom('mean', 'sum'),
  normalization: fc.constantFrom('pixels', 'weights'),
};
const subject = (
  make: (options: never) => Loss,
  options: fc.Arbitrary<object>,
  bounds: readonly [number, number],
  rest: { tasks?: readonly Task[]; isFairToClasses?: boolean } = {},
): Subject => ({ make: make as Subject['make'], tasks: allTasks, options, bounds, isFairToClasses: true, ...rest });

const subjects: Readonly<Record<string, Subject>> = {
  binaryCrossEntropy: subject(
    binaryCrossEntropy,
    fc.record({ ...pixelOptions, posWeight: fc.constantFrom(0.5, 3), labelSmoothing: share }),
    [0, Infinity],
    { tasks: ['binary', 'multilabel'] },
  ),
  crossEntropy: subject(crossEntropy, fc.record({ ...pixelOptions, labelSmoothing: share }), [0, Infinity], {
    tasks: ['multiclass'],
  }),
  focalLoss: subject(focalLoss, fc.record({ ...pixelOptions, gamma: fc.constantFrom(0, 0.5, 2) }), [0, Infinity]),
  diceLoss: subject(diceLoss, overlapOptions, [0, 1]),
  'diceLoss, squared': subject(
    (options: object) => diceLoss({ ...options, denominator: 'squared' }),
    overlapOptions,
    [0, 1],
  ),
  jaccardLoss: subject(jaccardLoss, overlapOptions, [0, 1]),
  tverskyLoss: subject(tverskyLoss, overlapOptions, [0, 1]),
  focalTverskyLoss: subject(focalTverskyLoss, overlapOptions, [0, 1]),
  generalizedDiceLoss: subject(generalizedDiceLoss, fc.record({ perImage: flag }), [0, 1]),
  lovaszLoss: subject(lovaszLoss, fc.record({ perImage: flag }), [0, Infinity]),
  mccLoss: subject(mccLoss, fc.record({ perImage: flag }), [0, 2]),
  topKCrossEntropy: subject(topKCrossEntropy, fc.record({ k: fc.constantFrom(5, 40, 100) }), [0, Infinity]),
  ohemCrossEntropy: subject(ohemCrossEntropy, fc.record({ minKept: fc.constantFrom(0, 1, 7) }), [0, Infinity]),
  boundaryLoss: subject(boundaryLoss, fc.record({}), [-Infinity, Infinity], { isFairToClasses: false }),
  hausdorffLoss: subject(hausdorffLoss, fc.record({ alpha: fc.constantFrom(1, 2) }), [0, Infinity], {
    isFairToClasses: false,
  }),
  clDiceLoss: subject(clDiceLoss, fc.record({ diceWeight: share }), [0, 1], { isFairToClasses: false }),
  unifiedFocalLoss: subject(unifiedFocalLoss, fc.record({ delta: share }), [0, Infinity], { isFairToClasses: false }),
};

interface Problem {
  readonly loss: Loss;
  readonly task: Task;
  readonly yTrue: tf.Tensor;
  readonly yPred: tf.Tensor;
  readonly weight: tf.Tensor | undefined;
}

interface Plan {
  readonly task: Task;
  readonly shape: readonly [number, number, number, number];
  readonly seed: number;
  readonly isWeighted: boolean;
  readonly options: object;
}

const plan = ({ tasks, options }: Subject): fc.Arbitrary<Plan> => {
  const size = fc.integer({ min: 1, max: 6 });
  const batch = fc.integer({ min: 1, max: 3 });
  const classes = fc.integer({ min: 2, max: 4 });
  return fc.record({
    task: fc.constantFrom(...tasks),
    shape: fc.tuple(batch, size, size, classes),
    seed: fc.nat(),
    isWeighted: flag,
    options,
  });
};

/** Truth with every fifth entry ignored, logits from −4 to 4, weights from 0 to 2. */
function problemOf({ make }: Subject, { task, shape, seed, isWeighted, options }: Plan): Problem {
  const channels = task === 'binary' ? 1 : shape[3];
  const pixels = shape.slice(0, 3);
  const draw = random('loss properties', seed);
  const tensor = (dims: readonly number[], dtype: 'float32' | 'int32', value: () => number): tf.Tensor =>
    tf.tensor(Array.from({ length: dims.reduce((a, b) => a * b, 1) }, value), [...dims], dtype);
  const label = (): number => (draw.chance(0.2) ? 255 : draw.integer(0, task === 'multiclass' ? channels : 2));
  return {
    loss: make({ task, ignoreIndex: 255, ...options }),
    task,
    yTrue: task === 'multilabel' ? tensor([...pixels, channels], 'float32', label) : tensor(pixels, 'int32', label),
    yPred: tensor([...pixels, channels], 'float32', () => draw.uniform(-4, 4)),
    weight: isWeighted ? tensor(pixels, 'float32', () => draw.uniform(0, 2)) : undefined,
  };
}

const evaluate = ({ loss, yTrue, yPred, weight }: Problem): number => loss(yTrue, yPred, weight).dataSync()[0];
const close = { rtol: 1e-4, atol: 1e-5 };

/** Checks a statement about a loss for random shapes, tasks and options. */
function holds(subject: Subject, statement: (problem: Problem) => void): void {
  fc.assert(
    fc.property(plan(subject), (drawn) => tf.tidy(() => statement(problemOf(subject, drawn)))),
    { numRuns: 25, seed: 1 },
  );
}

/** Applies one function to truth, prediction and weights. */
function map(problem: Problem, change: (x: tf.Tensor) => tf.Tensor): Problem {
  const { yTrue, yPred, weight } = problem;
  return { ...problem, yTrue: change(yTrue), yPred: change(yPred), weight: weight && change(weight) };
}

describeEachBackend('properties of losses', () => {
  for (const [name, subject] of Object.entries(subjects)) {
    describe(name, () => {
      it('stays within its bounds', () => {
        const [low, high] = subject.bounds;
        holds(subject, (problem) => {
          const value = evaluate(problem);
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(low - 1e-5);
          expect(value).toBeLessThanOrEqual(high + 1e-5);
        });
      });

      it('does not depend on the order of pictures, nor on which way is up', () => {
        holds(subject, (problem) => {
          for (const axis of [0, 1, 2]) {
            const turned = map(problem, (x) => tf.reverse(x, axis));
            expectAllClose([evaluate(turned)], [evaluate(problem)], close);
          }
        });
      });

      it('does not depend on what is predicted where truth is ignored', () => {
        holds(subject, (problem) => {
          const { yTrue, yPred, task } = problem;
          const labels = task === 'multilabel' ? yTrue : tf.expandDims(yTrue, 3);
          const isIgnored = tf.logicalAnd(tf.equal(labels, 255), tf.ones(yPred.shape, 'bool'));
          for (const filler of [Number.NaN, 70]) {
            const changed = tf.where(isIgnored, tf.fill(yPred.shape, filler), yPred);
            expectAllClose([evaluate({ ...problem, yPred: changed })], [evaluate(problem)], close);
          }
        });
      });

      it('does not change by a picture that is ignored', () => {
        holds(subject, (problem) => {
          const { yTrue, yPred, weight } = problem;
          const extra = (x: tf.Tensor, value: number): tf.Tensor =>
            tf.concat([x, tf.fill([1, ...x.shape.slice(1)], value, x.dtype as 'int32')]);
          const longer = { yTrue: extra(yTrue, 255), yPred: extra(yPred, 3), weight: weight && extra(weight, 1) };
          expectAllClose([evaluate({ ...problem, ...longer })], [evaluate(problem)], close);
        });
      });

      if (!subject.isFairToClasses) return;
      it('does not depend on the order of classes', () => {
        holds({ ...subject, tasks: subject.tasks.filter((task) => task !== 'binary') }, (problem) => {
          if (problem.task === 'binary') return;
          const { yTrue, yPred, task } = problem;
          const last = tf.scalar(yPred.shape[3]! - 1, 'int32');
          const renamed = (): tf.Tensor => tf.where(tf.equal(yTrue, 255), yTrue, tf.sub(last, yTrue));
          const truth = task === 'multilabel' ? tf.reverse(yTrue, 3) : renamed();
          const turned = { ...problem, yTrue: truth, yPred: tf.reverse(yPred, 3) };
          expectAllClose([evaluate(turned)], [evaluate(problem)], close);
        });
      });
    });
  }

  it('binary cross-entropy and MCC are the same for foreground and background', () => {
    for (const make of [binaryCrossEntropy, mccLoss, focalLoss]) {
      const symmetric = { ...subject(make, fc.record({}), [0, Infinity]), tasks: ['binary'] as const };
      holds(symmetric, (problem) => {
        const { yTrue, yPred } = problem;
        const inverse = tf.where(tf.equal(yTrue, 255), yTrue, tf.sub(tf.scalar(1, 'int32'), yTrue));
        expectAllClose([evaluate({ ...problem, yTrue: inverse, yPred: tf.neg(yPred) })], [evaluate(problem)], close);
      });
    }
  });

  it('Dice and Jaccard are the same with truth and prediction exchanged, and Jaccard is never below Dice', () => {
    const masks = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(masks, fc.constantFrom(0, 1), (pairs, smooth) =>
        tf.tidy(() => {
          const value = (make: typeof diceLoss, truth: number, prediction: number): number => {
            const yTrue = tf.tensor(
              pairs.map((pair) => pair[truth]),
              [1, 1, pairs.length],
              'int32',
            );
            const yPred = tf.tensor(
              pairs.map((pair) => pair[prediction]),
              [1, 1, pairs.length, 1],
              'float32',
            );
            return make({ fromLogits: false, smooth })(yTrue, yPred).dataSync()[0];
          };
          for (const make of [diceLoss, jaccardLoss]) expect(value(make, 0, 1)).toBeCloseTo(value(make, 1, 0), 6);
          expect(value(jaccardLoss, 0, 1)).toBeGreaterThanOrEqual(value(diceLoss, 0, 1) - 1e-6);
        }),
      ),
      { numRuns: 25, seed: 1 },
    );
  });

  it('weights only matter by their ratio where a mean divides by them', () => {
    const relative = subject(
      (options: object) => crossEntropy({ ...options, normalization: 'weights' }),
      fc.record({}),
      [0, Infinity],
      { tasks: ['multiclass'] },
    );
    const smoothless = subject((options: object) => diceLoss({ ...options, smooth: 0 }), fc.record({}), [0, 1]);
    for (const scaled of [relative, smoothless]) {
      holds(scaled, (problem) => {
        const weight = problem.weight ?? tf.ones(problem.yTrue.shape.slice(0, 3));
        const [one, three] = [1, 3].map((factor) => evaluate({ ...problem, weight: tf.mul(weight, factor) }));
        expectAllClose([three], [one], close);
      });
    }
  });

  it('a sum of losses is the sum of their values', () => {
    const task = 'multiclass';
    const parts = [
      crossEntropy({ ignoreIndex: 255 }),
      diceLoss({ task, ignoreIndex: 255 }),
      lovaszLoss({ task, ignoreIndex: 255 }),
    ];
    fc.assert(
      fc.property(fc.tuple(share, share, share), plan({ ...subjects.diceLoss, tasks: [task] }), (weights, drawn) =>
        tf.tidy(() => {
          const problem = problemOf(subjects.diceLoss, drawn);
          const values = parts.map((loss) => evaluate({ ...problem, loss }));
          const loss = combine(parts.map((part, i) => [weights[i], part]));
          const expected = values.reduce((sum, value, i) => sum + weights[i] * value, 0);
          expectAllClose([evaluate({ ...problem, loss })], [expected], close);
        }),
      ),
      { numRuns: 25, seed: 1 },
    );
  });
});
