import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropBranch } from '../../src/layers/modules/dropBranch.js';
import { rootScope } from '../../src/layers/scope.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose } from '../helpers/tensors.js';

describe('dropBranch', () => {
  beforeAll(() => switchBackend('cpu'));

  const build = (seed: number): layers.LayersModel => {
    const input = layers.input({ shape: [2, 2, 1] });
    return layers.model({ inputs: input, outputs: dropBranch(rootScope({ seed }), 0.5)(input) });
  };
  const dropped = (model: layers.LayersModel, steps: number): number[][] =>
    Array.from({ length: steps }, () => {
      const y = model.apply(tf.ones([8, 2, 2, 1]), { training: true }) as tf.Tensor;
      const values = y.dataSync();
      return Array.from({ length: 8 }, (_, n) => {
        expect(new Set(values.slice(4 * n, 4 * n + 4)).size).toBe(1); // a picture goes as a whole
        return values[4 * n];
      });
    });

  it('drops whole pictures in training, as the seed and the step say, and none after it', () => {
    tf.tidy(() => {
      const model = build(1);
      const [first, second] = dropped(model, 2);
      expect(new Set([...first, ...second])).toEqual(new Set([0, 2]));
      expect(first).not.toEqual(second);
      expect(dropped(build(1), 2)).toEqual([first, second]);
      expect(dropped(build(2), 2)).not.toEqual([first, second]);
      expectAllClose(model.predict(tf.ones([8, 2, 2, 1])) as tf.Tensor, tf.ones([8, 2, 2, 1]));
    });
  });

  it('is nothing at all with a rate of 0', () => {
    const input = layers.input({ shape: [2, 2, 1] });
    expect(dropBranch(rootScope(), 0)(input)).toBe(input);
  });
});
