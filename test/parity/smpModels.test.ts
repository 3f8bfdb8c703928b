import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { getMetadata } from '../../src/models/metadata.js';
import { networkFromSmp } from '../../src/weights/smp/smpConfig.js';
import { describeBackend } from '../helpers/backends.js';
import { generate } from '../helpers/generatedWeights.js';
import { describeShared, hasShared, sharedPath } from '../helpers/parity.js';
import { buildFixture, countParameters, keyHash, readSmpFixture } from '../helpers/smpFixture.js';

const folder = 'parity/models/smp';
const names = hasShared(folder)
  ? (JSON.parse(readFileSync(sharedPath(folder, 'index.json'), 'utf8')).fixtures as { name: string }[]).map(
      ({ name }) => name,
    )
  : [];

describeShared('networks of smp', folder, () => {
  it('finds the fixtures', () => expect(names.length).toBeGreaterThan(0));

  describeBackend('wasm', () => {
    it.each(names)('%s: parameters and outputs', (name) => {
      const fixture = readSmpFixture(name);
      const { config, stateDict, cases, arrays, generator } = fixture;
      const { architecture, options, inputChannels } = networkFromSmp(config);
      const { state } = architecture.define(options, { inputChannels, classes: options.classes });
      expect(state.map(({ key, shape }) => [key, shape])).toEqual(stateDict.map(([key, , shape]) => [key, shape]));
      expect(keyHash(state)).toBe(fixture.keyHash);
      expect(countParameters(state)).toBe(fixture.trainableParameters);

      const model = buildFixture(fixture);
      const unused = new Set(fixture.unusedParameters);
      const held = state.filter(({ key, layout }) => layout !== 'count' && !unused.has(key));
      expect(getMetadata(model).network).toBeDefined();
      expect(held.length).toBeGreaterThan(0);
      for (const { input, outputs } of cases) {
        const picture = generate('input', tf.util.sizeFromShape([...input]), 0, 1, generator.seed);
        tf.tidy(() => {
          const result = model.predict(tf.tensor4d(picture, [...input]));
          const results = Array.isArray(result) ? result : [result];
          expect(results.length).toBe(outputs.length);
          outputs.forEach(({ tensor, tolerance }, i) => {
            const expected = arrays.get(tensor);
            expect(results[i].shape).toEqual(expected?.shape);
            const wanted = tf.tensor(expected?.data as Float32Array, [...(expected?.shape as number[])]);
            const difference = tf.max(tf.abs(tf.sub(results[i], wanted))).dataSync()[0];
            expect(difference).toBeLessThanOrEqual(tolerance);
          });
        });
      }
      model.dispose();
    });
  });
});
