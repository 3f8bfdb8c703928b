import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { getMetadata } from '../../src/models/metadata.js';
import { fileSource } from '../../src/node/fileSource.js';
import { loadKeras } from '../../src/weights/keras/loadKeras.js';
import { loadKerasWeights } from '../../src/weights/keras/loadKerasWeights.js';
import { describeEachBackend } from '../helpers/backends.js';
import { generate } from '../helpers/generatedWeights.js';
import { describeShared, hasShared, type ReferenceArray, readArrays, sharedPath } from '../helpers/parity.js';

/** A variable of the reference model and how its values are generated. */
type WeightRow = readonly [
  layer: string,
  variable: string,
  key: string,
  shape: readonly number[],
  center: number,
  scale: number,
];

interface KerasFixture {
  readonly name: string;
  readonly input: readonly number[];
  readonly parameters: number;
  readonly generator: { readonly seed: number };
  readonly files?: readonly string[];
  readonly expected: string;
  readonly tolerance: number;
  readonly weights: readonly WeightRow[];
  readonly layers: readonly (readonly [name: string, className: string])[];
}

const folder = 'parity/models/keras';
const path = (name: string): string => sharedPath(folder, name);
const readJson = <T>(name: string): T => JSON.parse(readFileSync(path(name), 'utf8')) as T;

const fixtures = (hasShared(folder) ? readdirSync(sharedPath(folder)) : [])
  .filter((name) => name.endsWith('.json') && !['configs.json', 'hdf5_listing.json'].includes(name))
  .map((name) => readJson<KerasFixture>(name));
const configs = hasShared(folder) ? readJson<Record<string, unknown>>('configs.json') : {};

const isWeightsAlone = (file: string): boolean => /weights\.h5$/.test(file);

function generated([, , key, shape, center, scale]: WeightRow, { generator }: KerasFixture): Float32Array {
  return generate(key, tf.util.sizeFromShape([...shape]), center, scale, generator.seed);
}

/** The largest difference from the expected output. */
function difference(model: layers.LayersModel, fixture: KerasFixture, expected: ReferenceArray): number {
  return tf.tidy(() => {
    const values = generate('input', tf.util.sizeFromShape([...fixture.input]), 0, 1, fixture.generator.seed);
    const output = model.predict(tf.tensor(values, [...fixture.input])) as tf.Tensor;
    expect(output.shape).toEqual(expected.shape);
    return tf.max(tf.abs(tf.sub(output, tf.tensor(expected.data, [...expected.shape])))).dataSync()[0];
  });
}

/** The layers of a model, and those of models within it. */
function allLayers(model: layers.LayersModel): layers.layers.Layer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? allLayers(layer as layers.LayersModel) : [layer]));
}

/** Every weight must be there, to the bit, in the layer of its name. */
function checkWeights(model: layers.LayersModel, fixture: KerasFixture): void {
  expect(model.countParams()).toBe(fixture.parameters);
  for (const layer of new Set(fixture.weights.map(([name]) => name))) {
    const rows = fixture.weights.filter(([name]) => name === layer);
    const values = rows.map((row) => generated(row, fixture));
    // A separable convolution is two layers here.
    const own = allLayers(model).filter(({ name }) => name === layer || name === `${layer}_depthwise`);
    const weights = own.flatMap((each) => each.getWeights().map((weight) => weight.dataSync()));
    expect(weights).toEqual(values);
  }
}

/** Through memory, as any other place would have it. */
async function saveAndLoad(model: layers.LayersModel): Promise<layers.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async ({ weightData, ...rest }) => {
      saved = { ...JSON.parse(JSON.stringify(rest)), weightData };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return layers.loadLayersModel(tf.io.fromMemory(saved!));
}

/** What the converter of TensorFlow.js writes of the model: its config, and weights named by layer and variable. */
function modelJson(config: unknown, fixture: KerasFixture, prefix: string): tf.io.IOHandler {
  const values = fixture.weights.map((row) => generated(row, fixture));
  const weightSpecs = fixture.weights.map(([layer, variable, , shape]) => {
    return { name: `${prefix}${layer}/${variable}`, shape: [...shape], dtype: 'float32' as const };
  });
  const weightData = new Uint8Array(values.flatMap((list) => [...new Uint8Array(list.buffer)])).buffer;
  const modelTopology = { model_config: config, keras_version: '3.15.1', backend: 'tensorflow' };
  return tf.io.fromMemory({ modelTopology, weightSpecs, weightData, format: 'layers-model', generatedBy: 'keras v3' });
}

