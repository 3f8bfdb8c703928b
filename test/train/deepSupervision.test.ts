import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it, vi } from 'vitest';
import type { Batch, BatchSource } from '../../src/data/batch.js';
import { toArray } from '../../src/data/generators/toArray.js';
import { auxiliaryLoss, binaryCrossEntropy, deepSupervision, diceLoss, presenceLoss } from '../../src/losses/index.js';
import { getMetadata, nnUnet, setMetadata, unet, unet3Plus, withoutAuxiliaryOutputs } from '../../src/models/index.js';
import { segment } from '../../src/predict/segment.js';
import { checkpoint } from '../../src/train/callbacks/checkpoint.js';
import { estimateMemory } from '../../src/train/estimateMemory.js';
import { evaluate } from '../../src/train/evaluate.js';
import { fit } from '../../src/train/fit.js';
import type { FitOptions } from '../../src/train/fitOptions.js';
import { sgd } from '../../src/train/optimizers/sgd.js';
import { describeEachBackend } from '../helpers/backends.js';
import { memoryCheckpoints } from '../helpers/memoryCheckpoints.js';
import { expectAllClose } from '../helpers/tensors.js';
import { bars, size, tinyUnet, weightsOf } from '../helpers/training.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak
vi.setConfig({ testTimeout: 240_000 });

/** A network that puts out predictions of 16, 8 and 4 pixels on a side. */
const threeOutputs = (): layers.LayersModel =>
  nnUnet({ inputShape: [size, size, 1], depth: 4, filters: 2, seed: 3, deepSupervision: true });

/** {@link bars} with a column of pixels that do not count. */
function barsWithUnknown(count: number): BatchSource {
  const source = bars(count);
  return {
    ...source,
    ignoreIndex: 255,
    async *epoch(number, options) {
      for await (const batch of source.epoch(number, options)) {
        const data = Int32Array.from(batch.y!.data, (label, i) => (i % size > 9 ? 255 : label));
        yield { ...batch, y: { ...batch.y!, data } } as Batch;
      }
    },
  };
}

