import { describe, expect, it } from 'vitest';
import { rootScope } from '../../../src/layers/scope.js';
import { defineEncoder } from '../../../src/models/encoders/registry.js';
import { firstConvolution } from '../../../src/weights/smp/firstConvolution.js';

describe('firstConvolution', () => {
  it('suits every convolution that sees the picture, and no other', () => {
    const scope = rootScope({ path: 'encoder' });
    defineEncoder('test', 'mobileone_s0', scope, { inputChannels: 1, depth: 5, outputStride: 32 });
    const adapter = firstConvolution(scope.state);
    // Those that see single channels of features have one channel in the file as well.
    const inFile = (shape: readonly number[], key: string): readonly number[] =>
      key.includes('stage0') ? [shape[0], 3, ...shape.slice(2)] : shape;
    const suited = scope.state.filter((entry) => adapter.suits(entry, inFile(entry.shape, entry.key)));
    expect(suited.map(({ key }) => key)).toEqual([
      'encoder.stage0.rbr_conv.0.conv.weight',
      'encoder.stage0.rbr_scale.conv.weight',
    ]);
  });

  it('sums three channels for one, and takes them in turn for more', () => {
    const convolution = (channels: number) =>
      ({ key: 'a', shape: [1, channels, 1, 1], layout: 'convolution', layer: 'a', weight: 'kernel' }) as const;
    const turned = (channels: number): number[] => [
      ...firstConvolution([convolution(channels)]).turn(convolution(channels), Float32Array.of(1, 2, 4)),
    ];
    expect(turned(1)).toEqual([7]);
    expect(turned(6)).toEqual([0.5, 1, 2, 0.5, 1, 2]); // times 3 / 6
  });
});
