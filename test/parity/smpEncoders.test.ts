import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rootScope } from '../../src/layers/scope.js';
import { defineEncoder, listEncoders } from '../../src/models/encoders/registry.js';
import { describeShared, hasShared, sharedPath } from '../helpers/parity.js';
import { countParameters, keyHash } from '../helpers/smpFixture.js';

const file = 'parity/models/smp/counts.json';

interface EncoderCounts {
  readonly outChannels: readonly number[];
  readonly parameters: number;
  readonly tensors: number;
  readonly keyHash: string;
}

const counts: Readonly<Record<string, { readonly encoder: EncoderCounts }>> = hasShared(file)
  ? JSON.parse(readFileSync(sharedPath(file), 'utf8')).encoders
  : {};

/** What smp has under other names, made by timm. */
const ofTimm = (name: string): boolean => name.startsWith('tu-');

describeShared('encoders of smp', file, () => {
  it('are all here', () => {
    expect(Object.keys(counts).filter((name) => !listEncoders().includes(name))).toEqual([]);
    expect(Object.keys(counts).length).toBe(76);
  });

  describe('have the parameters of smp, in its order', () => {
    it.each(listEncoders().filter((name) => !ofTimm(name)))('%s', (name) => {
      const scope = rootScope({ path: 'encoder' });
      const { channels } = defineEncoder('test', name, scope, { inputChannels: 3, depth: 5, outputStride: 32 });
      const { outChannels, parameters, tensors, keyHash: hash } = counts[name].encoder;
      expect(channels).toEqual(outChannels);
      expect(scope.state.length).toBe(tensors);
      expect(countParameters(scope.state)).toBe(parameters);
      expect(keyHash(scope.state)).toBe(hash);
    });
  });
});
