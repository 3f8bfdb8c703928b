import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { createEncoder } from '../../src/models/encoders/createEncoder.js';
import { getMetadata } from '../../src/models/metadata.js';
import { unet } from '../../src/models/unet.js';
import type { EncoderUnetOptions } from '../../src/models/unetDecoder.js';
import { freeze } from '../../src/train/freeze.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const small: EncoderUnetOptions = { encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8], seed: 1 };

describe('unet with an encoder', () => {
  beforeAll(() => switchBackend('wasm'));

  it.each<[string, Partial<EncoderUnetOptions>, string]>([
    ['an encoder that there is not', { encoder: 'resnet19' }, 'unet: encoder is "resnet19". Did you mean "resnet18", '],
    [
      'a depth that there is not',
      { encoderDepth: 6 },
      'unet: encoderDepth is 6. It must be a whole number from 1 to 5.',
    ],
    [
      'channels that do not go with the depth',
      { decoderChannels: [64, 32, 16] },
      'unet: decoderChannels has 3 numbers, but encoderDepth 2 has 2 levels. Give 2 numbers, the coarsest level first.',
    ],
    [
      'attention over too few channels',
      { decoderAttention: 'scse' as const, decoderChannels: [16, 8] },
      'scse: 8 channels cannot be reduced 16 times. Give 16 channels or more, or no attention.',
    ],
    ['options of the plain one', { filters: 16 } as object, 'unet: unknown option "filters"'],
    [
      'a head of nothing',
      { classificationHead: { classes: 0 } },
      'unet: classificationHead.classes is 0. It must be a whole number of at least 1.',
    ],
  ])('refuses %s', (_, options, message) => {
    const build = (): layers.LayersModel => unet({ ...small, decoderChannels: undefined, ...options });
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });

  it('takes pictures of any size, and gives outputs of theirs', () => {
    const model = unet(small);
    for (const size of [
      [32, 32],
      [13, 30],
      [1, 1],
    ] as const) {
      tf.tidy(() => {
        expect((model.predict(randomTensor([1, ...size, 3], 1)) as tf.Tensor).shape).toEqual([1, ...size, 1]);
      });
    }
    expect(getMetadata(model).divisor).toBe(1);
    model.dispose();
  });

  it('has a second output with a classification head', () => {
    const model = unet({ ...small, classificationHead: { classes: 5, activation: 'softmax' } });
    tf.tidy(() => {
      const [mask, scores] = model.predict(randomTensor([2, 16, 16, 3], 1)) as tf.Tensor[];
      expect(mask.shape).toEqual([2, 16, 16, 1]);
      expect(scores.shape).toEqual([2, 5]);
      expectAllClose(tf.sum(scores, 1), [1, 1]);
    });
    model.dispose();
  });

  it('begins the same with the same seed, and freezes its encoder by name', () => {
    const [model, same, other] = [unet(small), unet(small), unet({ ...small, seed: 2 })];
    const x = randomTensor([1, 16, 16, 3], 1);
    const [y, again, different] = [model, same, other].map((each) => each.predict(x) as tf.Tensor);
    expectAllClose(y, again, { atol: 0, rtol: 0 });
    expect(tf.max(tf.abs(tf.sub(y, different))).dataSync()[0]).toBeGreaterThan(1e-3);
    const frozen = freeze(model, 'encoder.');
    expect(frozen).toContain('encoder.layer1.1.bn2');
    expect(
      model.trainableWeights.every(({ originalName }) => /^(decoder|segmentation_head)\./.test(originalName)),
    ).toBe(true);
    for (const each of [model, same, other]) each.dispose();
    tf.dispose([x, y, again, different]);
  });

  it('learns, and leaves nothing behind', async () => {
    const model = unet({ ...small, decoderAttention: 'scse', decoderChannels: [32, 16] });
    const optimizer = tf.train.adam(0.01);
    const losses: number[] = [];
    const step = (): void =>
      tf.tidy(() => {
        const x = randomTensor([2, 16, 16, 3], 1);
        const truth = tf.cast(tf.greater(tf.slice(x, [0, 0, 0, 0], [2, 16, 16, 1]), 0), 'float32');
        const loss = (): tf.Scalar =>
          tf.losses.sigmoidCrossEntropy(truth, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
        losses.push(optimizer.minimize(loss, true)?.dataSync()[0] as number);
      });
    for (let i = 0; i < 10; i++) step();
    expect(losses[9]).toBeLessThan(losses[0] * 0.97);
    await expectNoLeak(step);
    optimizer.dispose();
    model.dispose();
  });
});

describe('createEncoder', () => {
  beforeAll(() => switchBackend('wasm'));

  it('gives features at strides 1 to 2^depth, of the channels that it says', () => {
    for (const depth of [1, 3, 5]) {
      const { channels, features, outputStride } = createEncoder({ encoder: 'resnet50', depth, inputChannels: 4 });
      const shapes = features(layers.input({ shape: [64, 96, 4] })).map(({ shape }) => shape);
      expect(shapes).toEqual(channels.map((count, i) => [null, 64 / 2 ** i, 96 / 2 ** i, count]));
      expect(outputStride).toBe(2 ** depth);
    }
  });

  it('keeps the size of its last features where that is asked for', () => {
    for (const [outputStride, strides] of [
      [16, [1, 2, 4, 8, 16, 16]],
      [8, [1, 2, 4, 8, 8, 8]],
    ] as const) {
      const encoder = createEncoder({ encoder: 'resnet18', outputStride });
      const shapes = encoder.features(layers.input({ shape: [64, 64, 3] })).map(({ shape }) => shape[1]);
      expect(shapes).toEqual(strides.map((stride) => 64 / stride));
      expect(encoder.outputStride).toBe(outputStride);
    }
  });

  it('refuses what cannot be', () => {
    expect(() => createEncoder({ encoder: 'resnet18', outputStride: 4 })).toThrow(
      'createEncoder: outputStride is 4. Use one of 8, 16, 32.',
    );
  });
});
