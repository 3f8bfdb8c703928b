import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { convNormRelu } from '../../../src/layers/modules/convNormRelu.js';
import { normModule } from '../../../src/layers/modules/norms.js';
import { checkNorm, type NormChoice } from '../../../src/layers/normSettings.js';
import { rootScope } from '../../../src/layers/scope.js';
import { switchBackend } from '../../helpers/backends.js';

beforeAll(() => switchBackend('wasm'));

/** What a normalization makes of two pixels of one channel, and the names of its parameters. */
function normalized(norm: NormChoice, pixels: readonly [number, number]): { values: number[]; keys: string[] } {
  const scope = rootScope({ path: 'norm' });
  const input = layers.input({ shape: [1, 2, 1] });
  const output = normModule(scope, norm, { channels: 1 })(input);
  const model = layers.model({ inputs: input, outputs: output });
  const values = tf.tidy(() => [...(model.predict(tf.tensor4d([...pixels], [1, 1, 2, 1])) as tf.Tensor).dataSync()]);
  model.dispose();
  return { values, keys: scope.state.map(({ key }) => key.replace('norm.', '')) };
}

const statistics = ['running_mean', 'running_var', 'num_batches_tracked'];

describe('normModule', () => {
  it('adds its epsilon to the variance', () => {
    // The statistics of the beginning are mean 0 and variance 1: x / √(1 + 3) = x / 2.
    expect(normalized({ type: 'batch', epsilon: 3 }, [4, -6]).values).toEqual([2, -3]);
    // The pixels have mean 2 and variance 1: (x − 2) / √(1 + 3).
    expect(normalized({ type: 'instance', epsilon: 3 }, [1, 3]).values).toEqual([-0.5, 0.5]);
  });

  it('has no scale and shift where it is told so, and statistics all the same', () => {
    expect(normalized('batch', [1, 2]).keys).toEqual(['weight', 'bias', ...statistics]);
    expect(normalized({ type: 'batch', affine: false }, [1, 2]).keys).toEqual(statistics);
    expect(normalized({ type: 'instance', affine: false, epsilon: 0 }, [1, 3])).toEqual({ values: [-1, 1], keys: [] });
    expect(normalized({ type: 'none' }, [1, 3])).toEqual({ values: [1, 3], keys: [] });
  });

  it('leaves a bias to the convolution before it only where it does nothing', () => {
    const keys = (norm: NormChoice): string[] => {
      const scope = rootScope({ path: 'x' });
      convNormRelu(scope, { inputChannels: 1, filters: 1, norm });
      return scope.state.map(({ key }) => key);
    };
    expect(keys({ type: 'none' })).toEqual(['x.0.weight', 'x.0.bias']);
    expect(keys({ type: 'instance', affine: false })).toEqual(['x.0.weight']);
  });
});

describe('checkNorm', () => {
  it.each<[unknown, RegExp]>([
    ['layer', /decoderNorm is "layer"/],
    [null, /decoderNorm is null/],
    [{ type: 'layer' }, /decoderNorm\.type is "layer"/],
    [{ type: 'batch', eps: 1 }, /unknown option "eps"/],
    [{ type: 'batch', epsilon: -1 }, /decoderNorm\.epsilon is -1/],
    [{ type: 'batch', momentum: 2 }, /decoderNorm\.momentum is 2/],
    [{ type: 'batch', affine: 1 }, /decoderNorm\.affine is 1/],
    [{ type: 'instance', momentum: 0.5 }, /decoderNorm\.momentum does not go with type "instance"/],
    [{ type: 'none', affine: false }, /decoderNorm\.affine does not go with type "none"/],
  ])('refuses %j', (norm, message) => {
    const check = (): void => checkNorm('unet', 'decoderNorm', norm as NormChoice);
    expect(check).toThrow(OptionError);
    expect(check).toThrow(message);
  });
});
