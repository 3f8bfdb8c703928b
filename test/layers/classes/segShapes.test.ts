import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { SegActivation, segActivationNames } from '../../../src/layers/classes/segActivation.js';
import { SegAdaptivePooling } from '../../../src/layers/classes/segAdaptivePooling.js';
import { SegLayerNorm } from '../../../src/layers/classes/segLayerNorm.js';
import { SegPixelShuffle } from '../../../src/layers/classes/segPixelShuffle.js';
import { SegPooling } from '../../../src/layers/classes/segPooling.js';
import { SegReflectPad } from '../../../src/layers/classes/segReflectPad.js';
import { SegResize } from '../../../src/layers/classes/segResize.js';
import { SegStochasticDepth } from '../../../src/layers/classes/segStochasticDepth.js';
import { drawDropoutAt } from '../../../src/layers/dropoutPlace.js';
import { padReflect } from '../../../src/ops/convolution/padReflect.js';
import { gelu } from '../../../src/ops/gelu.js';
import { layerNorm } from '../../../src/ops/normalization/layerNorm.js';
import { adaptivePool } from '../../../src/ops/pooling/adaptivePool.js';
import { pool } from '../../../src/ops/pooling/pool.js';
import { interpolate } from '../../../src/ops/resizing/interpolate.js';
import { pixelShuffle } from '../../../src/ops/resizing/pixelShuffle.js';
import { hardSigmoid, hardSwish, swish } from '../../../src/ops/smoothActivations.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const run = (layer: layers.layers.Layer, x: tf.Tensor | tf.Tensor[], training = false): tf.Tensor =>
  layer.apply(x, { training }) as tf.Tensor;

const uneven = [
  [0, 1],
  [2, 1],
] as const;

// Each layer without weights, what its op makes of the same input, and the shape that it knows of pictures of any height.
const cases = [
  {
    layer: () => new SegPooling({ kind: 'max', size: 3, strides: 2, padding: 1, ceilMode: true }),
    op: (x: tf.Tensor4D) => pool(x, { kind: 'max', size: 3, strides: 2, padding: 1, ceilMode: true }),
    shape: [null, null, 5, 4],
  },
  {
    layer: () => new SegPooling({ kind: 'average', size: 2, padding: 'same' }),
    op: (x: tf.Tensor4D) => pool(x, { kind: 'average', size: 2, padding: 'same' }),
    shape: [null, null, 4, 4],
  },
  {
    layer: () => new SegAdaptivePooling({ kind: 'average', size: [3, 6] }),
    op: (x: tf.Tensor4D) => adaptivePool(x, { kind: 'average', size: [3, 6] }),
    shape: [null, 3, 6, 4],
  },
  {
    layer: () => new SegResize({ method: 'bilinear', coordinates: 'alignCorners', scale: 3 }),
    op: (x: tf.Tensor4D) => interpolate(x, [21, 24], { coordinates: 'alignCorners' }),
    shape: [null, null, 24, 4],
  },
  {
    layer: () => new SegResize({ method: 'bicubic' }),
    op: (x: tf.Tensor4D) => interpolate(x, [14, 16], { method: 'bicubic' }),
    shape: [null, null, 16, 4],
  },
  {
    layer: () => new SegReflectPad({ padding: uneven }),
    op: (x: tf.Tensor4D) => padReflect(x, uneven),
    shape: [null, null, 11, 4],
  },
  { layer: () => new SegPixelShuffle(), op: (x: tf.Tensor4D) => pixelShuffle(x), shape: [null, null, 16, 1] },
] as const;

describeEachBackend('layers without weights', () => {
  it.each(cases.map((item) => [JSON.stringify(item.layer().getConfig()), item] as const))(
    'do what their ops do, and know the shape: %s',
    (_, { layer, op, shape }) => {
      tf.tidy(() => {
        const x = randomTensor([2, 7, 8, 4]);
        const [made, y] = [layer(), op(x)];
        expectAllClose(run(made, x), y);
        expect(made.computeOutputShape([2, 7, 8, 4])).toEqual(y.shape);
        expect(made.computeOutputShape([null, null, 8, 4])).toEqual(shape);
      });
    },
  );

  it.each(cases.map((item) => [item.layer().getClassName(), item] as const))(
    '%s leaves no tensor behind',
    async (_, item) => {
      const [layer, x] = [item.layer(), randomTensor([2, 7, 8, 4])];
      await expectNoLeak(() => run(layer, x).dispose());
      x.dispose();
    },
  );
});

