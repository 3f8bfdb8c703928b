import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError, WeightsError } from '../../../src/core/errors.js';
import { arrayDataset } from '../../../src/data/dataset.js';
import { loader } from '../../../src/data/loader.js';
import { diceLoss } from '../../../src/losses/diceLoss.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { unet } from '../../../src/models/unet.js';
import { segment } from '../../../src/predict/segment.js';
import { fit } from '../../../src/train/fit.js';
import { adam } from '../../../src/train/optimizers/index.js';
import { planWeights } from '../../../src/weights/keras/assignWeights.js';
import { type LoadKerasOptions, loadKeras } from '../../../src/weights/keras/loadKeras.js';
import { loadKerasWeights } from '../../../src/weights/keras/loadKerasWeights.js';
import { modelHolders } from '../../../src/weights/keras/modelHolders.js';
import { switchBackend } from '../../helpers/backends.js';
import { kerasArchive, tinyModel, tinyValues, tinyWeights, zipOf } from '../../helpers/kerasFiles.js';

beforeAll(() => switchBackend('wasm'));

type Json = Record<string, unknown>;

const tensor = (layer: string, use = 0): Json => ({
  class_name: '__keras_tensor__',
  config: { shape: [], dtype: 'float32', keras_history: [layer, use, 0] },
});
const input = (shape: unknown[] = [null, 16, 16, 3], name = 'in'): Json => ({
  class_name: 'InputLayer',
  name,
  config: { batch_shape: shape, name },
  inbound_nodes: [],
});
const layer = (className: string, from: string | string[], config: Json = {}, name = 'x'): Json => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: [{ args: [Array.isArray(from) ? from.map((each) => tensor(each)) : tensor(from)], kwargs: {} }],
});
const model = (list: Json[], outputs: string[] = [list.at(-1)!.name as string], inputs = ['in']): Json => ({
  module: 'keras',
  class_name: 'Functional',
  config: {
    name: 'net',
    layers: list,
    input_layers: inputs.map((name) => [name, 0, 0]),
    output_layers: outputs.map((name) => [name, 0, 0]),
  },
});

interface Weight {
  readonly name: string;
  readonly shape: number[];
  /** All of its numbers; 0.01, 0.02, … by default. */
  readonly values?: number[];
}

/** A `model.json` in memory. */
function handler(
  config: Json,
  weights: readonly Weight[] = [],
  rest: Partial<tf.io.ModelArtifacts> = {},
): tf.io.IOHandler {
  const arrays = weights.map(({ shape, values }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return Float32Array.from({ length: size }, (_, i) => values?.[i] ?? (i % 50) / 100 + 0.01);
  });
  const weightData = new Uint8Array(arrays.flatMap((list) => [...new Uint8Array(list.buffer)])).buffer;
  const weightSpecs = weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const }));
  return tf.io.fromMemory({
    modelTopology: { model_config: config, keras_version: '3.8.0' },
    weightSpecs,
    weightData,
    ...rest,
  });
}

const head: Weight[] = [
  { name: 'head/kernel', shape: [1, 1, 3, 1] },
  { name: 'head/bias', shape: [1] },
];
const conv = (from: string, filters: number, config: Json = {}, name = 'head'): Json =>
  layer('Conv2D', from, { filters, kernel_size: [1, 1], ...config }, name);

/** A model of one layer between the input and a 1×1 head. */
const around = (className: string, config: Json, shape?: unknown[], channels = 3): Promise<layers.LayersModel> =>
  loadKeras(
    handler(model([input(shape), layer(className, 'in', config), conv('x', 1)]), [
      { ...head[0], shape: [1, 1, channels, 1] },
      head[1],
    ]),
  );

async function failure(promise: Promise<unknown>): Promise<WeightsError> {
  const before = tf.memory().numTensors;
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  expect(tf.memory().numTensors).toBe(before);
  return error as WeightsError;
}

