import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { SegActivation } from '../../src/layers/classes/segActivation.js';
import { SegAdaptivePooling } from '../../src/layers/classes/segAdaptivePooling.js';
import { SegBatchNorm } from '../../src/layers/classes/segBatchNorm.js';
import { SegChannelSlice } from '../../src/layers/classes/segChannelSlice.js';
import { SegConvolution } from '../../src/layers/classes/segConvolution.js';
import { SegConvolutionTransposed } from '../../src/layers/classes/segConvolutionTransposed.js';
import { SegCropLike } from '../../src/layers/classes/segCropLike.js';
import { SegDropout } from '../../src/layers/classes/segDropout.js';
import { SegGroupNorm } from '../../src/layers/classes/segGroupNorm.js';
import { SegInputGuard } from '../../src/layers/classes/segInputGuard.js';
import { SegInstanceNorm } from '../../src/layers/classes/segInstanceNorm.js';
import { SegLayerNorm } from '../../src/layers/classes/segLayerNorm.js';
import { SegPadToMultiple } from '../../src/layers/classes/segPadToMultiple.js';
import { SegPatchTokens } from '../../src/layers/classes/segPatchTokens.js';
import { SegPixelShuffle } from '../../src/layers/classes/segPixelShuffle.js';
import { SegPooling } from '../../src/layers/classes/segPooling.js';
import { SegPositionAttention } from '../../src/layers/classes/segPositionAttention.js';
import { SegReflectPad } from '../../src/layers/classes/segReflectPad.js';
import { SegResize } from '../../src/layers/classes/segResize.js';
import { SegScaledAttention } from '../../src/layers/classes/segScaledAttention.js';
import { SegSpatialDropout } from '../../src/layers/classes/segSpatialDropout.js';
import { SegStochasticDepth } from '../../src/layers/classes/segStochasticDepth.js';
import { SegUpsampling } from '../../src/layers/classes/segUpsampling.js';
import { drawDropoutAt } from '../../src/layers/dropoutPlace.js';
import { registerLayers } from '../../src/layers/registerLayers.js';
import { groupNorm } from '../../src/ops/normalization/groupNorm.js';
import { instanceNorm } from '../../src/ops/normalization/instanceNorm.js';
import { upsample } from '../../src/ops/resizing/upsample.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';

tf.env().set('IS_TEST', false); // it takes what a gradient keeps for a leak

const run = (layer: layers.layers.Layer, x: tf.Tensor | tf.Tensor[], training = false): tf.Tensor =>
  layer.apply(x, { training }) as tf.Tensor;

describeEachBackend('SegGroupNorm and SegInstanceNorm', () => {
  it('do what their ops do, with gamma and beta', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 3, 5, 4]);
      const [gamma, beta] = [tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([4, 3, 2, 1])];
      const group = new SegGroupNorm({ groups: 2, epsilon: 1e-3 });
      const instance = new SegInstanceNorm({ epsilon: 1e-3 });
      for (const layer of [group, instance]) {
        run(layer, x);
        layer.setWeights([gamma, beta]);
      }
      expectAllClose(run(group, x), groupNorm(x, gamma, beta, { groups: 2, epsilon: 1e-3 }));
      expectAllClose(run(instance, x), instanceNorm(x, gamma, beta, { epsilon: 1e-3 }));
    });
  });

  it('can do without gamma and beta', () => {
    tf.tidy(() => {
      const layer = new SegInstanceNorm({ scale: false, center: false });
      const y = run(layer, randomTensor([2, 4, 4, 3]), true);
      expect(layer.weights).toEqual([]);
      expectAllClose(tf.mean(y, [1, 2]), new Float32Array(6), { atol: 1e-5 });
    });
  });

  it('refuse groups that do not divide the channels', () => {
    expect(() => run(new SegGroupNorm({ groups: 8 }), tf.zeros([1, 2, 2, 12]))).toThrow(
      'SegGroupNorm: 8 groups do not divide 12 channels. Use 6, for instance.',
    );
  });
});

describeEachBackend('SegUpsampling', () => {
  it('does what its op does', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 3, 5, 4]);
      expectAllClose(run(new SegUpsampling(), x), upsample(x));
      const options = { scale: 3, method: 'bilinear' } as const;
      expectAllClose(run(new SegUpsampling(options), x), upsample(x, options));
      expect(new SegUpsampling({ scale: 3 }).computeOutputShape([null, null, 4, 2])).toEqual([null, null, 12, 2]);
    });
  });
});

