import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { getMetadata } from '../../src/models/metadata.js';
import type { ModelOptions } from '../../src/models/modelOptions.js';
import { describeEachBackend } from './backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from './tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

/** What the harness asks of a model builder; it should build something tiny. */
export type ModelFactory = (options: ModelOptions) => layers.LayersModel;

/** Where models differ. */
export interface ModelHarnessOptions {
  /** Heights and widths that fit. */
  readonly sizes: readonly (readonly [number, number])[];
  /** A height and width that does not fit, and what the error says about it. */
  readonly refused: { readonly size: readonly [number, number]; readonly message: string };
  /** Heights and widths that `pad: 'auto'` makes fit. */
  readonly oddSizes?: readonly (readonly [number, number])[];
  /** Where it runs: on every backend, or not on cpu, where large models take minutes. */
  readonly backends?: readonly string[];
}

/** The tests that every model passes, on cpu and wasm. */
export function describeModel(name: string, factory: ModelFactory, options: ModelHarnessOptions): void {
  const { sizes, refused, oddSizes = [refused.size], backends } = options;
  const anySize = { inputShape: [null, null, 3] } as const;
  const [firstSize] = sizes;

  describeEachBackend(
    name,
    () => {
      it('keeps height and width, for every task and channel count', () => {
        withModel(factory(anySize), (model) => {
          for (const [height, width] of sizes) {
            expect(predict(model, picture([height, width])).shape).toEqual([2, height, width, 1]);
          }
        });
        withModel(factory({ inputShape: [...firstSize, 4], task: 'multiclass', classes: 3 }), (model) => {
          expect(predict(model, picture(firstSize, 4)).shape).toEqual([2, ...firstSize, 3]);
        });
      });

      it('refuses sizes that do not fit with one clear line', () => {
        expect(() => factory({ inputShape: [...refused.size, 3] })).toThrow(refused.message);
        withModel(factory(anySize), (model) => {
          expect(() => predict(model, picture(refused.size))).toThrow(refused.message);
        });
      });

      it('takes any size with pad: auto, and leaves sizes that fit as they are', () => {
        withModel(factory({ ...anySize, pad: 'auto', seed: 1 }), (padding) => {
          for (const size of oddSizes) {
            expect(predict(padding, picture(size)).shape).toEqual([2, ...size, 1]);
            withModel(factory({ inputShape: [...size, 3], pad: 'auto' }), (fixed) => {
              expect(fixed.outputs[0].shape).toEqual([null, ...size, 1]);
              expect(predict(fixed, picture(size)).shape).toEqual([2, ...size, 1]);
            });
          }
          withModel(factory({ ...anySize, seed: 1 }), (plain) => {
            expectAllClose(predict(padding, picture(firstSize)), predict(plain, picture(firstSize)));
          });
        });
      });

      it('learns', () => {
        withModel(factory({ inputShape: [...firstSize, 3], seed: 1 }), (model) => {
          const losses = train(model, firstSize, 10);
          expect(losses.every(Number.isFinite)).toBe(true);
          expect(losses[9]).toBeLessThan(losses[0] * 0.97);
        });
      });

      it('is the same after saving and loading', async () => {
        const model = factory({ inputShape: [...firstSize, 3], labels: ['car'] });
        train(model, firstSize, 2); // moves the statistics away from where they begin
        const loaded = await saveAndLoad(model);
        expectAllClose(predict(loaded, picture(firstSize)), predict(model, picture(firstSize)), { atol: 0, rtol: 0 });
        expect(getMetadata(loaded)).toEqual(getMetadata(model));
        model.dispose();
        loaded.dispose();
      });

      it('gives sizes that vary the same clear error after saving and loading, and pads as before', async () => {
        const model = factory(anySize);
        const loaded = await saveAndLoad(model);
        expect(() => predict(loaded, picture(refused.size))).toThrow(refused.message);
        const padding = factory({ ...anySize, pad: 'auto' });
        const loadedPadding = await saveAndLoad(padding);
        const x = picture(refused.size);
        expectAllClose(predict(loadedPadding, x), predict(padding, x), { atol: 0, rtol: 0 });
        x.dispose();
        for (const each of [model, loaded, padding, loadedPadding]) each.dispose();
      });

      it('leaves frozen layers alone, statistics too', () => {
        withModel(factory({ inputShape: [...firstSize, 3] }), (model) => {
          train(model, firstSize, 1);
          for (const layer of model.layers) layer.trainable = false;
          const before = model.getWeights().map((weight) => weight.dataSync().slice());
          const x = picture(firstSize);
          const predicted = predict(model, x);
          expectAllClose(model.apply(x, { training: true }) as tf.Tensor, predicted);
          model.getWeights().forEach((weight, index) => {
            expectAllClose(weight, before[index], { atol: 0, rtol: 0 });
          });
          expect(model.trainableWeights).toEqual([]);
        });
      });

      it('begins the same with the same seed, and otherwise not', () => {
        const weightsOf = (seed: number | undefined): readonly Buffer[] => {
          const model = factory({ inputShape: [...firstSize, 3], seed });
          const values = model.getWeights().map((weight) => Buffer.from(weight.dataSync().slice().buffer));
          model.dispose();
          return values;
        };
        // Not by `toEqual`, which takes seconds for a million weights.
        const areSame = (a: number | undefined, b: number | undefined): boolean => {
          const [first, second] = [weightsOf(a), weightsOf(b)];
          return first.length === second.length && first.every((values, i) => values.equals(second[i]));
        };
        expect(areSame(1, 1)).toBe(true);
        expect(areSame(1, 2)).toBe(false);
        expect(areSame(undefined, undefined)).toBe(false);
      });

      it('leaves no tensor behind', async () => {
        const before = tf.memory().numTensors;
        const model = factory({ inputShape: [...firstSize, 3] });
        await expectNoLeak(() => tf.dispose(predict(model, picture(firstSize), false)));
        const optimizer = tf.train.sgd(0.1);
        await expectNoLeak(() => trainingStep(model, optimizer, firstSize));
        optimizer.dispose();
        model.dispose();
        expect(tf.memory().numTensors, 'tensors left after model.dispose()').toBe(before);
      });
    },
    backends,
  );
}

