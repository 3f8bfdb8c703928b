import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError, ShapeError } from '../../../src/core/errors.js';
import {
  adam,
  adamW,
  decaysByDefault,
  lion,
  type NamedVariable,
  type Optimizer,
  type OptimizerState,
  rmsprop,
  sgd,
} from '../../../src/train/optimizers/index.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { expectAllClose } from '../../helpers/tensors.js';
import { disposeWeights, makeWeights, optimizers, takeSteps, valuesOf } from './cases.js';

const all = Object.entries(optimizers);

/** One step from `weights` with `gradients`, and what came of the weights. */
function oneStep(
  optimizer: Optimizer,
  start: Readonly<Record<string, readonly number[]>>,
  gradients: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const weights = Object.entries(start).map(([name, values]) => ({ name, variable: tf.variable(tf.tensor([values])) }));
  tf.tidy(() => {
    const given = Object.entries(gradients).map(([name, values]) => [name, tf.tensor([values])] as const);
    optimizer.apply(weights, Object.fromEntries(given));
  });
  const values = valuesOf(weights);
  disposeWeights(weights);
  optimizer.dispose();
  return values;
}

/** What a checkpoint does: numbers as JSON, arrays as bytes. */
function throughBytes(state: OptimizerState): OptimizerState {
  const text = JSON.stringify(state, (_, value) =>
    value instanceof Float32Array ? { bytes: Buffer.from(value.slice().buffer).toString('base64') } : value,
  );
  return JSON.parse(text, (_, value) => {
    if (!value || typeof value !== 'object' || typeof value.bytes !== 'string') return value;
    return new Float32Array(new Uint8Array(Buffer.from(value.bytes, 'base64')).buffer);
  }) as OptimizerState;
}

