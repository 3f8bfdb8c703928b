import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { random } from '../../src/core/random.js';
import type { Batch, BatchSource } from '../../src/data/batch.js';
import type { Loss } from '../../src/losses/loss.js';
import { setMetadata, unet } from '../../src/models/index.js';
import type { UnetOptions } from '../../src/models/unet.js';

/** Height and width of the pictures of {@link bars}. */
export const size = 16;

/** Pictures with a bright bar, the masks of which are the bars; two a batch. */
export function bars(count: number, change: (x: Float32Array, batch: number) => void = () => {}): BatchSource {
  const batchOf = (n: number): Batch => {
    const x = new Float32Array(2 * size * size).fill(0.2);
    const y = new Int32Array(2 * size * size);
    for (const picture of [0, 1]) {
      const start = (picture * size + ((n * 3 + picture * 5) % 12)) * size;
      x.fill(0.9, start, start + 4 * size);
      y.fill(1, start, start + 4 * size);
    }
    change(x, n);
    const shape = [2, size, size];
    return { ids: [`${n}a`, `${n}b`], x: { data: x, shape: [...shape, 1] }, y: { data: y, shape } };
  };
  return {
    length: count,
    async *epoch() {
      for (let n = 0; n < count; n++) yield batchOf(n);
    },
  };
}

/** A U-Net for {@link bars}. */
export const tinyUnet = (options: UnetOptions = {}): layers.LayersModel =>
  unet({ inputShape: [size, size, 1], depth: 1, filters: 4, seed: 7, ...options });

/** A model of one weight: the prediction is the picture times it. */
export function oneWeightModel(weight = 0.5): layers.LayersModel {
  const input = layers.input({ shape: [null, null, 1] });
  const kernelInitializer = layers.initializers.constant({ value: weight });
  const convolution = layers.layers.conv2d({ filters: 1, kernelSize: 1, useBias: false, kernelInitializer, name: 'w' });
  const model = layers.model({ inputs: input, outputs: convolution.apply(input) as layers.SymbolicTensor });
  setMetadata(model, {
    architecture: 'oneWeight',
    task: 'binary',
    classes: 1,
    activation: 'linear',
    divisor: 1,
    preprocessing: {},
    inputShape: [null, null, 1],
    pad: 'none',
  });
  return model;
}

/** The mean of squared differences, which is exact for numbers of few binary digits. */
export const squaredError: Loss = Object.assign(
  (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar =>
    tf.tidy(() => tf.mean(tf.square(tf.sub(tf.squeeze(yPred, [3]), tf.cast(yTrue, 'float32'))))),
  { lossName: 'squaredError', task: 'binary', fromLogits: true } as const,
);

/** Pictures of one row of four pixels, of quarters from 0 to 1, with random labels: `[batches][pictures]`. */
export function rows(batches: number, pictures: number): Batch[] {
  const draw = random('rows');
  const all = Array.from({ length: batches * pictures }, () => ({
    x: Float32Array.from({ length: 4 }, () => draw.integer(0, 5) / 4),
    y: Int32Array.from({ length: 4 }, () => draw.integer(0, 2)),
  }));
  return Array.from({ length: batches }, (_, n) =>
    stackRows(n * pictures, all.slice(n * pictures, (n + 1) * pictures)),
  );
}

/** One batch of all pictures of some. */
export function joinBatches(batches: readonly Batch[]): Batch {
  const [{ x, y }] = batches;
  const ids = batches.flatMap((batch) => batch.ids);
  const join = (parts: readonly (Float32Array | Int32Array)[]): number[] => parts.flatMap((part) => [...part]);
  return {
    ids,
    x: {
      data: Float32Array.from(join(batches.map((batch) => batch.x.data))),
      shape: [ids.length, ...x.shape.slice(1)],
    },
    y: {
      data: Int32Array.from(join(batches.map((batch) => batch.y!.data))),
      shape: [ids.length, ...y!.shape.slice(1)],
    },
  };
}

function stackRows(first: number, samples: readonly { x: Float32Array; y: Int32Array }[]): Batch {
  const shape = [samples.length, 1, 4];
  return {
    ids: samples.map((_, i) => `row ${first + i}`),
    x: { data: Float32Array.from(samples.flatMap(({ x }) => [...x])), shape: [...shape, 1] },
    y: { data: Int32Array.from(samples.flatMap(({ y }) => [...y])), shape },
  };
}

/** The values of all weights, by the name of the layer's weight. */
export function weightsOf(model: layers.LayersModel): Record<string, number[]> {
  return Object.fromEntries(model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]));
}