describeEachBackend('SegSpatialDropout', () => {
  it('drops whole channels, and enlarges the others to make up for it', () => {
    tf.tidy(() => {
      const y = run(new SegSpatialDropout({ rate: 0.75, seed: 3 }), tf.ones([8, 2, 2, 64]), true);
      const ofChannels = tf.mean(y, [1, 2]).dataSync();
      expect(new Set(ofChannels)).toEqual(new Set([0, 4]));
      const kept = ofChannels.filter((value) => value > 0).length / ofChannels.length;
      expect(kept).toBeGreaterThan(0.2);
      expect(kept).toBeLessThan(0.3);
    });
  });

  it('draws anew in each call, the same for the same seed, name and call', () => {
    tf.tidy(() => {
      const x = tf.ones([4, 1, 1, 32]);
      const draws = (seed: number | undefined, name: string): Float32Array[] => {
        const layer = new SegSpatialDropout({ rate: 0.5, seed, name });
        return [1, 2].map(() => run(layer, x, true).dataSync() as Float32Array);
      };
      const [first, second] = draws(1, 'a');
      expect(first).not.toEqual(second);
      expect(draws(1, 'a')).toEqual([first, second]);
      expect(draws(1, 'b')).not.toEqual([first, second]);
      expect(draws(2, 'a')).not.toEqual([first, second]);
      expect(draws(undefined, 'a')).not.toEqual(draws(undefined, 'a'));
    });
  });

  it('draws by step and picture in a training, however the pictures of a step are grouped', () => {
    tf.tidy(() => {
      const layer = new SegSpatialDropout({ rate: 0.5, seed: 1, name: 'a' });
      const draw = (step: number, firstPicture: number, count: number): number[] =>
        drawDropoutAt({ step, firstPicture }, () => [...run(layer, tf.ones([count, 1, 1, 16]), true).dataSync()]);
      const all = draw(5, 0, 4);
      expect([...draw(5, 0, 1), ...draw(5, 1, 3)]).toEqual(all);
      expect(draw(6, 0, 4)).not.toEqual(all);
      expect(draw(5, 0, 4)).toEqual(all);
      expect(new Set([0, 1, 2, 3].map((n) => all.slice(16 * n, 16 * n + 16).join())).size).toBe(4);
    });
  });

  it('does nothing outside of training', () => {
    tf.tidy(() => {
      const x = randomTensor([1, 2, 2, 8]);
      expectAllClose(run(new SegSpatialDropout({ rate: 0.5 }), x), x);
    });
  });

  it('has the right gradient: that of what stays', () => {
    tf.tidy(() => {
      const f = (x: tf.Tensor): tf.Tensor => run(new SegSpatialDropout({ rate: 0.5, seed: 1, name: 'd' }), x, true);
      checkGradient(f, [randomTensor([2, 2, 2, 4])]);
    });
  });
});

describeEachBackend('SegPadToMultiple and SegCropLike', () => {
  it('repeat the edge at the bottom and right, and cut it off', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
      const padded = run(new SegPadToMultiple({ multiple: 4 }), x);
      expect(padded.shape).toEqual([1, 4, 4, 1]);
      expectAllClose(padded, [1, 2, 3, 3, 4, 5, 6, 6, 4, 5, 6, 6, 4, 5, 6, 6]);
      expectAllClose(run(new SegCropLike(), [padded, x]), x);
      expectAllClose(run(new SegPadToMultiple({ multiple: 1 }), x), x);
    });
  });

  it('have the right gradient', () => {
    tf.tidy(() => {
      checkGradient((x) => run(new SegPadToMultiple({ multiple: 4 }), x), [randomTensor([2, 3, 5, 2])]);
      const like = tf.zeros([2, 2, 3, 1]);
      checkGradient((x) => run(new SegCropLike(), [x, like]), [randomTensor([2, 3, 5, 2])]);
    });
  });

  it('crop to a part of the size, rounded up, and say so when saved', () => {
    tf.tidy(() => {
      const x = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
      const half = new SegCropLike({ scale: 2 });
      expectAllClose(run(half, [x, tf.zeros([1, 3, 5, 2])]), [0, 1, 2, 4, 5, 6]);
      expect(half.getConfig()).toMatchObject({ scale: 2 });
      expect(new SegCropLike().getConfig()).not.toHaveProperty('scale');
    });
  });

  it('know the shapes of what they put out', () => {
    expect(new SegPadToMultiple({ multiple: 16 }).computeOutputShape([null, 250, null, 3])).toEqual([
      null,
      256,
      null,
      3,
    ]);
    const shapes = [
      [null, 256, 256, 1],
      [null, 250, null, 3],
    ];
    expect(new SegCropLike().computeOutputShape(shapes)).toEqual([null, 250, null, 1]);
    expect(new SegCropLike({ scale: 4 }).computeOutputShape(shapes)).toEqual([null, 63, null, 1]);
  });

  it('leave no tensor behind', async () => {
    const x = randomTensor([2, 3, 5, 2]);
    await expectNoLeak(() => tf.dispose(run(new SegPadToMultiple({ multiple: 4 }), x)));
    x.dispose();
  });
});

