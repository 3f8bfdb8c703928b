import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/core/errors.js';
import { rootScope } from '../../src/layers/scope.js';
import { createEncoder } from '../../src/models/encoders/createEncoder.js';
import type { Encoder, EncoderOptions } from '../../src/models/encoders/encoder.js';
import { defineEncoder } from '../../src/models/encoders/registry.js';
import { unet } from '../../src/models/unet.js';
import { switchBackend } from '../helpers/backends.js';
import { saveAndLoad } from '../helpers/modelHarness.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const encoder = 'tu-vit_tiny_patch16_224';

const define = (options: Partial<EncoderOptions> = {}): Encoder =>
  defineEncoder('test', encoder, rootScope(), { inputChannels: 3, depth: 4, outputStride: 32, ...options });

/** Features and class tokens of blocks, of pictures of any size. */
function build({ features, classToken }: Encoder): layers.LayersModel {
  const inputs = layers.input({ shape: [null, null, 3] });
  const pictures = features(inputs).slice(1);
  return layers.model({ inputs, outputs: pictures.flatMap((picture) => [picture, classToken?.(picture) ?? picture]) });
}

const picture = (): tf.Tensor4D => randomTensor([1, 224, 224, 3], 1);

describe('vision transformers', () => {
  beforeAll(() => switchBackend('wasm'));

  it('put out features of one size, with a class token for each', () => {
    const made = createEncoder({ encoder, depth: 3 });
    expect([made.channels, made.outputStride]).toEqual([[3, 192, 192, 192], 16]);
    const model = build(made);
    tf.tidy(() => {
      const shapes = (model.predict(picture()) as tf.Tensor[]).map(({ shape }) => shape);
      const [map, token] = [
        [1, 14, 14, 192],
        [1, 1, 1, 192],
      ];
      expect(shapes).toEqual([map, token, map, token, map, token]);
    });
    model.dispose();
  });

  it('take the blocks that are asked for', () => {
    const last = (options: Partial<EncoderOptions>): string | undefined =>
      build(define(options))
        .layers.map(({ name }) => name)
        .filter((name) => name.endsWith('mlp.fc2'))
        .at(-1);
    expect(last({ depth: 1, outputBlocks: [3] })).toBe('model.blocks.3.mlp.fc2');
    expect(last({ depth: 2, outputBlocks: [0, -3] })).toBe('model.blocks.9.mlp.fc2');
    expect(() => define({ depth: 2, outputBlocks: [1] })).toThrow(
      `encoder "${encoder}": encoderOutputBlocks has 1 numbers, and encoderDepth is 2. Give 2 numbers.`,
    );
    expect(() => define({ depth: 1, outputBlocks: [12] })).toThrow(
      'encoderOutputBlocks is 12. It must be a whole number from -12 to 11.',
    );
  });

  it('refuse depths, pictures and networks that do not go with them', () => {
    expect(() => define({ depth: 5 })).toThrow('encoderDepth is 5. It must be a whole number from 1 to 4.');
    const model = build(define({ depth: 1, outputBlocks: [0] }));
    const predict = (): unknown => model.predict(tf.zeros([1, 240, 224, 3]));
    expect(predict).toThrow(ShapeError);
    expect(predict).toThrow(
      'SegPatchTokens: the picture has 14×15 patches (width×height), and there are places for 14×14. ' +
        'Resize it to 224×224 pixels.',
    );
    model.dispose();
    const inUnet = (): unknown => unet({ encoder, encoderDepth: 4 });
    expect(inUnet).toThrow(OptionError);
    expect(inUnet).toThrow(
      `unet: the features of encoder "${encoder}" all have one size, which this network cannot use.`,
    );
  });

  it('learn in all of their weights, and leave nothing behind', async () => {
    const model = build(define({ depth: 2, outputBlocks: [0, 1] }));
    const loss = (): tf.Scalar => {
      const outputs = model.apply(picture(), { training: true }) as tf.Tensor[];
      return tf.addN(outputs.map((y, i) => tf.sum(tf.mul(y, randomTensor(y.shape, i + 1))))) as tf.Scalar;
    };
    tf.tidy(() => {
      const { grads } = tf.variableGrads(loss);
      const largest = Object.values(grads).map((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]);
      expect(largest.length).toBe(model.trainableWeights.length);
      for (const value of largest) expect(value > 0 && Number.isFinite(value)).toBe(true);
    });
    await expectNoLeak(() => tf.tidy(() => void tf.variableGrads(loss)));
    model.dispose();
  });

  it('are the same after saving and loading', async () => {
    const model = build(define({ depth: 1, outputBlocks: [0] }));
    const loaded = await saveAndLoad(model);
    tf.tidy(() => {
      const [expected, actual] = [model, loaded].map((each) => each.predict(picture()) as tf.Tensor[]);
      actual.forEach((y, i) => {
        expectAllClose(y, expected[i], { atol: 0, rtol: 0 });
      });
    });
    model.dispose();
    loaded.dispose();
  });
});
