import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { unet } from '../../src/models/unet.js';
import { describeEachBackend } from '../helpers/backends.js';
import { generate } from '../helpers/generatedWeights.js';
import { describeShared, hasShared, readArrays, sharedPath } from '../helpers/parity.js';

/** A weight of the reference model: its Keras layer and variable, and how its values are generated. */
type WeightRow = readonly [
  layer: string,
  variable: string,
  key: string,
  shape: readonly number[],
  center: number,
  scale: number,
];

interface UnetFixture {
  readonly input: readonly [number, number, number, number];
  readonly parameters: number;
  readonly generator: { readonly seed: number };
  readonly filters: number;
  readonly depth: number;
  readonly tolerance: number;
  readonly weights: readonly WeightRow[];
  readonly fullSize?: {
    readonly filters: number;
    readonly depth: number;
    readonly input: readonly [number, number, number];
    readonly parameters: number;
    readonly perLayer: readonly (readonly [layer: string, key: string, parameters: number])[];
  };
}

/** `down0/conv1/kernel` is weight `down0_conv1/kernel` of our layer `down0_conv1`. */
const layerOf = (key: string): string => key.split('/').slice(0, -1).join('_');

function setGeneratedWeights(model: layers.LayersModel, { weights, generator }: UnetFixture): void {
  tf.tidy(() => {
    const tensors = new Map(
      weights.map(([, variable, key, shape, center, scale]) => {
        const values = generate(key, tf.util.sizeFromShape([...shape]), center, scale, generator.seed);
        return [`${layerOf(key)}/${variable}`, tf.tensor(values, [...shape])];
      }),
    );
    model.loadWeights(Object.fromEntries(tensors)); // strict: every weight, and no other
  });
}

const fixtureNames = hasShared('parity/models/keras')
  ? readdirSync(sharedPath('parity/models/keras')).filter((name) => /^seed_unet_.*\.json$/.test(name))
  : [];

describeShared('Carvana U-Net parity', 'parity/models/keras', () => {
  it('finds the fixtures', () => expect(fixtureNames.length).toBeGreaterThan(0));

  describeEachBackend('unet', () => {
    for (const file of fixtureNames) {
      const path = sharedPath('parity/models/keras', file);
      const fixture = JSON.parse(readFileSync(path, 'utf8')) as UnetFixture;
      const { input, depth, filters, fullSize } = fixture;
      const [, height, width, channels] = input;
      const options = { inputShape: [height, width, channels], depth, filters, norm: 'none' } as const;

      it(`${file}: logits and probabilities`, () => {
        const arrays = readArrays(path.replace(/\.json$/, '.safetensors'));
        const values = generate('input', tf.util.sizeFromShape([...input]), 0, 1, fixture.generator.seed);
        for (const [activation, expected] of [
          ['linear', arrays.get('logits')],
          ['sigmoid', arrays.get('output')],
        ] as const) {
          const model = unet({ ...options, activation });
          expect(model.countParams()).toBe(fixture.parameters);
          setGeneratedWeights(model, fixture);
          tf.tidy(() => {
            const output = model.predict(tf.tensor4d(values, [...input])) as tf.Tensor;
            expect(output.shape).toEqual(expected?.shape);
            const difference = tf.max(tf.abs(tf.sub(output, tf.tensor(expected!.data, [...expected!.shape]))));
            expect(difference.dataSync()[0]).toBeLessThanOrEqual(fixture.tolerance);
          });
          model.dispose();
        }
      });

      if (fullSize) {
        it(`${file}: parameters of every layer at full size`, () => {
          const model = unet({
            ...options,
            inputShape: fullSize.input,
            depth: fullSize.depth,
            filters: fullSize.filters,
          });
          expect(model.countParams()).toBe(fullSize.parameters);
          const counted = model.layers.filter((layer) => layer.countParams() > 0);
          expect(counted.map((layer) => [layer.name, layer.countParams()])).toEqual(
            fullSize.perLayer.map(([, key, count]) => [key.replaceAll('/', '_'), count]),
          );
          model.dispose();
        });
      }
    }
  });
});