describe('loadKeras', () => {
  it('loads .h5 and .keras without anything else', async () => {
    const config = {
      ...model(
        [
          input([null, null, null, 1], 'picture'),
          layer('Conv2D', 'picture', { filters: 2, kernel_size: 3, padding: 'same', activation: 'relu' }, 'first'),
          conv('first', 1, { activation: 'sigmoid' }),
        ],
        ['head'],
        ['picture'],
      ),
    };
    for (const source of [tinyModel(), kerasArchive(config), new Blob([tinyModel() as BlobPart])]) {
      const loaded = await loadKeras(source);
      expect(loaded.getWeights().map((weight) => [...weight.dataSync()])).toEqual(tinyValues);
      expect(getMetadata(loaded)).toMatchObject({
        task: 'binary',
        classes: 1,
        activation: 'sigmoid',
        divisor: 1,
        inputShape: [null, null, 1],
      });
      loaded.dispose();
    }
  });

  it('gives a model that segments and trains', async () => {
    const loaded = await loadKeras(tinyModel(), { logits: true, labels: ['spot'] });
    expect(getMetadata(loaded)).toMatchObject({ activation: 'linear', labels: ['spot'] });
    const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 220 : 30));
    const image = { data, width: 8, height: 8, channels: 1 };
    const mask = { data: data.map((value) => (value > 100 ? 1 : 0)), width: 8, height: 8 };
    const samples = [0, 1, 2, 3].map((n) => ({ id: String(n), image, mask, meta: {} }));
    const { epochs } = await fit(loaded, loader(arrayDataset(samples), { batchSize: 4 }), {
      epochs: 8,
      loss: diceLoss({ smooth: 1 }),
      optimizer: adam({ learningRate: 0.05 }),
    });
    expect(epochs.at(-1)!.loss).toBeLessThan(0.8 * epochs[0].loss);
    expect((await segment(loaded, image)).labels.width).toBe(8);
    loaded.dispose();
  });

  it('guesses task, activation, divisor and preprocessing, and is told otherwise', async () => {
    const load = async (activation: string, filters: number, options?: LoadKerasOptions, first?: Json) => {
      const list = [
        input([null, null, null, 3]),
        ...(first ? [first] : []),
        conv(first ? 'x' : 'in', filters, { activation }),
      ];
      const weights = [
        { ...head[0], shape: [1, 1, 3, filters] },
        { ...head[1], shape: [filters] },
      ];
      const loaded = await loadKeras(handler(model(list), weights), options);
      loaded.dispose();
      return getMetadata(loaded);
    };
    expect(await load('softmax', 4)).toMatchObject({
      task: 'multiclass',
      classes: 4,
      activation: 'softmax',
      preprocessing: {},
    });
    expect(await load('sigmoid', 4)).toMatchObject({ task: 'multilabel', activation: 'sigmoid' });
    expect(await load('linear', 4)).toMatchObject({ task: 'multiclass', activation: 'linear' });
    expect(await load('linear', 4, { task: 'multilabel' })).toMatchObject({ task: 'multilabel' });
    expect(await load('sigmoid', 1, { preprocessing: { mean: 0.5 } })).toMatchObject({ preprocessing: { mean: 0.5 } });
    const rescaling = layer('Rescaling', 'in', { scale: 1 / 127.5, offset: -1 });
    expect(await load('sigmoid', 1, {}, rescaling)).toMatchObject({ preprocessing: { std: 1 / 255 } });
    const wrong = load('softmax', 4, { labels: ['a'] });
    await expect(wrong).rejects.toThrow(OptionError);
    await expect(load('relu', 1)).rejects.toThrow('what the output means is "relu". Say it: activation "linear"');
  });

  it('finds the divisor where features must fit together', async () => {
    const pooled = [
      input([null, null, null, 3]),
      layer('MaxPooling2D', 'in', { pool_size: [2, 2], padding: 'same' }, 'p1'),
      layer('AveragePooling2D', 'p1', { pool_size: 2 }, 'p2'),
      layer('UpSampling2D', 'p2', { size: [2, 2] }, 'u1'),
      layer('Concatenate', ['p1', 'u1'], {}, 'c'),
      layer('UpSampling2D', 'c', { size: 2, interpolation: 'bilinear' }, 'u2'),
      conv('u2', 1, { activation: 'sigmoid' }),
    ];
    const loaded = await loadKeras(handler(model(pooled), [{ ...head[0], shape: [1, 1, 6, 1] }, head[1]]));
    expect(getMetadata(loaded).divisor).toBe(4);
    loaded.dispose();
    const small = [input([null, null, null, 3]), layer('MaxPooling2D', 'in', { pool_size: 2 }), conv('x', 1)];
    expect((await failure(loadKeras(handler(model(small), head)))).message).toContain(
      'puts out as many pixels as it reads',
    );
  });

  it('reads a model in a model, a layer that is used twice, and a sequential one', async () => {
    const inner = model(
      [input([null, 16, 16, 3], 'in2'), conv('in2', 3, { activation: 'relu' }, 'shared')],
      ['shared'],
      ['in2'],
    );
    const twice = layer('Functional', 'in', inner.config as Json, 'inner');
    (twice.inbound_nodes as Json[]).push({ args: [tensor('inner')], kwargs: { training: false } });
    const outer = conv('inner', 1, { activation: 'sigmoid' });
    (outer.inbound_nodes as Json[])[0].args = [tensor('inner', 1)];
    const weights = [
      { name: 'net/shared/kernel', shape: [1, 1, 3, 3] },
      { name: 'net/shared/bias', shape: [3] },
      ...head,
    ];
    const loaded = await loadKeras(handler(model([input(), twice, outer]), weights));
    expect(loaded.countParams()).toBe(12 + 4);
    expect(getMetadata(loaded)).toMatchObject({ activation: 'sigmoid', divisor: 1 });
    loaded.dispose();
    const plain = (className: string, config: Json): Json => ({ class_name: className, config });
    const sequential = plain('Sequential', {
      name: 'row',
      layers: [
        plain('Conv2D', { name: 'a', filters: 3, kernel_size: 1, batch_input_shape: [null, 8, 8, 3] }),
        plain('Conv2D', { name: 'head', filters: 1, kernel_size: 1, activation: 'sigmoid' }),
      ],
    });
    const row = await loadKeras(
      handler(sequential, [{ name: 'a/kernel', shape: [1, 1, 3, 3] }, { name: 'a/bias', shape: [3] }, ...head]),
    );
    expect(row.outputs[0].shape).toEqual([null, 8, 8, 1]);
    row.dispose();
  });

  it('takes names that TensorFlow.js does not', async () => {
    const list = [input([null, 8, 8, 3], '_the input'), conv('_the input', 1, { activation: 'sigmoid' }, 'Kopf über')];
    const weights = head.map(({ name, shape }) => ({ name: name.replace('head', 'Kopf über'), shape }));
    const loaded = await loadKeras(handler(model(list, ['Kopf über'], ['_the input']), weights));
    expect(loaded.layers.map(({ name }) => name)).toEqual(['layer_the_input', 'Kopf__ber', 'Kopf__ber_activation']);
    loaded.dispose();
  });

  it('chooses one of several outputs', async () => {
    const list = [input(), conv('in', 1, { activation: 'sigmoid' }), conv('in', 2, { activation: 'softmax' }, 'side')];
    const weights = [...head, { name: 'side/kernel', shape: [1, 1, 3, 2] }, { name: 'side/bias', shape: [2] }];
    const config = model(list, ['head', 'side']);
    expect((await failure(loadKeras(handler(config, weights)))).message).toContain(
      'has 2 outputs. Choose one by output: head, side.',
    );
    expect((await failure(loadKeras(handler(config, weights), { output: 'none' }))).message).toContain(
      'It has head, side.',
    );
    const side = await loadKeras(handler(config, weights), { output: 'side' });
    expect(getMetadata(side)).toMatchObject({ task: 'multiclass', classes: 2 });
    side.dispose();
  });

  it.each([
    ['groups', { filters: 4, kernel_size: 3, groups: 2, padding: 'same' }, [3, 3, 1, 4], 2],
    ['dilation', { filters: 2, kernel_size: [3, 3], dilation_rate: [2, 2], padding: 'same' }, [3, 3, 3, 2], 3],
  ])('does %s of convolutions, and trains them', async (_, config, shape, channels) => {
    const list = [input([null, 8, 8, channels]), layer('Conv2D', 'in', { ...config, use_bias: false }), conv('x', 1)];
    const weights = [{ name: 'x/kernel', shape }, { name: 'head/kernel', shape: [1, 1, config.filters, 1] }, head[1]];
    const loaded = await loadKeras(handler(model(list), weights));
    const x = tf.randomUniform([1, 8, 8, channels], 0, 1, 'float32', 3);
    const { grads, value } = tf.variableGrads(() => tf.mean(loaded.apply(x, { training: true }) as tf.Tensor));
    expect(Object.values(grads).every((grad) => tf.max(tf.abs(grad)).dataSync()[0] > 0)).toBe(true);
    tf.dispose([x, value, grads]);
    loaded.dispose();
  });

  it('makes a dilated depthwise convolution of groups', async () => {
    const dilated = { kernel_size: 3, dilation_rate: 2, padding: 'same', depth_multiplier: 2, use_bias: false };
    const list = (config: Json): Json[] => [
      input([null, 9, 9, 2]),
      layer('DepthwiseConv2D', 'in', config),
      conv('x', 1, { use_bias: false }),
    ];
    const weights = [
      { name: 'x/kernel', shape: [3, 3, 2, 2] },
      { name: 'head/kernel', shape: [1, 1, 4, 1] },
    ];
    const loaded = await loadKeras(handler(model(list(dilated)), weights));
    tf.tidy(() => {
      const x = tf.randomUniform([1, 9, 9, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
      const [kernel, pointwise] = [tf.reshape(loaded.getWeights()[0], [3, 3, 2, 2]), loaded.getWeights()[1]];
      const between = tf.depthwiseConv2d(x, kernel as tf.Tensor4D, 1, 'same', 'NHWC', 2);
      const expected = tf.conv2d(between, pointwise as tf.Tensor4D, 1, 'same');
      const difference = tf.max(tf.abs(tf.sub(expected, loaded.predict(x) as tf.Tensor)));
      expect(difference.dataSync()[0]).toBeLessThan(1e-5);
    });
    loaded.dispose();
  });

  const refused: [what: string, className: string, config: Json, message: RegExp][] = [
    [
      'an unknown layer',
      'Lambda',
      {},
      /does not know the layer Lambda \(named "x"\)\. It knows InputLayer, .*Conv2D, /,
    ],
    ['a layer that objects have', 'constructor', {}, /does not know the layer constructor/],
    [
      'channels first',
      'MaxPooling2D',
      { data_format: 'channels_first' },
      /"x" \(MaxPooling2D\) has data_format "channels_first"/,
    ],
    [
      'an unknown activation',
      'Activation',
      { activation: 'glu' },
      /has the activation "glu"\. segkit knows linear, relu/,
    ],
    [
      'an activation of code',
      'Activation',
      { activation: { class_name: 'function', config: 'mine' } },
      /activation "mine"/,
    ],
    ['other axes', 'BatchNormalization', { axis: 1 }, /has axis 1\. segkit reads normalization over the channels/],
    ['a number that is text', 'LeakyReLU', { negative_slope: 'x' }, /negative_slope "x"\. It must be a number/],
    ['a filter number of 0', 'Conv2D', { filters: 0, kernel_size: 1 }, /has filters 0/],
    ['a filter number beyond memory', 'Conv2D', { filters: 1e9, kernel_size: 1 }, /more than the file has weights for/],
    [
      'uneven bilinear upsampling',
      'UpSampling2D',
      { size: [2, 3], interpolation: 'bilinear' },
      /enlarges 2×3 times by bilinear/,
    ],
    ['another interpolation', 'UpSampling2D', { interpolation: 'area' }, /interpolation "area"/],
    ['a thresholded ReLU', 'ReLU', { threshold: 0.5 }, /has threshold 0.5/],
    [
      'wrong padding',
      'ZeroPadding2D',
      {
        padding: [
          [1, 1, 1],
          [1, 1],
        ],
      },
      /a padding that is not \[\[top, bottom\]/,
    ],
    ['output padding', 'Conv2DTranspose', { filters: 1, kernel_size: 2, output_padding: 1 }, /has output_padding 1/],
    [
      'what does not fit',
      'Reshape',
      { target_shape: [7, 7] },
      /layer "head" \(Conv2D\) does not fit what goes into it: Input 0 /,
    ],
    ['an ELU of another alpha', 'ELU', { alpha: 0.7 }, /"x" \(ELU\) has alpha 0.7\. segkit reads ELUs of alpha 1\./],
    ['a rate of 1', 'Dropout', { rate: 1 }, /has rate 1/],
  ];
  it.each(refused)('refuses %s', async (_, className, config, message) => {
    const error = await failure(around(className, config));
    expect(error).toBeInstanceOf(WeightsError);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^loadKeras: model\.json: /);
  });

  it('refuses operations, keywords and constants that it would lose', async () => {
    const operation = { ...layer('Subtract', ['in', 'in']), module: 'keras.src.ops.numpy' };
    expect((await failure(loadKeras(handler(model([input(), operation]))))).message).toContain(
      'operation keras.ops.Subtract',
    );
    const added = {
      ...layer('Add', 'in'),
      module: 'keras.src.ops.numpy',
      inbound_nodes: [{ args: [tensor('in'), 1.5], kwargs: {} }],
    };
    expect((await failure(loadKeras(handler(model([input(), added]))))).message).toContain('is called with 1.5');
    const training = {
      ...layer('Dropout', 'in'),
      inbound_nodes: [{ args: [tensor('in')], kwargs: { training: true } }],
    };
    expect((await failure(loadKeras(handler(model([input(), training]))))).message).toContain(
      'is called with training',
    );
  });

  it('refuses graphs that are none', async () => {
    const load = (config: unknown) => failure(loadKeras(handler(config as Json)));
    expect((await load(model([input(), layer('ReLU', 'y'), layer('ReLU', 'x', {}, 'y')]))).message).toContain(
      'reads from layers that are not there',
    );
    expect((await load(model([input(), layer('ReLU', 'in'), layer('ReLU', 'in')]))).message).toContain(
      'two of its layers are named "x"',
    );
    expect((await load(model([input()], ['z']))).message).toContain('refers to layer "z"');
    expect((await load({ class_name: 'Mine', config: {} })).message).toContain(
      'of class "Mine", which is code of its own',
    );
    expect((await load({ class_name: 'Functional', config: {} })).message).toContain('no list of layers');
    expect((await load(model([input([null, 8, 8])]))).message).toContain('the input of the model is');
    expect((await load(model([input('x' as never)]))).message).toContain('has no batch_shape');
  });

  it('lists every weight that does not fit', async () => {
    const config = model([input(), conv('in', 1)]);
    const weights = [
      { name: 'head/kernel', shape: [3, 3, 3, 1] },
      { name: 'other/kernel', shape: [2] },
    ];
    const error = await failure(loadKeras(handler(config, weights)));
    expect(error).toMatchObject({
      missing: ['head/bias'],
      unexpected: ['other/kernel'],
      shapes: [{ name: 'head/kernel', expected: [1, 1, 3, 1], actual: [3, 3, 3, 1] }],
    });
    expect(error.message).toBe(
      'loadKeras: model.json does not fit the model: the file lacks head/bias; the model has no place for other/kernel; ' +
        'other shapes have head/kernel (model 1×1×3×1, file 3×3×3×1).',
    );
  });

  it('says what a file is that it cannot read', async () => {
    expect((await failure(loadKeras(new Uint8Array(3)))).message).toContain(
      'neither a .keras archive nor an HDF5 file',
    );
    expect((await failure(loadKeras(Buffer.from('{"a": 1}')))).message).toContain('for a model.json give its URL');
    expect((await failure(loadKeras(tinyWeights()))).message).toContain('loadKerasWeights(model, source)');
    const empty = zipOf([{ name: 'a', bytes: new Uint8Array(1) }]);
    expect((await failure(loadKeras(empty))).message).toContain('there is no config.json in the archive');
    expect((await failure(loadKeras(kerasArchive('{')))).message).toContain('its config.json is not JSON');
    expect((await failure(loadKeras('unet.keras' as never))).message).toContain('the source is "unet.keras"');
    expect((await failure(loadKeras(tinyModel(), { label: [] } as never))).message).toContain('Did you mean "labels"?');
  });

  it('follows the version where Keras changed its mind', async () => {
    const versions = { '2.15.0': 'SegBatchNorm unbiased hardSigmoid', '3.8.0': 'SegBatchNorm biased hardSigmoid' };
    for (const [version, expected] of Object.entries(versions)) {
      const list = [
        input(),
        layer('BatchNormalization', 'in', { scale: false, center: false }),
        layer('Activation', 'x', { activation: 'hard_sigmoid' }, 'a'),
        conv('a', 1),
      ];
      const weights = [{ name: 'x/moving_mean', shape: [3] }, { name: 'x/moving_variance', shape: [3] }, ...head];
      const loaded = await loadKeras(
        handler(model(list), weights, { modelTopology: { model_config: model(list), keras_version: version } }),
      );
      const [, norm, activation] = loaded.layers;
      const { varianceForm } = norm.getConfig();
      expect(`${norm.getClassName()} ${varianceForm} hardSigmoid`).toBe(expected);
      // At −2.75: 0 in Keras 2, 0.25 / 6 in Keras 3.
      const value = tf.tidy(() => (activation.apply(tf.tensor2d([[-2.75]])) as tf.Tensor).dataSync()[0]);
      expect(value).toBeCloseTo(version.startsWith('3') ? 0.25 / 6 : 0, 6);
      loaded.dispose();
    }
  });
});