describeEachBackend('optimizers', () => {
  describe.each(all)('%s', (_, make) => {
    it('goes on bit for bit from a saved state', async () => {
      const [whole, cut] = [makeWeights(), makeWeights()];
      const [uninterrupted, before, after] = [make(), make(), make()];
      takeSteps(uninterrupted, whole, [0, 11]);
      takeSteps(before, cut, [0, 5]);
      const state = throughBytes(await before.state());
      before.dispose();
      after.load(state);
      expect(after.steps).toBe(5);
      expect(after.learningRate()).toBeGreaterThan(0);
      takeSteps(after, cut, [5, 11]);
      expect(valuesOf(cut)).toEqual(valuesOf(whole));
      expect(await after.state()).toEqual(await uninterrupted.state());
      for (const optimizer of [uninterrupted, after]) optimizer.dispose();
      disposeWeights([...whole, ...cut]);
    });

    it('keeps its memory by name while layers are frozen and thawed, in any order', () => {
      const weights = makeWeights();
      const optimizer = make();
      takeSteps(optimizer, weights, [0, 3]);
      const frozen = valuesOf(weights)['encoder/kernel'];
      takeSteps(optimizer, weights, [3, 5], ['encoder/bias', 'head/kernel']);
      expect(valuesOf(weights)['encoder/kernel']).toEqual(frozen);
      takeSteps(optimizer, weights.toReversed(), [5, 8]);

      // The weight that was never frozen goes the way that it goes alone.
      const alone = makeWeights().slice(2);
      const optimizerOfOne = make();
      takeSteps(optimizerOfOne, alone, [0, 8]);
      expect(valuesOf(weights)['head/kernel']).toEqual(valuesOf(alone)['head/kernel']);
      disposeWeights([...weights, ...alone]);
      for (const one of [optimizer, optimizerOfOne]) one.dispose();
    });

    it('leaks nothing, and frees everything', async () => {
      const weights = makeWeights();
      const before = tf.memory().numTensors;
      const optimizer = make();
      takeSteps(optimizer, weights, [0, 2]);
      const kept = tf.memory().numTensors;
      takeSteps(optimizer, weights, [2, 6]);
      optimizer.load(await optimizer.state());
      expect(tf.memory().numTensors).toBe(kept);
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(before);
      disposeWeights(weights);
    });

    it('finds the bottom of a bowl', () => {
      const variable = tf.variable(tf.tensor1d([3, -2]));
      const optimizer = make();
      const start = optimizer.steps;
      for (let step = 0; step < 20; step++) {
        const gradient = tf.mul(variable, 2);
        optimizer.apply([{ name: 'w', variable }], { w: gradient });
        gradient.dispose();
      }
      expect(optimizer.steps - start).toBe(20);
      expect(Math.hypot(...variable.dataSync())).toBeLessThan(Math.hypot(3, 2));
      variable.dispose();
      optimizer.dispose();
    });
  });

  it('moves by hand-computed amounts', () => {
    const [start, gradient] = [{ kernel: [2, 2] }, { kernel: [0.5, -4] }];
    const expectStep = (optimizer: Optimizer, expected: readonly number[]): void =>
      expectAllClose(oneStep(optimizer, start, gradient).kernel, expected, { rtol: 1e-6 });
    expectStep(sgd({ learningRate: 0.1 }), [1.95, 2.4]);
    expectStep(sgd({ learningRate: 0.1, weightDecay: 0.5 }), [1.85, 2.3]);
    expectStep(sgd({ learningRate: 0.1, weightDecay: 0.5, weightDecayForm: 'decoupled' }), [1.85, 2.3]);
    expectStep(sgd({ learningRate: 0.1, momentum: 0.5, nesterov: true }), [1.925, 2.6]);
    expectStep(adam({ learningRate: 0.1 }), [1.9, 2.1]);
    expectStep(adamW({ learningRate: 0.1, weightDecay: 0.5 }), [1.8, 2]);
    expectStep(rmsprop({ learningRate: 0.1, rho: 0.75 }), [1.8, 2.2]);
    expectStep(lion({ learningRate: 0.1, weightDecay: 0.5 }), [1.8, 2]);
    const zero = oneStep(lion({ learningRate: 0.1 }), { w: [1, 1, 1, 1] }, { w: [0, 1e-30, -1e-30, 1e30] });
    expectAllClose(zero.w, [1, 0.9, 1.1, 0.9], { rtol: 1e-6 });
  });

  it.each(all)('%s does not hide a gradient that is no number', (_, make) => {
    const variable = tf.variable(tf.zeros([5]));
    const gradient = tf.tensor1d([1, Number.NaN, 1, 1, Number.NaN]);
    const optimizer = make();
    // The schedule begins at 0, where a step moves nothing.
    for (let step = 0; step < 2; step++) optimizer.apply([{ name: 'w', variable }], { w: gradient });
    expect([...variable.dataSync()].map(Number.isNaN)).toEqual([false, true, false, false, true]);
    tf.dispose([variable, gradient]);
    optimizer.dispose();
  });

  it('does not decay biases and normalisations unless told to', () => {
    const start = { 'head/kernel': [1], 'head/bias': [1], 'norm/gamma': [1], 'norm/beta': [1] };
    const none = { 'head/kernel': [0], 'head/bias': [0], 'norm/gamma': [0], 'norm/beta': [0] };
    const options = { learningRate: 0.5, weightDecay: 0.5 };
    const decayed = { ...start, 'head/kernel': [0.75] };
    expect(oneStep(adamW(options), start, none)).toEqual(decayed);
    expect(oneStep(lion(options), start, none)).toEqual(decayed);
    expect(oneStep(sgd(options), start, none)).toEqual(decayed);
    const everything = Object.fromEntries(Object.keys(start).map((name) => [name, [0.75]]));
    expect(oneStep(adamW({ ...options, shouldDecay: () => true }), start, none)).toEqual(everything);
  });

  it('gives groups their own rate and decay, the first that matches', () => {
    const start = { 'encoder/kernel': [1], 'encoder/norm/gamma': [1], 'head/kernel': [1] };
    const ones = { 'encoder/kernel': [1], 'encoder/norm/gamma': [1], 'head/kernel': [1] };
    const groups = [
      { weights: (name: string) => name.endsWith('gamma'), learningRateFactor: 0 },
      { weights: /^encoder/g, learningRateFactor: 0.5, weightDecay: 1 },
    ];
    const options = { learningRate: 0.5, weightDecay: 0.5, groups } as const;
    expect(oneStep(sgd({ ...options, weightDecayForm: 'decoupled' }), start, ones)).toEqual({
      'encoder/kernel': [0.5],
      'encoder/norm/gamma': [1],
      'head/kernel': [0.25],
    });
  });

  it('keeps a state that is a copy', async () => {
    const weights = makeWeights();
    const optimizer = adam();
    takeSteps(optimizer, weights, [0, 1]);
    const state = await optimizer.state();
    const saved = structuredClone(state);
    optimizer.load(state);
    for (const { slots } of Object.values(state.weights)) slots.first.fill(7);
    expect(await optimizer.state()).toEqual(saved);
    // A state that is asked for before a step is the one of that moment.
    const asked = optimizer.state();
    takeSteps(optimizer, weights, [1, 2]);
    expect(await asked).toEqual(saved);
    optimizer.dispose();
    disposeWeights(weights);
  });

  it('refuses states and gradients of another model', async () => {
    const variable = tf.variable(tf.ones([2, 2]));
    const [gradient, other] = [tf.ones([2, 2]), tf.ones([2])];
    const optimizer = adam();
    const weights: NamedVariable[] = [{ name: 'head/kernel', variable }];
    expect(() => optimizer.apply(weights, { 'head/kernel': other })).toThrow(
      'adam: the gradient of "head/kernel" has shape [2], the weight [2,2].',
    );
    expect(() => optimizer.apply(weights, { 'head/kernel': other })).toThrow(ShapeError);
    expect([optimizer.steps, ...variable.dataSync()]).toEqual([0, 1, 1, 1, 1]);
    optimizer.apply(weights, { 'head/kernel': gradient });
    const state = await optimizer.state();
    expect(() => sgd().load(state)).toThrow('sgd: the state is that of adam.');
    expect(() => adam({ amsgrad: true }).load(state)).toThrow(
      'adam: the state of "head/kernel" has first, second, this optimizer needs first, second, largest.',
    );
    const torn = structuredClone(state);
    Object.assign(torn.weights['head/kernel'].slots, { first: new Float32Array(3) });
    expect(() => optimizer.load(torn)).toThrow('adam: first of "head/kernel" has 3 values for shape [2,2].');
    expect(() => optimizer.load(torn)).toThrow(DataError);
    const wide = tf.variable(tf.ones([3, 2]));
    const wideGradient = tf.ones([3, 2]);
    expect(() => optimizer.apply([{ name: 'head/kernel', variable: wide }], { 'head/kernel': wideGradient })).toThrow(
      'adam: the state of "head/kernel" has shape [2,2], the weight [3,2]. Use one optimizer for one model.',
    );
    tf.dispose([variable, wide, gradient, other, wideGradient]);
    optimizer.dispose();
  });
});

