import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { exponentialMovingAverage, sgd } from '../../../src/train/optimizers/index.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { expectAllClose } from '../../helpers/tensors.js';
import { disposeWeights, makeWeights, takeSteps, valuesOf } from './cases.js';

const number = (name: string, value: number) => ({ name, variable: tf.variable(tf.tensor1d([value])) });
const set = ({ variable }: { variable: tf.Variable }, value: number): void =>
  tf.tidy(() => variable.assign(tf.tensor1d([value])));

describeEachBackend('exponentialMovingAverage', () => {
  const averageOf = (options: object, values: readonly number[]): number => {
    const weight = number('w', values[0]);
    const average = exponentialMovingAverage([weight], options);
    for (const value of values.slice(1)) {
      set(weight, value);
      average.update([weight]);
    }
    average.applyTo([weight]).dispose();
    const [result] = weight.variable.dataSync();
    average.dispose();
    weight.variable.dispose();
    return result;
  };

  it('is what one computes by hand', () => {
    expect(averageOf({ decay: 0.5 }, [1, 3, 4])).toBe(3); // 1 → 2 → 3
    expect(averageOf({ decay: 0.5, debias: true }, [1, 3, 4])).toBeCloseTo((0.25 * 3 + 0.5 * 4) / 0.75, 6);
    expect(averageOf({ decay: 0.5, warmup: true }, [0, 11])).toBeCloseTo(9, 6); // decay 2/11
    expect(averageOf({ decay: 0.5, debias: true }, [7])).toBe(7);
    expect(averageOf({ decay: 0.9, debias: true, warmup: true }, [5, 2, 2, 2])).toBeCloseTo(2, 6);
  });

  it('goes back to the weights, exactly, and leaks nothing', () => {
    const weights = makeWeights();
    const before = tf.memory().numTensors;
    const optimizer = sgd({ learningRate: 0.1 });
    const average = exponentialMovingAverage(weights, { decay: 0.9 });
    const kept = tf.memory().numTensors;
    for (let step = 0; step < 4; step++) {
      takeSteps(optimizer, weights, [step, step + 1]);
      average.update(weights);
    }
    const values = valuesOf(weights);
    const snapshot = average.applyTo(weights);
    expect(valuesOf(weights)).not.toEqual(values);
    snapshot.restore();
    expect(valuesOf(weights)).toEqual(values);
    snapshot.dispose();
    expect(tf.memory().numTensors).toBe(kept);
    average.dispose();
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    disposeWeights(weights);
  });

  it.each([{}, { warmup: true }, { debias: true }])('goes on bit for bit from a saved state %o', async (options) => {
    const run = async (interrupt: boolean): Promise<Record<string, number[]>> => {
      const weights = makeWeights();
      const optimizer = sgd({ learningRate: 0.1 });
      let average = exponentialMovingAverage(weights, { decay: 0.9, ...options });
      for (let step = 0; step < 7; step++) {
        if (interrupt && step === 3) {
          const state = structuredClone(await average.state());
          average.dispose();
          average = exponentialMovingAverage([], { decay: 0.9, ...options });
          average.load(state);
        }
        takeSteps(optimizer, weights, [step, step + 1]);
        average.update(weights);
      }
      average.applyTo(weights).dispose();
      const values = valuesOf(weights);
      average.dispose();
      disposeWeights(weights);
      return values;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  it('leaves frozen weights their average, and takes in thawed ones later', () => {
    const [a, b] = [number('a', 1), number('b', 10)];
    const average = exponentialMovingAverage([a], { decay: 0.5 });
    set(a, 3);
    average.update([b, a]); // a is 2; b begins at 10
    set(b, 20);
    average.update([b]); // b is 15
    average.applyTo([a, b]).dispose();
    expectAllClose([...a.variable.dataSync(), ...b.variable.dataSync()], [2, 15]);
    average.dispose();
    disposeWeights([a, b]);
  });

  it('refuses what does not fit', () => {
    const weight = number('w', 1);
    const average = exponentialMovingAverage([weight]);
    const other = { name: 'w', variable: tf.variable(tf.ones([2])) };
    expect(() => average.update([other])).toThrow('the average of "w" has shape [1], the weight [2].');
    const damaged = { shape: [2], updates: 1, startShare: 1, average: new Float32Array(1) };
    expect(() => average.load({ weights: { w: damaged } })).toThrow('"w" has 1 values for shape [2]');
    expect(() => exponentialMovingAverage([], { decay: 1 })).toThrow('decay is 1');
    expect(() => exponentialMovingAverage([], { rate: 1 } as object)).toThrow('unknown option "rate"');
    average.dispose();
    disposeWeights([weight, other]);
  });
});