describe('loadKerasWeights', () => {
  it('finds layers by name, by class and order, and reports the rest', async () => {
    const target = await loadKeras(tinyModel());
    for (const weight of target.weights) weight.write(tf.zeros(weight.shape as number[]));
    expect(await loadKerasWeights(target, tinyWeights())).toEqual({
      loaded: 4,
      missing: [],
      unexpected: [],
      shapes: [],
    });
    expect(target.getWeights().map((weight) => [...weight.dataSync()])).toEqual(tinyValues);
    target.dispose();

    const other = unet({ inputShape: [16, 16, 1], depth: 1, filters: 2, norm: 'none' });
    const before = other.getWeights().map((weight) => [...weight.dataSync()]);
    const error = await failure(loadKerasWeights(other, tinyWeights()));
    expect(error.missing.length).toBeGreaterThan(0);
    expect(other.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    const report = await loadKerasWeights(other, tinyWeights(), {
      strict: false,
      onMismatch: (mismatch) => expect(mismatch.missing).toEqual(error.missing),
    });
    expect(report.loaded).toBe(2); // the first convolution has the very shape
    expect(report.missing.length + report.shapes.length + report.loaded).toBe(before.length);
    expect([...other.getWeights()[0].dataSync()]).toEqual(tinyValues[0]);
    other.dispose();
  });

  it('finds the parts of layers that are two here, or another one', async () => {
    const config = { filters: 4, kernel_size: 3, dilation_rate: 2, padding: 'same', depth_multiplier: 2 };
    const list = [
      input(),
      layer('SeparableConv2D', 'in', config),
      layer('DepthwiseConv2D', 'x', { kernel_size: 3, dilation_rate: 2, padding: 'same', use_bias: false }, 'y'),
      conv('y', 1),
    ];
    const weights = [
      { name: 'x/depthwise_kernel', shape: [3, 3, 3, 2] },
      { name: 'x/pointwise_kernel', shape: [1, 1, 6, 4] },
      { name: 'x/bias', shape: [4] },
      { name: 'y/kernel', shape: [3, 3, 4, 1] },
      { ...head[0], shape: [1, 1, 4, 1] },
      head[1],
    ];
    const loaded = await loadKeras(handler(model(list), weights));
    const sums = loaded.getWeights().map((weight) => tf.tidy(() => tf.sum(weight).dataSync()[0]));
    for (const weight of loaded.weights) weight.write(tf.zeros(weight.shape as number[]));
    expect((await loadKerasWeights(loaded, handler(model(list), weights))).loaded).toBe(6);
    expect(loaded.getWeights().map((weight) => tf.tidy(() => tf.sum(weight).dataSync()[0]))).toEqual(sums);
    loaded.dispose();
  });

  it('counts sequential models within a model as Keras does', async () => {
    const row = (name: string): Json => ({
      class_name: 'Sequential',
      name,
      config: {
        name,
        layers: [
          {
            class_name: 'Conv2D',
            config: { name: 'c', filters: 3, kernel_size: 1, batch_input_shape: [null, 8, 8, 3] },
          },
        ],
      },
    });
    const config = {
      class_name: 'Sequential',
      config: { name: 'net', layers: [row('a'), row('b'), { ...conv('', 1), inbound_nodes: [] }] },
    };
    const inner = (owner: string): Weight[] => [
      { name: `${owner}/c/kernel`, shape: [1, 1, 3, 3] },
      { name: `${owner}/c/bias`, shape: [3] },
    ];
    const loaded = await loadKeras(handler(config, [...inner('a'), ...inner('b'), ...head]));
    const stored = ['sequential_1/conv2d', 'conv2d', 'sequential/conv2d'].map((path) => ({
      name: path.includes('/') ? 'c' : 'head',
      path,
      variables: [0, 1].map((i) => {
        const shape = [path.includes('/') ? [1, 1, 3, 3] : [1, 1, 3, 1], path.includes('/') ? [3] : [1]][i];
        return { name: `${path}/${i}`, shape, read: async () => new Float32Array(0) };
      }),
    }));
    const { pairs, missing, unexpected } = planWeights(modelHolders(loaded, stored), stored);
    expect([missing, unexpected]).toEqual([[], []]);
    expect(pairs.map(([, { name }]) => name)).toEqual(
      ['sequential/conv2d', 'sequential_1/conv2d', 'conv2d'].flatMap((path) => [`${path}/0`, `${path}/1`]),
    );
    loaded.dispose();
  });
});