/** The mean over pixels that count of −log p(truth), in plain numbers, with the truth at the middle of each pixel. */
function crossEntropyByHand(logits: tf.Tensor, truth: ArrayLike<number>): number {
  const side = logits.shape[1] as number;
  const step = size / side;
  const values = logits.dataSync();
  const losses: number[] = [];
  values.forEach((logit, i) => {
    const [picture, row, column] = [Math.floor(i / side ** 2), Math.floor(i / side) % side, i % side];
    const [y, x] = [row, column].map((place) => Math.floor((place + 0.5) * step));
    const label = truth[(picture * size + y) * size + x];
    if (label !== 255) losses.push(Math.log1p(Math.exp(label === 1 ? -logit : logit)));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

async function trainAndWatch(model: layers.LayersModel, data: BatchSource, options: FitOptions): Promise<number[]> {
  const losses: number[] = [];
  const watch: NonNullable<FitOptions['callbacks']>[number] = (event) => {
    if (event.type === 'step') losses.push(event.loss);
  };
  await fit(model, data, { epochs: 1, ...options, callbacks: [watch, ...(options.callbacks ?? [])] });
  return losses;
}

describeEachBackend('deep supervision', (backend) => {
  it.each([
    ['all pixels', bars],
    ['those that count', barsWithUnknown],
  ])('is the weighted sum over the outputs, of %s at every size', async (_, source) => {
    const model = threeOutputs();
    const data = source(1);
    const [batch] = await toArray(data.epoch(1));
    const expected = tf.tidy(() => {
      const outputs = model.predict(tf.tensor(batch.x.data, [2, size, size, 1])) as tf.Tensor[];
      expect(outputs.map(({ shape }) => shape[1])).toEqual([16, 8, 4]);
      const [fine, middle, coarse] = outputs.map((output) => crossEntropyByHand(output, batch.y!.data));
      return (4 * fine + 2 * middle + coarse) / 7;
    });
    // The model says how its outputs count: a loss of one prediction will do.
    const loss = binaryCrossEntropy(data.ignoreIndex === undefined ? {} : { ignoreIndex: data.ignoreIndex });
    const [first] = await trainAndWatch(model, data, { loss });
    expect(first).toBeCloseTo(expected, 5);
    model.dispose();
  });

  it('moves the heads of all outputs, by the default loss too', async () => {
    const model = threeOutputs();
    const before = weightsOf(model);
    await fit(model, bars(1), { epochs: 1 });
    const after = weightsOf(model);
    for (const head of ['head', 'head1', 'head2']) {
      expect(after[`${head}/kernel`], head).not.toEqual(before[`${head}/kernel`]);
    }
    model.dispose();
  });

  it('follows weights that a loss brings itself, before those of the model', async () => {
    const model = threeOutputs();
    const before = weightsOf(model);
    await fit(model, bars(1), { epochs: 1, loss: deepSupervision(diceLoss(), [1, 0, 0]) });
    expect(weightsOf(model)['head1/kernel']).toEqual(before['head1/kernel']);
    expect(weightsOf(model)['head/kernel']).not.toEqual(before['head/kernel']);
    model.dispose();
  });

  it('is judged, segmented, saved and loaded by the first output', async () => {
    const model = threeOutputs();
    const history = await fit(model, bars(2), { epochs: 2, validation: bars(2), keepBest: 'last' });
    const single = withoutAuxiliaryOutputs(model);
    expect(single.outputs.length).toBe(1);
    expect(getMetadata(single)).toEqual({ ...getMetadata(model), deepSupervision: undefined });
    const [judged, plain] = [await evaluate(model, bars(2)), await evaluate(single, bars(2))];
    expect(judged).toEqual(plain);
    expect(history.epochs[1].validation).toMatchObject({ dice: plain.dice });
    const image = { data: new Uint8Array(size * size).fill(200, 0, 99), width: size, height: size, channels: 1 };
    expect(await segment(model, image)).toEqual(await segment(single, image));

    const loaded = await throughMemory(model);
    expect(getMetadata(loaded)).toEqual(getMetadata(model));
    expect(await evaluate(loaded, bars(2))).toEqual(judged);
    const losses = await trainAndWatch(loaded, bars(1), { loss: diceLoss() });
    expect(losses).toEqual(await trainAndWatch(model, bars(1), { loss: diceLoss() }));
    for (const each of [loaded, model, single]) each.dispose();
  });

  it('works at sizes that no level divides, where the model pads', async () => {
    const [height, width] = [13, 18];
    const model = nnUnet({
      inputShape: [null, null, 1],
      depth: 3,
      filters: 2,
      seed: 3,
      deepSupervision: true,
      pad: 'auto',
    });
    const x = Float32Array.from({ length: height * width }, (_, i) => (i % width < 7 ? 0.9 : 0.1));
    const y = Int32Array.from(x, (value) => Number(value > 0.5));
    const batch: Batch = {
      ids: ['a'],
      x: { data: x, shape: [1, height, width, 1] },
      y: { data: y, shape: [1, height, width] },
    };
    const source: BatchSource = {
      length: 1,
      async *epoch() {
        yield batch;
      },
    };
    const losses = await trainAndWatch(model, source, { epochs: 8, validation: source });
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    model.dispose();
  });

  it('goes on from a checkpoint as if nothing had happened', async () => {
    const options = { epochs: 2, keepBest: 'last' } as const;
    const whole = threeOutputs();
    await fit(whole, bars(2), options);
    const place = memoryCheckpoints();
    const first = threeOutputs();
    await fit(first, bars(2), { ...options, epochs: 1, callbacks: [checkpoint({ place })] });
    const second = threeOutputs();
    await fit(second, bars(2), { ...options, resume: { from: place } });
    expect(weightsOf(second)).toEqual(weightsOf(whole));
    for (const each of [whole, first, second]) each.dispose();
  });

  it('has its memory counted with all outputs', () => {
    const model = threeOutputs();
    const single = withoutAuxiliaryOutputs(model);
    const [all, one] = [estimateMemory(model), estimateMemory(single)];
    // Each coarser output is saved once, and its gradient waits for its turn.
    expect(all.activations - one.activations).toBe(4 * (8 * 8 + 4 * 4));
    expect(all.workspace - one.workspace).toBe(4 * (8 * 8 + 4 * 4));
    expect(all.weights - one.weights).toBe(4 * (4 + 1 + 8 + 1));
    model.dispose();
    single.dispose();
  });

  it('shares weights with the model of one output, and frees them with the last of both', () => {
    const before = tf.memory().numTensors;
    const model = threeOutputs();
    const single = withoutAuxiliaryOutputs(model);
    model.dispose();
    expect((single.predict(tf.zeros([1, size, size, 1])) as tf.Tensor).shape).toEqual([1, size, size, 1]);
    single.dispose();
    expect(tf.memory().numTensors - before).toBe(2); // the zeros and the prediction
    const plain = tinyUnet();
    expect(withoutAuxiliaryOutputs(plain)).toBe(plain);
    plain.dispose();
  });

  if (backend === 'wasm') {
    it('gives with workers what it gives without', async () => {
      const results = await Promise.all(
        [0, 2].map(async (workers) => {
          const model = guided();
          const optimizer = sgd({ learningRate: 0.05 });
          const losses = await trainAndWatch(model, bars(3), { workers, optimizer, keepBest: 'last' });
          const weights = Object.values(weightsOf(model)).flat();
          model.dispose();
          return { losses, weights };
        }),
      );
      expectAllClose(results[1].losses, results[0].losses, { rtol: 0, atol: 1e-5 });
      expectAllClose(results[1].weights, results[0].weights, { rtol: 0, atol: 1e-5, atolOfMax: 1e-4 });
    });
  }
});

/** A network of three predictions and a decision whether there is anything to see. */
const guided = (): layers.LayersModel =>
  unet3Plus({
    inputShape: [size, size, 1],
    depth: 2,
    filters: 2,
    seed: 5,
    deepSupervision: true,
    classificationGuided: true,
  });

/** A U-Net with a second output of three scores of the whole picture. */
function withScores(): layers.LayersModel {
  const unet = tinyUnet();
  const bottom = unet.getLayer('down1_activation1').output as layers.SymbolicTensor;
  const pooled = layers.layers.globalAveragePooling2d({}).apply(bottom);
  const scores = layers.layers.dense({ units: 3, name: 'scores' }).apply(pooled) as layers.SymbolicTensor;
  const model = layers.model({ inputs: unet.inputs, outputs: [unet.outputs[0], scores], name: 'unet' });
  setMetadata(model, getMetadata(unet));
  return model;
}

describeEachBackend('a model that also scores the whole picture', () => {
  it('is segmented and judged by its prediction', async () => {
    const model = withScores();
    const single = withoutAuxiliaryOutputs(model);
    expect(await evaluate(model, bars(1))).toEqual(await evaluate(single, bars(1)));
    const image = { data: new Uint8Array(size * size).fill(200, 0, 99), width: size, height: size, channels: 1 };
    expect(await segment(model, image)).toEqual(await segment(single, image));
    model.dispose();
    single.dispose();
  });

  it('is not trained without a loss of the scores', async () => {
    const model = withScores();
    await expect(fit(model, bars(1), { loss: diceLoss() })).rejects.toThrow(
      'fit: the model "unet" also puts out scores of the whole picture, ?×3, and diceLoss does not read them. Give a loss ' +
        'of both, auxiliaryLoss(diceLoss(…), yourLoss), or train it without: withoutAuxiliaryOutputs(model).',
    );
    await expect(fit(model, bars(1))).rejects.toThrow(
      'and the default loss does not read them. Give a loss of both, auxiliaryLoss(diceLoss(…), yourLoss), or train it',
    );
    await expect(fit(tinyUnet(), bars(1), { loss: auxiliaryLoss(diceLoss(), presenceLoss()) })).rejects.toThrow(
      'fit: auxiliaryLoss is for scores of the whole picture too, and the model "unet" puts out none.',
    );
    await expect(fit(guided(), bars(1), { loss: auxiliaryLoss(diceLoss(), presenceLoss()) })).rejects.toThrow(
      'has 3 outputs, and auxiliaryLoss reads one beside the scores. Supervise all of them: auxiliaryLoss(deepSupervision(…), …).',
    );
    model.dispose();
  });

  it('learns both with one', async () => {
    const model = withScores();
    const before = weightsOf(model);
    // The scores are to be the parts of the picture that are 0, 1 and 2.
    const parts = (yTrue: tf.Tensor, scores: tf.Tensor): tf.Scalar =>
      tf.tidy(() => {
        const shares = [0, 1, 2].map((label) => tf.mean(tf.cast(tf.equal(yTrue, label), 'float32'), [1, 2]));
        return tf.mean(tf.square(tf.sub(scores, tf.stack(shares, 1))));
      });
    const loss = auxiliaryLoss(diceLoss(), parts, { weight: 0.5 });
    const losses = await trainAndWatch(model, bars(4), { loss, epochs: 3, validation: bars(1) });
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    for (const name of ['scores/kernel', 'head/kernel']) expect(weightsOf(model)[name]).not.toEqual(before[name]);
    model.dispose();
  });

  it('learns with the classification head of a network with an encoder', async () => {
    const model = unet({
      inputShape: [size, size, 1],
      encoder: 'resnet18',
      encoderDepth: 2,
      decoderChannels: [4, 4],
      classificationHead: { classes: 1 },
    });
    const head = 'classification_head.3/kernel';
    const before = weightsOf(model)[head];
    expect(before).toBeDefined();
    await expect(fit(model, bars(1))).rejects.toThrow('also puts out scores of the whole picture, ?×1');
    await fit(model, bars(1), { epochs: 1, loss: auxiliaryLoss(diceLoss(), presenceLoss()) });
    expect(weightsOf(model)[head]).not.toEqual(before);
    expect((await evaluate(model, bars(1))).scores.pixels).toBe(2 * size * size);
    model.dispose();
  });

  it('learns from the masks what they tell, without a word', async () => {
    const model = guided();
    const before = weightsOf(model);
    await fit(model, bars(1), { epochs: 1 });
    for (const name of ['presence', 'head', 'head1', 'head2']) {
      expect(weightsOf(model)[`${name}/kernel`], name).not.toEqual(before[`${name}/kernel`]);
    }
    model.dispose();
  });
});

async function throughMemory(model: layers.LayersModel): Promise<layers.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined }));
      saved!.weightData = artifacts.weightData!;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return layers.loadLayersModel(tf.io.fromMemory(saved!));
}