describeEachBackend('SegChannelSlice', () => {
  it('takes the channels that it is asked for, with their gradient', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 1, 3]);
      const layer = new SegChannelSlice({ start: 1, size: 2 });
      expectAllClose(run(layer, x), tf.tensor4d([2, 3, 5, 6], [1, 2, 1, 2]));
      expect(layer.computeOutputShape([null, null, 4, 3])).toEqual([null, null, 4, 2]);
      checkGradient((y) => run(layer, y), [randomTensor([2, 3, 2, 3])]);
    });
  });

  it('refuses channels that are not there', () => {
    expect(() => run(new SegChannelSlice({ start: 3, size: 2 }), tf.zeros([1, 2, 2, 4]))).toThrow(
      'SegChannelSlice: channels 3 to 4 of 4 are not there. Take at most 1 from 3 on.',
    );
    expect(() => new SegChannelSlice({ start: 0, size: 0 })).toThrow(
      'SegChannelSlice: size is 0. It must be a whole number of at least 1.',
    );
  });
});

describeEachBackend('SegInputGuard', () => {
  it('lets pass what fits, and says what to do about the rest', () => {
    tf.tidy(() => {
      const guard = new SegInputGuard({ divisor: 64, architecture: 'unet' });
      const x = randomTensor([1, 64, 128, 1]);
      expectAllClose(run(guard, x), x);
      expect(() => run(guard, tf.zeros([1, 1280, 1918, 1]))).toThrow(
        'unet: input 1918×1280 (width×height) is not divisible by 64 (2^depth). Pad to 1920×1280 (augment.padToMultiple, ' +
          "or pad: 'auto' for padding inside the model). Or lower depth to 1 at most.",
      );
      expect(() => run(guard, tf.zeros([1, 33, 64, 1]))).toThrow('Pad to 64×64');
      expect(() => run(guard, tf.zeros([1, 33, 64, 1]))).toThrow('No depth fits this size as it is.');
      const fixed = new SegInputGuard({ divisor: 32, architecture: 'u2net', hasDepth: false });
      expect(() => run(fixed, tf.zeros([1, 33, 64, 1]))).toThrow(
        /not divisible by 32\. Pad to .* inside the model\)\.$/,
      );
    });
  });
});

describe('registerLayers', () => {
  const asymmetric = [
    [1, 2],
    [0, 1],
  ] as const;
  const examples = [
    new SegActivation({ activation: 'gelu', name: 'i' }),
    new SegAdaptivePooling({ kind: 'average', size: [2, 3], name: 'j' }),
    new SegChannelSlice({ start: 1, size: 2, name: 's' }),
    new SegConvolution({ filters: 4, kernelSize: [1, 3], padding: asymmetric, groups: 2, seed: 5, name: 'k' }),
    new SegConvolutionTransposed({ filters: 4, kernelSize: 3, strides: 2, padding: 1, outputPadding: 1, name: 'l' }),
    new SegLayerNorm({ epsilon: 1e-6, name: 'm' }),
    new SegPatchTokens({ side: 14, patch: 16, name: 'patchTokens' }),
    new SegPooling({ kind: 'max', size: 3, strides: 2, padding: 1, ceilMode: true, name: 'n' }),
    new SegDropout({ rate: 0.2, seed: 4, name: 's' }),
    new SegPositionAttention({ name: 't' }),
    new SegPixelShuffle({ blockSize: 3, order: 'tensorflow', name: 'u' }),
    new SegReflectPad({ padding: asymmetric, name: 'o' }),
    new SegResize({ method: 'bilinear', coordinates: 'alignCorners', scale: 4, name: 'p' }),
    new SegScaledAttention({ heads: 2, name: 'q' }),
    new SegStochasticDepth({ rate: 0.2, seed: 4, name: 'r' }),
    new SegBatchNorm({ name: 'a' }),
    new SegCropLike({ name: 'b' }),
    new SegGroupNorm({ name: 'c' }),
    new SegInputGuard({ divisor: 4, architecture: 'deeplabV3Plus', minimum: 8, name: 'd' }),
    new SegInstanceNorm({ name: 'e', scale: false }),
    new SegPadToMultiple({ multiple: 8, minimum: 64, name: 'f' }),
    new SegSpatialDropout({ rate: 0.2, seed: 4, name: 'g' }),
    new SegUpsampling({ method: 'bilinear', name: 'h' }),
  ];

  it.each(examples.map((layer) => [layer.getClassName(), layer] as const))('makes %s known', (name, layer) => {
    registerLayers();
    const [known, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[name];
    const copy = fromConfig(known, layer.getConfig()) as layers.layers.Layer;
    expect(copy.getConfig()).toEqual(layer.getConfig());
    expect(copy.getClassName()).toBe(name);
    expect(name.startsWith('Seg')).toBe(true);
  });
});