describeEachBackend('SegResize', () => {
  it('takes height and width from a second input', () => {
    tf.tidy(() => {
      const [x, like] = [randomTensor([2, 3, 4, 2]), tf.zeros([2, 7, 5, 1])];
      const layer = new SegResize({ method: 'area' });
      expectAllClose(run(layer, [x, like]), interpolate(x, [7, 5], { method: 'area' }));
      const shapes = [
        [null, 3, 4, 2],
        [null, null, 5, 1],
      ];
      expect(layer.computeOutputShape(shapes)).toEqual([null, null, 5, 2]);
      checkGradient((a) => run(layer, [a, like]), [x]);
    });
  });

  it('refuses a scale that is said twice, and one that is no whole number', () => {
    tf.tidy(() => {
      const x = tf.zeros([1, 2, 2, 1]);
      expect(() => run(new SegResize({ scale: 2 }), [x, x])).toThrow(
        'SegResize: scale is 2, and there is a second input, which says the size. Leave one of them out.',
      );
      expect(() => new SegResize({ scale: 1.5 })).toThrow('SegResize: scale is 1.5. It must be a whole number');
      expect(() => new SegResize({ method: 'area', coordinates: 'alignCorners' })).toThrow('SegResize: coordinates');
    });
  });
});

describeEachBackend('SegLayerNorm', () => {
  it('does what its op does, on pictures and on tokens', () => {
    tf.tidy(() => {
      const layer = new SegLayerNorm({ epsilon: 1e-3 });
      const [gamma, beta] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([3, 2, 1])];
      const pictures = randomTensor([2, 3, 4, 3]);
      run(layer, pictures);
      layer.setWeights([gamma, beta]);
      for (const x of [pictures, randomTensor([2, 5, 3])]) {
        expectAllClose(run(layer, x), layerNorm(x as tf.Tensor, gamma, beta, { epsilon: 1e-3 }));
        expect(layer.computeOutputShape(x.shape)).toEqual(x.shape);
      }
      expect(() => new SegLayerNorm({ epsilon: -1 })).toThrow('SegLayerNorm: epsilon is -1.');
      layer.dispose();
    });
  });
});

describeEachBackend('SegStochasticDepth', () => {
  it('draws by step and picture in a training, however the pictures of a step are grouped', () => {
    tf.tidy(() => {
      const layer = new SegStochasticDepth({ rate: 0.5, seed: 1, name: 'a' });
      const draw = (step: number, firstPicture: number, count: number): number[] =>
        drawDropoutAt({ step, firstPicture }, () => [...run(layer, tf.ones([count, 1, 1, 1]), true).dataSync()]);
      const all = draw(5, 0, 64);
      expect([...draw(5, 0, 1), ...draw(5, 1, 63)]).toEqual(all);
      expect(draw(6, 0, 64)).not.toEqual(all);
      expect(new Set(all)).toEqual(new Set([0, 2]));
    });
  });

  it('does nothing outside of training, or at rate 0', () => {
    tf.tidy(() => {
      const x = randomTensor([3, 2, 2, 2]);
      expectAllClose(run(new SegStochasticDepth({ rate: 0.5 }), x), x);
      expectAllClose(run(new SegStochasticDepth({ rate: 0 }), x, true), x);
      expect(() => new SegStochasticDepth({ rate: 1 })).toThrow('SegStochasticDepth: rate is 1.');
    });
  });
});

describeEachBackend('SegActivation', () => {
  const ops = { gelu, swish, hardSwish, hardSigmoid };
  it.each(segActivationNames)('%s does what its op does', (activation) => {
    tf.tidy(() => {
      const x = randomTensor([2, 3], 1, -4, 4);
      expectAllClose(run(new SegActivation({ activation }), x), ops[activation](x));
    });
  });

  it('refuses what it does not know', () => {
    expect(() => new SegActivation({ activation: 'relu' as 'gelu' })).toThrow(
      'SegActivation: activation is "relu". Use one of "gelu", "swish", "hardSwish", "hardSigmoid".',
    );
  });
});

describeEachBackend('SegPixelShuffle', () => {
  it('refuses channels that make no blocks', () => {
    expect(() => new SegPixelShuffle().computeOutputShape([null, 2, 2, 6])).toThrow(
      'SegPixelShuffle: 6 channels are not divisible by 4 (blockSize²). Use a multiple of it.',
    );
  });
});