describe('the fused step of Adam on wasm', () => {
  describeEachBackend('SegAdam', () => {
    const options = [{}, { epsForm: 'hat' }, { weightDecay: 0.1, beta1: 0.5 }] as const;
    it.each(options)('agrees with the one of tfjs ops: %o', (option) => {
      const run = (): Record<string, number[]> => {
        const weights = makeWeights();
        const optimizer = adam({ learningRate: 0.01, ...option });
        takeSteps(optimizer, weights, [0, 5]);
        const values = valuesOf(weights);
        optimizer.dispose();
        disposeWeights(weights);
        return values;
      };
      const fused = run();
      const kernel = tf.getKernel('SegAdam', 'wasm');
      tf.unregisterKernel('SegAdam', 'wasm');
      try {
        const portable = run();
        for (const name of Object.keys(fused)) expectAllClose(fused[name], portable[name], { rtol: 1e-6, atol: 1e-7 });
      } finally {
        tf.unregisterKernel('SegAdam', 'wasm');
        tf.registerKernel(kernel);
      }
    });
  }, ['wasm']);
});

describe('options', () => {
  it('are refused where they do not exist or are out of range', () => {
    expect(() => adamW({ weightdecay: 0.1 } as object)).toThrow('Did you mean "weightDecay"?');
    for (const make of [sgd, adam, adamW, rmsprop, lion]) {
      expect(() => make({ learningrate: 1 } as object)).toThrow(OptionError);
      expect(() => make({ learningRate: -1 })).toThrow('learningRate is -1');
      expect(() => make({ learningRate: Number.NaN })).toThrow(OptionError);
      expect(() => make({ weightDecay: -1 })).toThrow('weightDecay is -1');
      expect(() => make({ shouldDecay: 'bias' as never })).toThrow('shouldDecay is bias. It must be a function');
      expect(() => make({ groups: [{ weights: 'encoder' as never }] })).toThrow(
        'groups[0].weights is encoder. It must be a regular expression or a function of a name.',
      );
      expect(() => make({ groups: [{ weights: /a/, lr: 1 } as never] })).toThrow('groups[0]: unknown option "lr"');
      expect(() => make({ groups: [{ weights: /a/, learningRateFactor: -1 }] })).toThrow('learningRateFactor is -1');
      expect(() => make({ learningRate: () => Number.NaN }).learningRate()).toThrow(
        'the learning rate of step 0 is NaN. The schedule must give numbers of at least 0.',
      );
    }
    expect(() => sgd({ nesterov: true })).toThrow('sgd: nesterov needs momentum. Set momentum, 0.9 for instance.');
    expect(() => sgd({ momentum: 2 })).toThrow('sgd: momentum is 2. It must be a number from 0 to 1.');
    expect(() => adam({ beta1: 1 })).toThrow('beta1 is 1');
    expect(() => adam({ epsForm: 'inside' as never })).toThrow('epsForm is "inside"');
    expect(() => rmsprop({ epsForm: 'hat' as never })).toThrow('epsForm is "hat"');
  });

  it('decaysByDefault knows kernels from the rest', () => {
    const of = (name: string, shape: number[]): boolean => decaysByDefault(name, shape);
    expect([
      of('a/kernel', [3, 3, 1, 2]),
      of('dense/kernel', [2, 2]),
      of('head/depthwise_kernel', [3, 3, 2, 1]),
    ]).toEqual([true, true, true]);
    expect([of('a/bias', [2]), of('n/gamma', [1, 1, 1, 2]), of('n/beta', [2]), of('scale', [2])]).toEqual(
      Array(4).fill(false),
    );
  });
});
