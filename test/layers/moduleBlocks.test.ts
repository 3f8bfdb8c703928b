import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { type AsppOptions, aspp } from '../../src/layers/aspp.js';
import type { Block } from '../../src/layers/block.js';
import { pyramidPooling } from '../../src/layers/pyramidPooling.js';
import { separableConvolution } from '../../src/layers/separableConvolution.js';
import { scse, squeezeExcitation } from '../../src/layers/squeezeExcitation.js';
import { describeEachBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

function modelOf(block: Block): layers.LayersModel {
  const input = layers.input({ shape: [6, 8, 16] });
  return layers.model({ inputs: input, outputs: block(input) });
}

type Named = { readonly seed?: number; readonly name?: string };

// Each block, the channels that it puts out, and how many parameters it has.
const blocks: readonly (readonly [string, (options: Named) => Block, number, number])[] = [
  ['squeezeExcitation', (options) => squeezeExcitation({ reduction: 4, ...options }), 16, 17 * 4 + 5 * 16],
  ['scse', (options) => scse({ reduction: 4, ...options }), 16, 17 * 4 + 5 * 16 + 17],
  ['separableConvolution', (options) => separableConvolution({ filters: 5, ...options }), 5, 9 * 16 + 16 * 5],
  [
    'aspp',
    (options) => aspp({ filters: 4, rates: [2, 3], ...options }),
    4,
    16 * 4 + 2 * 9 * 16 * 4 + 16 * 4 + 4 * 4 * 4 + 5 * 4 * 4,
  ],
  ['pyramidPooling', (options) => pyramidPooling(options), 32, 4 * (16 * 4 + 4 * 4)],
];

describeEachBackend('blocks of modules', () => {
  it.each(blocks)('%s keeps height and width, and has the parameters that it should', (_, block, channels, count) => {
    tf.tidy(() => {
      const model = modelOf(block({}));
      expect(model.outputs[0].shape).toEqual([null, 6, 8, channels]);
      expect(model.countParams()).toBe(count);
      const output = model.predict(randomTensor([2, 6, 8, 16])) as tf.Tensor;
      expect(output.dataSync().every(Number.isFinite)).toBe(true);
      model.dispose();
    });
  });

  it.each(blocks)('%s begins with weights that depend on seed and name alone', (_, block) => {
    tf.tidy(() => {
      const outputs = [
        { seed: 1, name: 'a' },
        { seed: 1, name: 'a' },
        { seed: 2, name: 'a' },
      ].map((options) => {
        const model = modelOf(block(options));
        expect(model.layers.slice(1).every(({ name }) => name.startsWith('a'))).toBe(true);
        const output = model.predict(randomTensor([1, 6, 8, 16])) as tf.Tensor;
        model.dispose();
        return output.dataSync() as Float32Array;
      });
      expectAllClose(outputs[0], outputs[1], { atol: 0, rtol: 0 });
      expect(outputs[0]).not.toEqual(outputs[2]);
    });
  });

  it.each(blocks)('%s can be used twice in a model, and leaves no tensor behind', async (_, block) => {
    const input = layers.input({ shape: [6, 8, 16] });
    const pair = [block({}), block({})].map((each) => each(input));
    const model = layers.model({ inputs: input, outputs: pair });
    const x = randomTensor([1, 6, 8, 16]);
    await expectNoLeak(() => tf.dispose(model.predict(x)));
    x.dispose();
    model.dispose();
  });

  it('say what cannot be', () => {
    expect(() => modelOf(squeezeExcitation({ reduction: 32 }))).toThrow(
      'squeezeExcitation: 16 channels cannot be reduced 32 times. Take a reduction of at most 16.',
    );
    expect(() => scse({ reduction: 0 })).toThrow('scse: reduction is 0. It must be a whole number of at least 1.');
    expect(() => aspp({ filters: 4, rates: [0] })).toThrow('aspp: rates is 0.');
    expect(() => aspp({ filters: 4, rate: [6] } as AsppOptions)).toThrow('Did you mean "rates"?');
    expect(() => separableConvolution({ filters: 0 })).toThrow('separableConvolution: filters is 0.');
    expect(() => pyramidPooling({ filters: -1 })).toThrow('pyramidPooling: filters is -1.');
  });
});
