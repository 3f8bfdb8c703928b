import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../../src/core/errors.js';
import { type DptOptions, dpt, dptArchitecture } from '../../../src/models/decoders/dpt.js';
import { fpn } from '../../../src/models/decoders/fpn.js';
import { defineNetwork } from '../../../src/models/encoderDecoder.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { switchBackend } from '../../helpers/backends.js';
import { saveAndLoad } from '../../helpers/modelHarness.js';
import { countParameters } from '../../helpers/smpFixture.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const tiny: DptOptions = {
  encoder: 'tu-vit_tiny_patch16_224',
  encoderDepth: 2,
  encoderOutputBlocks: [0, 1],
  decoderIntermediateChannels: [8, 8],
  decoderFusionChannels: 8,
  seed: 1,
};
const size = { inputChannels: 3, classes: 1 };
const picture = (): tf.Tensor4D => randomTensor([1, 224, 224, 3], 7);

describe('dpt', () => {
  beforeAll(() => switchBackend('wasm'));

  it('has as many parameters as that of smp', () => {
    const { state } = defineNetwork(dptArchitecture, { encoder: 'tu-vit_base_patch16_224.augreg_in21k' }, size);
    expect(countParameters(state)).toBe(137_806_420);
  });

  it('takes the one size that its encoder knows, and says so', () => {
    const model = dpt(tiny);
    expect(model.inputs[0].shape).toEqual([null, 224, 224, 3]);
    expect(model.outputs[0].shape).toEqual([null, 224, 224, 1]);
    expect(getMetadata(model)).toMatchObject({ inputShape: [224, 224, 3], divisor: 16 });
    model.dispose();
    const message =
      'dpt: encoder "tu-vit_tiny_patch16_224" takes pictures of 224×224 pixels alone. Set inputShape: [224, 224, 3] and ' +
      "pad: 'none', and resize pictures to that, as segment does by itself.";
    for (const options of [{ inputShape: [256, 256, 3] }, { inputShape: [224, null, 3], pad: 'auto' }] as const) {
      expect(() => dpt({ ...tiny, ...options })).toThrow(ShapeError);
      expect(() => dpt({ ...tiny, ...options })).toThrow(message);
    }
  });

  it.each<[string, () => layers.LayersModel, string]>([
    [
      'encoders of other kinds',
      () => dpt({ encoder: 'resnet18' }),
      'dpt: the features of encoder "resnet18" get smaller',
    ],
    ['transformers elsewhere', () => fpn({ encoder: 'tu-vit_tiny_patch16_224' }), 'fpn: the features of encoder'],
    [
      'too many blocks',
      () => dpt({ ...tiny, encoderDepth: 5 }),
      'dpt: encoderDepth is 5. It must be a whole number from 1 to 4.',
    ],
    [
      'channels that do not go with the depth',
      () => dpt({ ...tiny, decoderIntermediateChannels: [8] }),
      'dpt: decoderIntermediateChannels has 1 numbers, but encoderDepth 2 has 2 features. Give 2 numbers.',
    ],
    [
      'a readout that there is not',
      () => dpt({ ...tiny, decoderReadout: 'cat' as 'add' }),
      'dpt: decoderReadout is "cat".',
    ],
  ])('refuses %s', (_, build, message) => {
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });

  it('reads the class token as asked, and is the same after saving and loading', async () => {
    const x = picture();
    const outputs: tf.Tensor[] = [];
    const parameters: number[] = [];
    for (const decoderReadout of ['concatenate', 'add', 'ignore'] as const) {
      const model = dpt({ ...tiny, decoderReadout });
      const loaded = await saveAndLoad(model);
      const y = model.predict(x) as tf.Tensor;
      tf.tidy(() => expectAllClose(loaded.predict(x) as tf.Tensor, y, { atol: 0, rtol: 0 }));
      outputs.push(y);
      parameters.push(model.countParams());
      for (const each of [model, loaded]) each.dispose();
    }
    const [concatenate, add, ignore] = parameters;
    expect([concatenate - ignore, add - ignore]).toEqual([2 * (384 * 192 + 192), 0]); // a dense layer for each of two blocks
    // The first weights are the same wherever there are any, so that what differs is the token alone.
    tf.tidy(() => {
      expect(tf.max(tf.abs(tf.sub(outputs[1], outputs[2]))).dataSync()[0]).toBeGreaterThan(1e-6);
    });
    tf.dispose([x, ...outputs]);
  });

  it('learns, and leaves nothing behind', async () => {
    const model = dpt({ ...tiny, encoderDepth: 1, encoderOutputBlocks: [0], decoderIntermediateChannels: [8] });
    const optimizer = tf.train.adam(0.01);
    const losses: number[] = [];
    const step = (): void =>
      tf.tidy(() => {
        const x = picture();
        const truth = tf.cast(tf.greater(tf.slice(x, [0, 0, 0, 0], [1, 224, 224, 1]), 0), 'float32');
        const smooth = tf.image.resizeBilinear(tf.avgPool(truth as tf.Tensor4D, 56, 56, 'valid'), [224, 224]);
        const blobs = tf.cast(tf.greater(smooth, tf.mean(smooth)), 'float32');
        const loss = (): tf.Scalar =>
          tf.losses.sigmoidCrossEntropy(blobs, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
        losses.push(optimizer.minimize(loss, true)?.dataSync()[0] as number);
      });
    for (let i = 0; i < 10; i++) step();
    expect(losses[9]).toBeLessThan(losses[0] * 0.97);
    await expectNoLeak(step);
    optimizer.dispose();
    model.dispose();
  });
});
