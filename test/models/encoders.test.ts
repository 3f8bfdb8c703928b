import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { rootScope } from '../../src/layers/scope.js';
import { createEncoder } from '../../src/models/encoders/createEncoder.js';
import type { EncoderFamily } from '../../src/models/encoders/encoder.js';
import { encoderFamilies } from '../../src/models/encoders/registry.js';
import { switchBackend } from '../helpers/backends.js';
import { saveAndLoad } from '../helpers/modelHarness.js';
import { countParameters } from '../helpers/smpFixture.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

function parametersOf(family: EncoderFamily, name: string): number {
  const scope = rootScope();
  family.define(name, scope, { inputChannels: 3, depth: 5, outputStride: 32 });
  return countParameters(scope.state);
}

/** The smallest encoder of each family; those whose features all have one size have tests of their own. */
const smallest = encoderFamilies
  .filter(({ features }) => features !== 'patches')
  .map((family) => {
    const [name] = [...family.names].sort((a, b) => parametersOf(family, a) - parametersOf(family, b));
    return { family, name };
  });

function buildEncoder(name: string, outputStride: number): layers.LayersModel {
  const input = layers.input({ shape: [64, 32, 3] });
  const { features } = createEncoder({ encoder: name, outputStride, seed: 1 });
  return layers.model({ inputs: input, outputs: features(input).slice(1) });
}

/**
 * What the features sum to under fixed random weights; a plain sum of what is normalized would not move. Of four pictures, at
 * least one gets through every branch that training drops.
 */
function foldFeatures(model: layers.LayersModel): tf.Scalar {
  const features = model.apply(randomTensor([4, 64, 32, 3], 2), { training: true }) as tf.Tensor[];
  const sums = features.map((feature, i) => tf.sum(tf.mul(feature, randomTensor(feature.shape, 3 + i))));
  return tf.addN(sums) as tf.Scalar;
}

describe('encoders', () => {
  beforeAll(() => switchBackend('wasm'));

  it.each(smallest)('$name: every weight learns from a step, and nothing is left behind', async ({ name }) => {
    const before = tf.memory().numTensors;
    const model = buildEncoder(name, 32);
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => foldFeatures(model));
      expect(value.dataSync()[0]).not.toBeNaN();
      const gradients = Object.entries(grads).map(
        ([key, gradient]) => [key, tf.max(tf.abs(gradient)).dataSync()[0]] as const,
      );
      expect(gradients.length).toBe(model.trainableWeights.length);
      expect(gradients.filter(([, largest]) => !(largest > 0 && Number.isFinite(largest)))).toEqual([]);
    });
    await expectNoLeak(() => tf.tidy(() => void tf.variableGrads(() => foldFeatures(model))));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(smallest.filter(({ family }) => !family.fixedStride))(
    '$name: keeps its last features as large as asked',
    ({ name }) => {
      const { channels } = createEncoder({ encoder: name, outputStride: 8 });
      const model = buildEncoder(name, 8);
      const sides = [16, 8, 4, 4, 4];
      const expected = sides.map((side, i) => [null, 2 * side, side, channels[i + 1]]);
      expect(model.outputs.slice(1).map(({ shape }) => shape)).toEqual(expected.slice(1));
      model.dispose();
    },
  );

  it.each(smallest.filter(({ family }) => family.fixedStride))('$name: says why it cannot', ({ name, family }) => {
    const create = (): unknown => createEncoder({ encoder: name, outputStride: 16 });
    expect(create).toThrow(OptionError);
    expect(create).toThrow(`encoder "${name}" cannot keep an output stride of 16: ${family.fixedStride}`);
  });

  it.each(smallest)('$name: is the same after saving and loading', async ({ family, name }) => {
    const model = buildEncoder(name, family.fixedStride ? 32 : 16);
    const loaded = await saveAndLoad(model);
    tf.tidy(() => {
      const x = randomTensor([1, 64, 32, 3], 2);
      const [expected, actual] = [model, loaded].map((each) => each.predict(x) as tf.Tensor[]);
      actual.forEach((feature, i) => {
        expectAllClose(feature, expected[i], { atol: 0, rtol: 0 });
      });
    });
    model.dispose();
    loaded.dispose();
  });

  it.each(smallest)('$name: has features at strides 1 to 2^depth', ({ name }) => {
    for (const depth of [2, 4]) {
      const { channels, features, outputStride } = createEncoder({ encoder: name, depth, inputChannels: 4 });
      const shapes = features(layers.input({ shape: [64, 96, 4] })).map(({ shape }) => shape);
      expect(shapes.length).toBe(depth + 1);
      shapes.forEach((shape, i) => {
        expect(shape.slice(1, 3)).toEqual([64 / 2 ** i, 96 / 2 ** i]);
        if (channels[i] > 0) expect(shape[3]).toBe(channels[i]); // of 0 channels, only the size counts
      });
      expect(outputStride).toBe(2 ** depth);
    }
  });

  it('says which depths a Mix Transformer has', () => {
    const create = (): unknown => createEncoder({ encoder: 'mit_b0', depth: 1 });
    expect(create).toThrow(OptionError);
    expect(create).toThrow(
      'encoder "mit_b0" has no features at a half of the picture, so that encoderDepth 1 leaves nothing. Use 2 to 5.',
    );
  });
});
