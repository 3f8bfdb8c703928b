import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, type Fixture, type ReferenceArray, readFixture } from '../helpers/parity.js';
import { expectAllClose, type Tolerance } from '../helpers/tensors.js';
import { evaluationOf, type LossCase } from '../losses/parityCases.js';

const fixtures = [
  'bce',
  'clDice',
  'combined',
  'crossEntropy',
  'dice',
  'diceSquared',
  'distance',
  'focal',
  'generalizedDice',
  'jaccard',
  'lovasz',
  'mcc',
  'topK',
  'tversky',
  'unifiedFocal',
] as const;

describeShared('losses agree with reference values', 'parity/losses', () => {
  describeEachBackend('losses', () => {
    for (const name of fixtures) {
      const fixture = readFixture<LossCase>(`losses/${name}`);
      describe(`${name}: ${fixture.cases.length} cases`, () => {
        for (const lossCase of fixture.cases) it(lossCase.name, () => compare(fixture, lossCase));
      });
    }
  });
});

function compare(fixture: Fixture<LossCase>, lossCase: LossCase): void {
  const settings = { ...fixture.defaults[lossCase.loss], ...lossCase };
  const { loss, scale = 1 } = evaluationOf(settings);
  const tolerance: Tolerance = lossCase.tolerance ?? fixture.tolerance;
  const { value, map, grad } = lossCase.expected;
  const gradient = arrayOf(fixture, grad);
  tf.tidy(() => {
    const { yTrue, yPred, weight } = tensorsOf(fixture, lossCase);
    if (map !== undefined) {
      const pixels = loss.map?.(yTrue, yPred, weight);
      expectAllClose(pixels!, toTensor({ ...arrayOf(fixture, map), shape: pixels!.shape }), tolerance);
    }
    const { value: got, grad: gotGradient } = tf.valueAndGrad((x) => tf.mul(loss(yTrue, x, weight), scale))(yPred);
    // Where the reference fixes the gradient only, nothing is valid, and the loss is 0.
    if (map === undefined) expectAllClose(got.dataSync(), [value ?? 0], tolerance);
    expectAllClose(gotGradient, toTensor(gradient), tolerance);
  });
}

function tensorsOf(
  fixture: Fixture<LossCase>,
  { tensors }: LossCase,
): { yTrue: tf.Tensor; yPred: tf.Tensor; weight: tf.Tensor | undefined } {
  const { logits, probabilities, target, weight, ...others } = tensors;
  expect(Object.keys(others), 'arrays that the test does not know').toEqual([]);
  return {
    yTrue: toTensor(arrayOf(fixture, target)),
    yPred: toTensor(arrayOf(fixture, (logits ?? probabilities)!)),
    weight: weight === undefined ? undefined : toTensor(arrayOf(fixture, weight)),
  };
}

function arrayOf({ arrays }: Fixture<LossCase>, name: string): ReferenceArray {
  const array = arrays.get(name);
  if (!array) throw new Error(`the fixture has no array ${name}`);
  return array;
}

function toTensor({ data, shape }: ReferenceArray): tf.Tensor {
  return tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
}
