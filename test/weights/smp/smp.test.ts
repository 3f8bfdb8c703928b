import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OptionError, WeightsError } from '../../../src/core/errors.js';
import { deeplabV3 } from '../../../src/models/decoders/deeplabV3.js';
import { dpt } from '../../../src/models/decoders/dpt.js';
import { getMetadata } from '../../../src/models/metadata.js';
import { unet } from '../../../src/models/unet.js';
import type { EncoderUnetOptions } from '../../../src/models/unetDecoder.js';
import { smpFolder } from '../../../src/node/smpFolder.js';
import type { WeightsMismatch } from '../../../src/weights/mismatch.js';
import { readSafetensors } from '../../../src/weights/safetensors/readSafetensors.js';
import { writeSafetensors } from '../../../src/weights/safetensors/writeSafetensors.js';
import { loadEncoder } from '../../../src/weights/smp/loadEncoder.js';
import { loadSmp } from '../../../src/weights/smp/loadSmp.js';
import { saveSmp } from '../../../src/weights/smp/saveSmp.js';
import { switchBackend } from '../../helpers/backends.js';
import { expectAllClose, randomTensor } from '../../helpers/tensors.js';

const small = { encoder: 'resnet18', encoderDepth: 2, decoderChannels: [16, 8] } as const;
const exact = { atol: 0, rtol: 0 };
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

let folder: string;
beforeAll(async () => {
  await switchBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'segkit-smp-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What two models give for the same picture is the same to the bit. */
function expectEqualModels(a: LayersModel, b: LayersModel, channels = 3): void {
  tf.tidy(() => {
    const x = randomTensor([1, 24, 20, channels], 3);
    const [first, second] = [a, b].map((model) => [model.predict(x)].flat() as tf.Tensor[]);
    expect(first.length).toBe(second.length);
    for (const [i, output] of first.entries()) expectAllClose(output, second[i], exact);
  });
}

/** `toEqual` would take minutes over as many bytes. */
function expectSameFiles(actual: Readonly<Record<string, Uint8Array>>, expected: typeof actual): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const name of Object.keys(expected)) expect(Buffer.compare(actual[name], expected[name]), name).toBe(0);
}

/** The weights of an encoder alone, as files of ImageNet have them: no prefix, no counters, and a classifier. */
async function pretrained(model: LayersModel): Promise<Uint8Array> {
  const { tensors } = await readSafetensors((await saveSmp(model))['model.safetensors']);
  const own = [...tensors.values()].filter(({ name }) => /^encoder\..*(?<!num_batches_tracked)$/.test(name));
  const entries = own.map(
    async ({ name, shape, values }) =>
      [name.replace('encoder.', ''), { shape, data: (await values()) as Float32Array }] as const,
  );
  const classifier = ['fc.weight', { shape: [10, 4], data: new Float32Array(40) }] as const;
  return writeSafetensors(new Map([...(await Promise.all(entries)), classifier]));
}

