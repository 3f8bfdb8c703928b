import { describe, expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import { randomSample } from './samples.js';

const url = new URL('../data/workers/transforms.ts', import.meta.url);
const missing = 'file:///nowhere/none.js';

describe('fromModule', () => {
  it('makes a transform that works among others, draws by the key and keeps its options as JSON', async () => {
    const own = await augment.fromModule(url, 'brighten', { by: 90 });
    const pipeline = augment.compose([augment.horizontalFlip(), augment.withProbability(0.9, own)]);
    const json = JSON.parse(JSON.stringify(pipeline));
    const again = [augment.transformFromJson(json), await augment.loadTransform(json)];
    const pictures = Array.from({ length: 8 }, (_, epoch) => {
      const sample = randomSample(5, 4, 'uint8');
      const made = [pipeline, ...again].map((one) => augment.applyTransform(one, sample, { epoch }).image.data);
      expect(made[1]).toEqual(made[0]);
      expect(made[2]).toEqual(made[0]);
      return String(made[0]);
    });
    expect(new Set(pictures).size).toBeGreaterThan(4);
    expect(JSON.parse(JSON.stringify(own))).toEqual({
      name: 'fromModule',
      options: { module: String(url), exportName: 'brighten', options: { by: 90 } },
    });
  });

  it('says what is wrong', async () => {
    await expect(augment.fromModule(missing, 'a')).rejects.toThrow(`fromModule: the module "${missing}" cannot be`);
    await expect(augment.fromModule(url, 'darken')).rejects.toThrow('has no function "darken": it exports brighten');
    const module = 'data:text/javascript,export const a = () => 3;';
    await expect(augment.fromModule(module, 'a')).rejects.toThrow('fromModule "a": element 0 is no transform.');
    const json = { name: 'fromModule', options: { module: 'file:///other.js', exportName: 'a', options: {} } };
    expect(() => augment.transformFromJson(json)).toThrow(
      'fromModule: file:///other.js is not imported yet. Use await augment.loadTransform(json).',
    );
    await expect(augment.loadTransform(json)).rejects.toThrow('cannot be imported');
  });
});
