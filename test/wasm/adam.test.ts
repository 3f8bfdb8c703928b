import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, test } from 'vitest';
import { prepareWasm } from '../../src/wasm/index.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { values } from './onBackend.js';

const [beta1, beta2, epsilon, learningRate] = [0.9, 0.999, 1e-8, 0.01];

describe.each(['simd', 'composed'] as const)('a step of Adam on wasm (%s)', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  test.each([1, 2, 3, 4, 5, 16, 1001])('three steps of %i weights, against float64', (size) => {
    tf.tidy(() => {
      let weight: tf.Tensor = values([size], 1);
      const expected = Float64Array.from(weight.dataSync());
      const [m, v] = [new Float64Array(size), new Float64Array(size)];
      let moments: { first?: tf.Tensor; second?: tf.Tensor } = {};
      for (let step = 1; step <= 3; step++) {
        const gradient = values([size], 10 + step);
        const stepSize = learningRate / (1 - beta1 ** step);
        const rootCorrection = 1 / Math.sqrt(1 - beta2 ** step);
        const [newWeight, first, second] = tf
          .engine()
          .runKernel(
            'SegAdam',
            { weight, gradient, ...moments },
            { beta1, beta2, epsilon, stepSize, rootCorrection },
          ) as unknown as tf.Tensor[];
        [weight, moments] = [newWeight, { first, second }];
        gradient.dataSync().forEach((g, i) => {
          m[i] = beta1 * m[i] + (1 - beta1) * g;
          v[i] = beta2 * v[i] + (1 - beta2) * g * g;
          expected[i] -= (stepSize * m[i]) / (Math.sqrt(v[i]) * rootCorrection + epsilon);
        });
        expectAllClose(weight.dataSync(), expected, { rtol: 1e-5, atol: 1e-6 });
        expectAllClose(first.dataSync(), m, { rtol: 1e-5, atol: 1e-7 });
        expectAllClose(second.dataSync(), v, { rtol: 1e-5, atol: 1e-9 });
      }
    });
  });

  test('no tensor is left behind', () =>
    expectNoLeak(() => {
      const [weight, gradient] = [values([7], 1), values([7], 2)];
      const attributes = { beta1, beta2, epsilon, stepSize: 0.1, rootCorrection: 30 };
      tf.dispose([weight, gradient, tf.engine().runKernel('SegAdam', { weight, gradient }, attributes)]);
    }));
});
