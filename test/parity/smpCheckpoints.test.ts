import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { smpFolder } from '../../src/node/smpFolder.js';
import { readSafetensors } from '../../src/weights/safetensors/readSafetensors.js';
import { loadSmp } from '../../src/weights/smp/loadSmp.js';
import { saveSmp } from '../../src/weights/smp/saveSmp.js';
import { describeEachBackend } from '../helpers/backends.js';
import { describeShared, hasShared, type ReferenceArray, readArrays, sharedPath } from '../helpers/parity.js';

const folder = 'parity/models/smp_checkpoint';
const names = hasShared(folder)
  ? readdirSync(sharedPath(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];

describeShared('models that smp saved', folder, () => {
  it('finds them', () => expect(names.length).toBeGreaterThan(1));

  describeEachBackend('smp', () => {
    it.each(names)('%s: loads, predicts as in Python, and is saved as it was', async (name) => {
      const place = sharedPath(folder, name);
      const arrays = readArrays(`${place}.expected.safetensors`);
      const expected = JSON.parse(readFileSync(`${place}.expected.json`, 'utf8')) as { logits: { tolerance: number } };
      const model = await loadSmp(smpFolder(place));
      tf.tidy(() => {
        const [input, logits] = ['input', 'logits'].map((key) => {
          const { data, shape } = arrays.get(key) as ReferenceArray;
          return tf.tensor(data, [...shape]);
        });
        const output = model.predict(input) as tf.Tensor;
        expect(output.shape).toEqual(logits.shape);
        expect(tf.max(tf.abs(tf.sub(output, logits))).dataSync()[0]).toBeLessThanOrEqual(expected.logits.tolerance);
      });

      const files = await saveSmp(model);
      const asked = JSON.parse(readFileSync(`${place}/config.json`, 'utf8'));
      expect(JSON.parse(new TextDecoder().decode(files['config.json']))).toEqual(asked);
      const original = readFileSync(`${place}/model.safetensors`);
      const { tensors } = await readSafetensors(original);
      const isHalf = [...tensors.values()].some(({ dtype }) => dtype === 'F16');
      // What was stored in halves comes back in float32, with the same numbers.
      if (isHalf) await expectSameTensors(files['model.safetensors'], original);
      else expect(Buffer.compare(files['model.safetensors'], original)).toBe(0);
      model.dispose();
    });
  });
});

async function expectSameTensors(actual: Uint8Array, expected: Uint8Array): Promise<void> {
  const [ours, theirs] = await Promise.all([actual, expected].map((bytes) => readSafetensors(bytes)));
  expect([...ours.tensors.keys()].toSorted()).toEqual([...theirs.tensors.keys()].toSorted());
  for (const [name, tensor] of theirs.tensors) {
    const [a, b] = await Promise.all([ours.tensors.get(name)?.values(), tensor.values()]);
    expect(Buffer.compare(bytesOf(a), bytesOf(b)), name).toBe(0);
  }
}

const bytesOf = (values: unknown): Uint8Array => {
  const { buffer, byteOffset, byteLength } = values as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
};