/** Runs tests on a model inside a `tidy`, and disposes it. */
function withModel(model: layers.LayersModel, run: (model: layers.LayersModel) => void): void {
  try {
    tf.tidy(() => run(model));
  } finally {
    model.dispose();
  }
}

function picture([height, width]: readonly [number, number], channels = 3): tf.Tensor4D {
  return randomTensor([2, height, width, channels], 7);
}

function predict(model: layers.LayersModel, x: tf.Tensor4D, keepInput = true): tf.Tensor {
  const output = model.predict(x) as tf.Tensor;
  if (!keepInput) x.dispose();
  return output;
}

/** The losses of some steps on the same pictures, whose truth is where the red channel is above 0. */
function train(model: layers.LayersModel, size: readonly [number, number], steps: number): number[] {
  const optimizer = tf.train.adam(0.01);
  const losses = Array.from({ length: steps }, () => trainingStep(model, optimizer, size));
  optimizer.dispose();
  return losses;
}

function trainingStep(model: layers.LayersModel, optimizer: tf.Optimizer, size: readonly [number, number]): number {
  return tf.tidy(() => {
    const x = picture(size);
    const red = tf.slice(x, [0, 0, 0, 0], [2, ...size, 1]);
    const truth = tf.cast(tf.greater(red, 0), 'float32');
    const loss = (): tf.Scalar =>
      tf.losses.sigmoidCrossEntropy(truth, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
    return optimizer.minimize(loss, true)?.dataSync()[0] as number;
  });
}

/** Through memory, as any other place would have it: JSON and bytes. */
export async function saveAndLoad(model: layers.LayersModel): Promise<layers.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const { weightData, ...rest } = artifacts;
    saved = { ...JSON.parse(JSON.stringify(rest)), weightData };
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  if (!saved) throw new Error('the model was not saved');
  return layers.loadLayersModel(tf.io.fromMemory(saved));
}
