import { expect, it } from 'vitest';
import { conv2d } from '../../src/layers/modules/conv2d.js';
import { batchNorm2d } from '../../src/layers/modules/norms.js';
import { rootScope } from '../../src/layers/scope.js';

it('lists parameters as PyTorch names and orders them, before anything is built', () => {
  const scope = rootScope();
  conv2d(scope.at('stem', 0), { inputChannels: 6, filters: 8, kernelSize: [3, 1], groups: 2 });
  batchNorm2d(scope.at('stem', 1), { channels: 8 });
  expect(scope.state.map(({ key, shape, layout }) => [key, shape, layout])).toEqual([
    ['stem.0.weight', [8, 3, 3, 1], 'convolution'],
    ['stem.0.bias', [8], 'plain'],
    ['stem.1.weight', [8], 'plain'],
    ['stem.1.bias', [8], 'plain'],
    ['stem.1.running_mean', [8], 'plain'],
    ['stem.1.running_var', [8], 'plain'],
    ['stem.1.num_batches_tracked', [], 'count'],
  ]);
});

it('gives every layer without parameters a name of its own', () => {
  const scope = rootScope({ path: 'encoder' });
  expect([scope.layerName('relu'), scope.at('a').layerName('relu'), scope.layerName('relu')]).toEqual([
    'encoder.relu',
    'encoder.a.relu',
    'encoder.relu_2',
  ]);
});

it('hands seed and dilation down', () => {
  const scope = rootScope({ seed: 7 }).at('layer4').dilated(2).at(0, 'conv1');
  expect([scope.path, scope.seed, scope.dilation]).toEqual(['layer4.0.conv1', 7, 2]);
});