describeShared('files of Keras', folder, () => {
  it('finds the fixtures', () => {
    const files = fixtures.flatMap((fixture) => fixture.files ?? []);
    const there = readdirSync(sharedPath(folder)).filter((name) => /\.(h5|keras)$/.test(name));
    expect([...files].sort()).toEqual(there.sort()); // each of them is read
    expect(files.length).toBeGreaterThan(0);
  });

  describeEachBackend('loadKeras', (backend) => {
    for (const fixture of fixtures.filter(({ files }) => files)) {
      const arrays = (): ReturnType<typeof readArrays> => readArrays(path(fixture.expected));
      const files = fixture.files!.filter((file) => !isWeightsAlone(file));

      for (const file of files) {
        it(`${file}: weights and output, and so after saving`, async () => {
          const before = tf.memory().numTensors;
          const model = await loadKeras(await fileSource(path(file)));
          checkWeights(model, fixture);
          expect(difference(model, fixture, arrays().get('output')!)).toBeLessThanOrEqual(fixture.tolerance);
          const again = await saveAndLoad(model);
          expect(getMetadata(again)).toEqual(getMetadata(model));
          expect(difference(again, fixture, arrays().get('output')!)).toBeLessThanOrEqual(fixture.tolerance);
          model.dispose();
          again.dispose();
          expect(tf.memory().numTensors).toBe(before);
        });

        if (hasShared(folder) && arrays().has('logits')) {
          it(`${file}: logits`, async () => {
            const model = await loadKeras(await fileSource(path(file)), { logits: true });
            expect(getMetadata(model).activation).toBe('linear');
            expect(difference(model, fixture, arrays().get('logits')!)).toBeLessThanOrEqual(fixture.tolerance);
            model.dispose();
          });
        }

        // The cpu backend takes seconds for a step; its gradients are those of the same ops.
        it.runIf(backend !== 'cpu')(`${file}: every weight can be trained`, async () => {
          const model = await loadKeras(await fileSource(path(file)), { logits: true });
          const values = generate('input', tf.util.sizeFromShape([...fixture.input]), 0, 1, fixture.generator.seed);
          const { value, grads } = tf.variableGrads(() => {
            const output = model.apply(tf.tensor(values, [...fixture.input]), { training: true }) as tf.Tensor;
            return tf.mean(tf.square(output)) as tf.Scalar;
          });
          expect(Object.keys(grads).length).toBe(model.trainableWeights.length);
          for (const [name, gradient] of Object.entries(grads)) {
            const largest = tf.tidy(() => tf.max(tf.abs(gradient)).dataSync()[0]);
            // A bias before a batch normalization has none.
            if (!/bias/.test(name)) expect(largest, name).toBeGreaterThan(0);
            expect(largest, name).toBeLessThan(Infinity);
          }
          tf.dispose([value, grads]);
          model.dispose();
        });

        it(`${file}: its config in a model.json`, async () => {
          for (const prefix of ['', `${fixture.name}/`]) {
            const model = await loadKeras(modelJson(configs[file], fixture, prefix));
            checkWeights(model, fixture);
            expect(difference(model, fixture, arrays().get('output')!)).toBeLessThanOrEqual(fixture.tolerance);
            model.dispose();
          }
        });
      }

      for (const file of fixture.files!.filter(isWeightsAlone)) {
        it(`${file}: into a model that is there`, async () => {
          const model = await loadKeras(await fileSource(path(files[0])));
          for (const weight of model.weights) weight.write(tf.zeros(weight.shape as number[]));
          const report = await loadKerasWeights(model, await fileSource(path(file)));
          expect(report).toEqual({ loaded: fixture.weights.length, missing: [], unexpected: [], shapes: [] });
          checkWeights(model, fixture);
          expect(difference(model, fixture, arrays().get('output')!)).toBeLessThanOrEqual(fixture.tolerance);
          model.dispose();
        });
      }
    }
  });
});
