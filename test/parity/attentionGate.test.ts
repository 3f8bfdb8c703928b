import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { attentionGate } from '../../src/layers/attentionGate.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, readFixture } from '../helpers/parity.js';
import { expectAllClose, type Tolerance } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

interface GateCase {
  readonly name: string;
  readonly tensors: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
  readonly tolerance?: Tolerance;
}

describeShared('attention gates, against reference values', 'parity/layers/blocks.json', () => {
  const fixture = readFixture<GateCase>('layers/blocks');
  const cases = fixture.cases.filter(({ name }) => name.startsWith('attentionGate/'));

  describeEachBackend('attentionGate', () => {
    it('has cases', () => {
      expect(cases.length).toBeGreaterThan(0);
    });

    it.each(cases.map((testCase) => [testCase.name, testCase] as const))('%s', (_, testCase) => {
      const tolerance = testCase.tolerance ?? fixture.tolerance;
      const { x: xKey, g: gKey, dy: dyKey, ...weightKeys } = testCase.tensors;
      tf.tidy(() => {
        const read = (key: string): tf.Tensor => {
          const array = fixture.arrays.get(key);
          if (!array) throw new Error(`the fixture has no array ${key}`);
          return tf.tensor(array.data, [...array.shape]);
        };
        const [x, g] = [read(xKey), read(gKey)];
        const inputs = [x, g].map(({ shape }) => layers.input({ shape: shape.slice(1) }));
        const filters = read(weightKeys.phiKernel).shape[3] as number;
        const signal = x.shape[1] === g.shape[1] ? 'same' : 'coarser';
        const outputs = attentionGate({ filters, signal, name: 'gate' })(inputs[0], inputs[1]);
        const model = layers.model({ inputs, outputs });
        const names = Object.keys(weightKeys);
        const weights = names.map((name) => {
          const [, layer, kind] = /^(\w+)(Kernel|Bias)$/.exec(name) as string[];
          const found = model.weights.find(
            ({ originalName }) => originalName === `gate_${layer}/${kind.toLowerCase()}`,
          );
          if (!found) throw new Error(`the gate has no ${name}`);
          return found;
        });
        expect(model.weights.length).toBe(names.length);
        weights.forEach((weight, i) => void weight.write(read(weightKeys[names[i]])));
        expectAllClose(model.predict([x, g]) as tf.Tensor, read(testCase.expected.y), tolerance);

        const run = (...values: tf.Tensor[]): tf.Tensor => model.apply(values) as tf.Tensor;
        const [dX, dG] = tf.grads(run)([x, g], read(dyKey));
        expectAllClose(dX, read(testCase.expected.dX), tolerance);
        expectAllClose(dG, read(testCase.expected.dG), tolerance);
        const { grads } = tf.variableGrads(
          () => tf.sum(tf.mul(model.apply([x, g]) as tf.Tensor, read(dyKey))) as tf.Scalar,
          weights.map((weight) => weight.read() as tf.Variable),
        );
        names.forEach((name, i) => {
          const expected = testCase.expected[`d${name[0].toUpperCase()}${name.slice(1)}`];
          expectAllClose(grads[(weights[i].read() as tf.Variable).name], read(expected), tolerance);
        });
        model.dispose();
      });
    });
  });
});
