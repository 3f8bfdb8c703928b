import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { imagenetPreprocessing } from '../../../src/core/preprocessing.js';
import { rootScope } from '../../../src/layers/scope.js';
import { defineEncoder, familyOf } from '../../../src/models/encoders/registry.js';
import { timmUniversalFamilies } from '../../../src/models/encoders/timmUniversal.js';
import { unet } from '../../../src/models/unet.js';
import { writeSafetensors } from '../../../src/weights/safetensors/writeSafetensors.js';
import { loadEncoder } from '../../../src/weights/smp/loadEncoder.js';
import { bindState, writeTorch } from '../../../src/weights/stateDictionary.js';
import { switchBackend } from '../../helpers/backends.js';
import { generate } from '../../helpers/generatedWeights.js';
import { countParameters, generatedValues, keyHash } from '../../helpers/smpFixture.js';
import { expectAllClose } from '../../helpers/tensors.js';

interface Case {
  readonly encoder: string;
  readonly depth: number;
  readonly outputStride: number;
  readonly size: readonly [height: number, width: number];
  readonly gain: number;
  readonly tensors: number;
  readonly parameters: number;
  readonly keyHash: string;
  /** Of each feature: its shape, mean, standard deviation, and the sum under random weights over √(its size). */
  readonly features: readonly (readonly [shape: number[], mean: number, deviation: number, probe: number])[];
}

/** What timm itself has and gives. */
const reference = JSON.parse(readFileSync(new URL('./timmReference.json', import.meta.url), 'utf8')) as {
  readonly parameters: readonly (readonly [
    name: string,
    channels: number[],
    parameters: number,
    tensors: number,
    keyHash: string,
  ])[];
  readonly cases: readonly Case[];
};

describe('encoders of timm', () => {
  beforeAll(() => switchBackend('wasm'));

  it('are compared with timm to the last of them', () => {
    const names = timmUniversalFamilies.flatMap((family) => family.names);
    expect(reference.parameters.map(([name]) => name).sort()).toEqual([...names].sort());
  });

  it.each(reference.parameters)(
    '%s: the parameters of timm, in its order',
    (name, channels, parameters, tensors, hash) => {
      const scope = rootScope({ path: 'encoder' });
      const encoder = defineEncoder('test', name, scope, { inputChannels: 3, depth: 5, outputStride: 32 });
      expect(encoder.channels).toEqual(channels);
      expect(countParameters(scope.state)).toBe(parameters);
      expect(scope.state.length).toBe(tensors);
      expect(keyHash(scope.state)).toBe(hash);
    },
  );

  it.each(reference.cases)('$encoder, depth $depth, stride $outputStride: the features of timm', (expected) => {
    const { encoder: name, depth, outputStride, size, gain } = expected;
    const scope = rootScope({ path: 'encoder' });
    const encoder = defineEncoder('test', name, scope, { inputChannels: 3, depth, outputStride });
    expect([scope.state.length, countParameters(scope.state), keyHash(scope.state)]).toEqual([
      expected.tensors,
      expected.parameters,
      expected.keyHash,
    ]);
    const input = layers.input({ shape: [null, null, 3] });
    const features = encoder.features(input);
    const given = features[0] === input ? 1 : 0; // the picture itself cannot be an output
    const model = layers.model({ inputs: input, outputs: features.slice(given) });
    for (const bound of bindState(model, scope.state)) {
      if (bound.variable)
        writeTorch(bound, generatedValues(bound.entry, { seed: 0, gain: { encoder: gain, other: 1 } }));
    }
    tf.tidy(() => {
      const picture = tf.tensor4d(generate('input', size[0] * size[1] * 3, 0, 1, 0), [1, ...size, 3]);
      const outputs = [model.predict(picture)].flat();
      expect(outputs.length + given).toBe(expected.features.length);
      outputs.forEach((output, i) => {
        const [shape, mean, deviation, probe] = expected.features[i + given];
        expect(output.shape.slice(1)).toEqual(shape);
        const { mean: actual, variance } = tf.moments(output);
        const weights = tf.tensor(generate(`probe${i + given}`, output.size, 0, 1, 0), output.shape);
        const sum = tf.div(tf.sum(tf.mul(output, weights)), Math.sqrt(output.size));
        const found = [actual, tf.sqrt(variance), sum].map((value) => value.dataSync()[0]);
        [mean, deviation, probe].forEach((wanted, k) => {
          expect(Math.abs(found[k] - wanted)).toBeLessThan(2e-5 * Math.abs(wanted) + 2e-5 * deviation);
        });
      });
    });
    model.dispose();
  });

  it('may be called by a training of theirs, which decides what they expect', () => {
    const hashOf = (name: string): string => {
      const scope = rootScope({ path: 'encoder' });
      expect(defineEncoder('test', name, scope, size).name).toBe(name);
      return keyHash(scope.state);
    };
    const size = { inputChannels: 3, depth: 5, outputStride: 32 };
    expect(hashOf('tu-resnet18.a1_in1k')).toBe(hashOf('tu-resnet18'));
    expect(() => hashOf('tu-resnet17.a1_in1k')).toThrow('test: encoder is "tu-resnet17.a1_in1k". Did you mean');
    expect(() => hashOf('resnet18.a1_in1k')).toThrow('test: encoder is "resnet18.a1_in1k". Did you mean');
    const centered = { mean: 0.5, std: 0.5 };
    for (const [name, expected] of [
      ['tu-resnet18.a1_in1k', imagenetPreprocessing],
      ['tu-resnet34.ra4_e3600_r224_in1k', centered],
      ['tu-efficientnet_b1', centered],
      ['tu-efficientnet_lite0.ra_in1k', imagenetPreprocessing],
      ['tu-tf_efficientnet_b0.ap_in1k', centered],
      ['tu-tf_efficientnet_lite0', centered],
    ] as const) {
      expect(familyOf('test', name).preprocessing(name)).toEqual(expected);
    }
  });

  it.each(['tu-vgg11', 'tu-densenet121', 'tu-mobilenetv2_035'])(
    '%s: takes weights from a file of timm',
    async (encoder) => {
      const options = { encoder, encoderDepth: 2, decoderChannels: [8, 8] };
      const model = unet(options);
      const scope = rootScope({ path: 'encoder' });
      defineEncoder('test', encoder, scope, { inputChannels: 3, depth: 5, outputStride: 32 });
      const generator = { seed: 0, gain: { encoder: 1, other: 1 } };
      const entries = scope.state
        .filter(({ layout }) => layout !== 'count')
        .map((entry) => {
          const name = entry.key.replace('encoder.model.', '').replace(/^features_/, 'features.');
          return [name, { shape: entry.shape, data: generatedValues(entry, generator) }] as const;
        });
      const classifier = ['classifier', 'head.fc', 'pre_logits.fc1', 'conv_head', 'bn2'].map(
        (name) => [`${name}.weight`, { shape: [2], data: new Float32Array(2) }] as const,
      );
      await loadEncoder(model, writeSafetensors(new Map([...entries, ...classifier])));
      const expected = unet(options);
      const [loaded, wanted] = [model, expected].map((each) => bindState(each, scope.state));
      for (const bound of wanted) if (bound.variable) writeTorch(bound, generatedValues(bound.entry, generator));
      loaded.forEach(({ variable }, i) => {
        if (variable) expectAllClose(variable.read(), wanted[i].variable?.read() as tf.Tensor, { atol: 0, rtol: 0 });
      });
      expect(loaded.filter(({ variable }) => variable).length).toBeGreaterThan(2);
      for (const each of [model, expected]) each.dispose();
    },
  );
});
