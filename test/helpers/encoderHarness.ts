import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEncoder } from '../../src/models/encoders/createEncoder.js';
import type { Encoder } from '../../src/models/encoders/encoder.js';
import { switchBackend } from './backends.js';
import { saveAndLoad } from './modelHarness.js';
import { expectAllClose, randomTensor } from './tensors.js';

/** Where families of encoders differ. */
export interface EncoderHarnessOptions {
  /** The smallest of the family. */
  readonly encoder: string;
  /** Whether it can keep the size of its last features. */
  readonly strides: 'free' | 'fixed';
  /** What its first features have, if they are not the picture itself. */
  readonly firstChannels?: number;
}

/** What every family of encoders does, beside giving what smp gives, which `parity/` is for. */
export function describeEncoder({ encoder, strides, firstChannels }: EncoderHarnessOptions): void {
  describe(encoder, () => {
    beforeAll(() => switchBackend('wasm'));

    it('gives features at strides 1 to 2^depth, of the channels that it says', () => {
      for (const depth of [1, 2, 5]) {
        const made = createEncoder({ encoder, depth, inputChannels: 4 });
        expect(shapesOf(made, 4)).toEqual(made.channels.map((count, i) => [null, 64 / 2 ** i, 96 / 2 ** i, count]));
        expect(made.channels[0]).toBe(firstChannels ?? 4);
        expect(made.outputStride).toBe(2 ** depth);
      }
    });

    if (strides === 'free') {
      it('keeps the size of its last features where that is asked for', () => {
        const heights = (outputStride: number): unknown[] =>
          shapesOf(createEncoder({ encoder, outputStride }), 3).map(([, height]) => height);
        expect(heights(16)).toEqual([64, 32, 16, 8, 4, 4]);
        expect(heights(8)).toEqual([64, 32, 16, 8, 8, 8]);
      });
    } else {
      it('says that it cannot keep the size of its last features', () => {
        expect(() => createEncoder({ encoder, outputStride: 16 })).toThrow(
          `createEncoder: encoder "${encoder}" cannot keep an output stride of 16`,
        );
      });
    }

    it('learns in all of its layers', () => {
      const model = modelOf(createEncoder({ encoder, seed: 1 }));
      tf.tidy(() => {
        const x = randomTensor([2, 64, 64, 3], 1);
        const loss = (): tf.Scalar => tf.mean(tf.square(model.apply(x, { training: true }) as tf.Tensor));
        const { grads } = tf.variableGrads(loss);
        expect(Object.keys(grads).length).toBe(model.trainableWeights.length);
        for (const gradient of Object.values(grads)) expect(tf.all(tf.isFinite(gradient)).dataSync()[0]).toBe(1);
        expect(tf.max(tf.abs(Object.values(grads)[0])).dataSync()[0]).toBeGreaterThan(0); // comes down to the picture
      });
      model.dispose();
    });

    it('is the same after saving and loading', async () => {
      const model = modelOf(createEncoder({ encoder, depth: 3 }));
      const loaded = await saveAndLoad(model);
      tf.tidy(() => {
        const x = randomTensor([1, 32, 32, 3], 1);
        expectAllClose(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, { atol: 0, rtol: 0 });
      });
      for (const each of [model, loaded]) each.dispose();
    });
  });
}

const shapesOf = (encoder: Encoder, channels: number): layers.SymbolicTensor['shape'][] =>
  encoder.features(layers.input({ shape: [64, 96, channels] })).map(({ shape }) => shape);

/** From a picture to the last features. */
function modelOf({ features }: Encoder): layers.LayersModel {
  const inputs = layers.input({ shape: [null, null, 3] });
  const all = features(inputs);
  return layers.model({ inputs, outputs: all[all.length - 1] });
}