describe('saveSmp and loadSmp', () => {
  it('read a DeepLabV3 whose decoder was counted, as earlier versions of smp did', async () => {
    const model = deeplabV3({
      encoder: 'resnet18',
      encoderDepth: 1,
      decoderChannels: 4,
      decoderAtrousRates: [1, 2, 3],
    });
    const files = await saveSmp(model);
    const { tensors } = await readSafetensors(files['model.safetensors']);
    const counted = [...tensors].map(async ([name, { shape, dtype, values }]) => {
      const old = name.replace(
        /^decoder\.(aspp|conv|bn)\./,
        (_, part) => `decoder.${['aspp', 'conv', 'bn'].indexOf(part)}.`,
      );
      return [old, { shape, dtype, data: await values() }] as const;
    });
    const weights = writeSafetensors(new Map(await Promise.all(counted)) as Parameters<typeof writeSafetensors>[0]);
    expect([...(await readSafetensors(weights)).tensors.keys()]).toContain('decoder.0.project.0.weight');
    const loaded = await loadSmp({ config: files['config.json'], weights });
    expectEqualModels(model, loaded);
    for (const each of [model, loaded]) each.dispose();
  });

  it.each<[string, EncoderUnetOptions]>([
    ['plain', small],
    [
      'attention and classes',
      { ...small, decoderChannels: [32, 16], decoderAttention: 'scse', task: 'multiclass', classes: 3 },
    ],
    [
      'no norm, bilinear, probabilities',
      { ...small, decoderNorm: 'none', decoderInterpolation: 'bilinear', activation: 'sigmoid' },
    ],
    ['instance norm, other channels', { ...small, decoderNorm: 'instance', inputShape: [null, null, 4] }],
    [
      'multilabel',
      { ...small, task: 'multilabel', classes: 2, activation: 'sigmoid', decoderInterpolation: 'nearestExact' },
    ],
    [
      'a classification head',
      { ...small, classificationHead: { classes: 3, pooling: 'max', dropout: 0.5, activation: 'sigmoid' } },
    ],
  ])('give the same model: %s', async (_, options) => {
    const model = unet(options);
    const files = await saveSmp(model);
    const loaded = await loadSmp({ config: files['config.json'], weights: files['model.safetensors'] });
    expectEqualModels(model, loaded, options.inputShape?.[2]);
    expect(getMetadata(loaded)).toEqual(getMetadata(model));
    expectSameFiles(await saveSmp(loaded), files);
    model.dispose();
    loaded.dispose();
  });

  it('writes the config that smp writes', async () => {
    const model = unet({ ...small, classificationHead: { classes: 2 } });
    expect(JSON.parse(text((await saveSmp(model))['config.json']))).toEqual({
      _model_class: 'Unet',
      activation: null,
      aux_params: { activation: null, classes: 2, dropout: 0.2, pooling: 'avg' },
      classes: 1,
      decoder_attention_type: null,
      decoder_channels: [16, 8],
      decoder_interpolation: 'nearest',
      decoder_use_norm: 'batchnorm',
      encoder_depth: 2,
      encoder_name: 'resnet18',
      encoder_weights: null,
      in_channels: 3,
    });
    model.dispose();
  });

  it('keeps what the network does not use, and counters', async () => {
    const model = unet(small);
    const { 'config.json': config, 'model.safetensors': weights } = await saveSmp(model);
    const { tensors } = await readSafetensors(weights);
    const changed = new Map(
      await Promise.all(
        [...tensors.values()].map(async ({ name, shape, dtype, values }) => {
          const data = Float64Array.from((await values()) as Float32Array);
          if (name === 'encoder.layer4.1.conv2.weight') data.fill(0.5);
          if (name === 'encoder.bn1.num_batches_tracked') data.fill(1234);
          return [name, dtype === 'I64' ? { shape, data, dtype } : { shape, data: Float32Array.from(data) }] as const;
        }),
      ),
    );
    const file = writeSafetensors(changed);
    const loaded = await loadSmp({ config, weights: file });
    expect(Buffer.compare((await saveSmp(loaded))['model.safetensors'], file)).toBe(0);
    model.dispose();
    loaded.dispose();
  });

  it('reads files without counters', async () => {
    const model = unet(small);
    const files = await saveSmp(model);
    const { tensors } = await readSafetensors(files['model.safetensors']);
    const entries = [...tensors.values()]
      .filter(({ dtype }) => dtype !== 'I64')
      .map(async ({ name, shape, values }) => [name, { shape, data: (await values()) as Float32Array }] as const);
    const weights = writeSafetensors(new Map(await Promise.all(entries)));
    const loaded = await loadSmp({ config: files['config.json'], weights });
    expectSameFiles(await saveSmp(loaded), files); // counters are 0 in both
    model.dispose();
    loaded.dispose();
  });

  it('goes by how the weights that the encoder began with were trained', async () => {
    const model = unet({ ...small, encoder: 'efficientnet-b0' });
    const files = await saveSmp(model);
    const config = JSON.parse(text(files['config.json'])) as Record<string, unknown>;
    const loaded = await loadSmp({
      config: { ...config, encoder_weights: 'advprop' },
      weights: files['model.safetensors'],
    });
    expect(getMetadata(loaded).preprocessing).toEqual({ mean: 0.5, std: 0.5 });
    model.dispose();
    loaded.dispose();
  });

  it('goes through a folder', async () => {
    const place = join(folder, 'model');
    const model = unet(small);
    await saveSmp(model, smpFolder(place));
    expect((await readdir(place)).toSorted()).toEqual(['config.json', 'model.safetensors']);
    const loaded = await loadSmp(smpFolder(place), { labels: ['car'] });
    expectEqualModels(model, loaded);
    expect(getMetadata(loaded).labels).toEqual(['car']);
    await truncate(join(place, 'model.safetensors'), 5000);
    await expect(loadSmp(smpFolder(place))).rejects.toThrow(WeightsError);
    await rm(join(place, 'config.json'));
    await expect(loadSmp(smpFolder(place))).rejects.toThrow(/config\.json cannot be read/);
    model.dispose();
    loaded.dispose();
  });

  it('lists all that does not fit in one error, and leaves no tensor behind', async () => {
    const model = unet(small);
    const files = await saveSmp(model);
    model.dispose();
    const config = {
      ...JSON.parse(text(files['config.json'])),
      decoder_channels: [16, 4],
      decoder_attention_type: null,
    };
    const before = tf.memory().numTensors;
    const error = await loadSmp({ config: { ...config, in_channels: 1 }, weights: files['model.safetensors'] }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(WeightsError);
    const { missing, unexpected, shapes, message } = error as WeightsError;
    expect([missing, unexpected]).toEqual([[], []]);
    expect(shapes.map(({ name }) => name)).toContain('encoder.conv1.weight');
    expect(shapes).toContainEqual({ name: 'segmentation_head.0.weight', expected: [1, 4, 3, 3], actual: [1, 8, 3, 3] });
    expect(message).toMatch(
      /^loadSmp: .* does not fit the model: other shapes have \d+: .*encoder\.conv1\.weight \(model/,
    );
    expect(tf.memory().numTensors).toBe(before);

    const deeper = { ...config, decoder_channels: [16, 8], decoder_use_norm: 'identity' };
    const names = await loadSmp({ config: deeper, weights: files['model.safetensors'] }).catch(
      (reason: unknown) => reason,
    );
    expect((names as WeightsError).missing).toContain('decoder.blocks.0.conv1.0.bias');
    expect((names as WeightsError).unexpected).toContain('decoder.blocks.0.conv1.1.running_mean');
  });

  it('loads what fits with strict: false, and says what did not', async () => {
    const model = unet(small);
    const files = await saveSmp(model);
    const source = { config: files['config.json'], weights: files['model.safetensors'] };
    await expect(loadSmp(source, { classes: 3, task: 'multiclass' })).rejects.toThrow(
      'With strict: false what fits is loaded.',
    );
    const told: WeightsMismatch[] = [];
    const options = { classes: 3, task: 'multiclass', strict: false } as const;
    const loaded = await loadSmp(source, { ...options, onMismatch: (mismatch) => told.push(mismatch) });
    expect(told).toHaveLength(1);
    expect(told[0].shapes.map(({ name }) => name)).toEqual(['segmentation_head.0.weight', 'segmentation_head.0.bias']);
    const name = 'decoder.blocks.1.conv2.0';
    expectAllClose(loaded.getLayer(name).getWeights()[0], model.getLayer(name).getWeights()[0], exact);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    (await loadSmp(source, options)).dispose();
    expect(warn.mock.calls[0][0]).toMatch(
      /^loadSmp: not all of .* fits the model, and was left out: other shapes have 2: seg/,
    );
    warn.mockRestore();
    model.dispose();
    loaded.dispose();
  });

  it.each<[string, object | string, string]>([
    ['an unknown class', { _model_class: 'Pizza' }, 'asks for _model_class "Pizza". Known are Unet'],
    ['an unknown encoder', { encoder_name: 'resnet19' }, 'unet: encoder is "resnet19"'],
    ['an activation that cannot be', { activation: 'argmax2d' }, 'asks for activation "argmax2d"'],
    ['a norm that smp cannot run either', { decoder_use_norm: 'layernorm' }, 'asks for decoder_use_norm "layernorm"'],
    ['classes of nothing', { classes: -1 }, 'has classes -1. It must be a whole number above 0.'],
    ['a list', '[]', 'holds no object of options'],
    ['no JSON', '{', 'is no JSON'],
    ['a book', JSON.stringify({ text: 'x'.repeat(2 ** 20) }), 'where 1 MB is the most for a config.json'],
  ])('refuses a config with %s', async (_, change, message) => {
    const base = { _model_class: 'Unet', encoder_name: 'resnet18', encoder_depth: 2, decoder_channels: [16, 8] };
    const config = typeof change === 'string' ? new TextEncoder().encode(change) : { ...base, ...change };
    await expect(loadSmp({ config, weights: new Uint8Array(8) })).rejects.toThrow(message);
  });

  it('refuses models that are none of smp’s, and options that smp has not', async () => {
    const plain = unet({ depth: 2, filters: 4 });
    await expect(saveSmp(plain)).rejects.toThrow(OptionError);
    await expect(saveSmp(plain)).rejects.toThrow('saveSmp: "unet" has no encoder of smp\'s');
    const grouped = unet({ ...small, decoderNorm: 'group' });
    await expect(saveSmp(grouped)).rejects.toThrow('saveSmp: smp\'s decoders have no "group" normalization.');
    plain.dispose();
    grouped.dispose();
  });
});

describe('loadEncoder', () => {
  it('reads files of the encoder alone and of whole models, and leaves the decoder alone', async () => {
    const source = unet({ ...small, seed: 1 });
    for (const file of [await pretrained(source), (await saveSmp(source))['model.safetensors']]) {
      const model = unet({ ...small, seed: 2, task: 'multiclass', classes: 4 });
      const decoder = model.getLayer('decoder.blocks.0.conv1.0').getWeights()[0].dataSync().slice();
      await loadEncoder(model, file);
      for (const name of ['encoder.conv1', 'encoder.layer1.1.bn2']) {
        source
          .getLayer(name)
          .getWeights()
          .forEach((weight, i) => {
            expectAllClose(model.getLayer(name).getWeights()[i], weight, exact);
          });
      }
      expectAllClose(model.getLayer('decoder.blocks.0.conv1.0').getWeights()[0], decoder, exact);
      model.dispose();
    }
    source.dispose();
  });

  it('reads vision transformers, which classify other pictures by other scores', async () => {
    const options = { encoder: 'tu-vit_tiny_patch16_224', encoderDepth: 1, decoderIntermediateChannels: [8] } as const;
    const [model, other] = [
      dpt({ ...options, decoderFusionChannels: 8 }),
      dpt({ ...options, decoderFusionChannels: 8 }),
    ];
    const prefix = 'encoder.model.';
    const { tensors } = await readSafetensors((await saveSmp(model))['model.safetensors']);
    const own = [...tensors.values()].filter(({ name }) => name.startsWith(prefix) && !name.includes('head'));
    const entries = own.map(
      async ({ name, shape, values }) =>
        [name.slice(prefix.length), { shape, data: (await values()) as Float32Array }] as const,
    );
    const head = ['head.weight', { shape: [10, 192], data: new Float32Array(1920) }] as const;
    await loadEncoder(other, writeSafetensors(new Map([...(await Promise.all(entries)), head])));
    const { tensors: loaded } = await readSafetensors((await saveSmp(other))['model.safetensors']);
    const [expected, actual] = await Promise.all(
      [tensors, loaded].map((all) => all.get(`${prefix}blocks.11.attn.qkv.weight`)?.values()),
    );
    expect(actual).toEqual(expected);
    for (const each of [model, other]) each.dispose();
  });

  it('turns the first convolution for other channels as smp does', async () => {
    const source = unet({ ...small, seed: 1 });
    const file = await pretrained(source);
    const three = source.getLayer('encoder.conv1').getWeights()[0]; // [7,7,3,64]
    const at = (channel: number): tf.Tensor => tf.slice(three, [0, 0, channel, 0], [7, 7, 1, 64]);
    const expected = [
      [1, tf.sum(three, 2, true)],
      [4, tf.mul(tf.concat([three, at(0)], 2), 3 / 4)],
    ] as const;
    for (const [channels, kernel] of expected) {
      const model = unet({ ...small, inputShape: [null, null, channels] });
      await loadEncoder(model, file);
      expectAllClose(model.getLayer('encoder.conv1').getWeights()[0], kernel, { atol: 1e-6, rtol: 1e-6 });
      model.dispose();
    }
    source.dispose();
  });

  it('refuses files of other networks, with all names', async () => {
    const model = unet(small);
    const file = writeSafetensors({ 'conv1.weight': { shape: [64, 5, 7, 7], data: new Float32Array(64 * 5 * 49) } });
    const error = (await loadEncoder(model, file).catch((reason: unknown) => reason)) as WeightsError;
    expect(error).toBeInstanceOf(WeightsError);
    expect(error.shapes.map(({ name }) => name)).toEqual(['encoder.conv1.weight']);
    expect(error.missing).toContain('encoder.layer1.0.conv1.weight');
    expect(error.missing.some((name) => name.includes('layer4'))).toBe(false); // beyond the depth of 2
    const plain = unet({ depth: 2, filters: 4 });
    await expect(loadEncoder(plain, file)).rejects.toThrow('loadEncoder: "unet" does not say which encoder it has.');
    model.dispose();
    plain.dispose();
  });

  it('reads a file of a disk that somebody else wrote', async () => {
    await writeFile(join(folder, 'not.safetensors'), 'hello');
    const model = unet(small);
    const source = { name: 'not.safetensors', size: 5, read: async () => new Uint8Array(5) };
    await expect(loadEncoder(model, source)).rejects.toThrow('not.safetensors: 5 bytes are too few');
    model.dispose();
  });
});
