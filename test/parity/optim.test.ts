import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { adam } from '../../src/train/optimizers/adam.js';
import { cosineSchedule } from '../../src/train/schedules/cosineSchedule.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, readFixture } from '../helpers/parity.js';
import { expectAllClose } from '../helpers/tensors.js';

interface Trajectory {
  readonly name: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly learningRates?: readonly number[];
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay?: number;
  readonly amsgrad?: boolean;
  readonly epsForm?: string;
  readonly tensors: Readonly<Record<'kernelStart' | 'biasStart' | 'kernelGradients' | 'biasGradients', string>>;
  readonly expected: Readonly<Record<'kernel' | 'bias', string>>;
}

interface Schedule {
  readonly name: string;
  readonly schedule: string;
  readonly learningRate: number;
  readonly totalSteps: number;
  readonly endLearningRate: number;
  readonly warmupSteps?: number;
  readonly warmupStartFactor?: number;
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

describeShared('optimizers agree with PyTorch', 'parity/optim', () => {
  const fixture = readFixture<Trajectory>('optim/trajectories');
  // Plain Adam is the optimizer there is; the fixture's other forms belong to optimizers that segkit has not.
  const cases = fixture.cases.filter(
    (one) => one.optimizer === 'adam' && !one.weightDecay && !one.amsgrad && one.epsForm !== 'hat',
  );
  describeEachBackend('adam', () => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const array = (key: string) => fixture.arrays.get(key)!;
      const parts = (['kernel', 'bias'] as const).map((name) => {
        const start = array(one.tensors[`${name}Start`]);
        const gradients = array(one.tensors[`${name}Gradients`]);
        const variable = tf.variable(tf.tensor(start.data, start.shape as number[]));
        return { name, variable, gradients, expected: array(one.expected[name]).data, shape: start.shape as number[] };
      });
      const learningRate = one.learningRates ? (step: number) => one.learningRates![step] : one.learningRate;
      const { beta1, beta2, eps } = one;
      const optimizer = adam({ learningRate, beta1, beta2, eps });
      const steps = parts[0].gradients.shape[0];
      for (let step = 0; step < steps; step++) {
        const gradientsOfStep = Object.fromEntries(
          parts.map(({ name, gradients, shape }) => {
            const size = tf.util.sizeFromShape(shape);
            return [name, tf.tensor(gradients.data.subarray(step * size, (step + 1) * size), shape)];
          }),
        );
        optimizer.apply(parts, gradientsOfStep);
        tf.dispose(gradientsOfStep);
        for (const { variable, expected } of parts) {
          const ofStep = expected.subarray(step * variable.size, (step + 1) * variable.size);
          expectAllClose(variable, ofStep, fixture.tolerance);
        }
      }
      tf.dispose(parts.map(({ variable }) => variable));
      optimizer.dispose();
    });
  });

  const schedules = readFixture<Schedule>('optim/schedules');
  const cosines = schedules.cases.filter(({ schedule }) => schedule === 'cosine');
  it.each(cosines.map((one) => [one.name, one] as const))('schedule %s', (_, one) => {
    const { learningRate, totalSteps: steps, warmupSteps = 0, warmupStartFactor = 0, endLearningRate: minimum } = one;
    const schedule = cosineSchedule({ learningRate, steps, warmupSteps, warmupStartFactor, minimum });
    const expected = Object.values(one.expected)[0];
    expect(expected.length).toBeGreaterThan(10);
    expectAllClose(
      expected.map((_, step) => schedule(step)),
      expected,
      { rtol: 1e-6, atol: 1e-12 },
    );
  });
});
