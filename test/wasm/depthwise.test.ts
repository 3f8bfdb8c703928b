import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWasm } from '../../src/wasm/index.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { type ConvCase, convCases, describeCase, filterShape, hasOutput, outputShape } from './convCases.js';
import { onBackend, values } from './onBackend.js';

/** Both gradients; `outputs` is the multiplier. */
function bothGradients(conv: ConvCase): tf.Tensor[] {
  const { strides, pad, input } = conv;
  const x = values(input, 1);
  const filter = values(filterShape(conv), 2);
  const dy = values(outputShape(conv, true), 3);
  const attributes = { strides, pad, dilations: 1 } as unknown as tf.NamedAttrMap;
  const run = (name: string, inputs: tf.NamedTensorMap, more: tf.NamedAttrMap): tf.Tensor =>
    tf.engine().runKernel(name, inputs, { ...attributes, ...more }) as tf.Tensor;
  return [
    run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { filterShape: filterShape(conv) }),
    run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { inputShape: [...input] }),
  ];
}

async function expectSameAsCpu(conv: ConvCase): Promise<void> {
  const expected = await onBackend('cpu', () => bothGradients(conv));
  const actual = await onBackend('wasm', () => bothGradients(conv));
  actual.forEach((result, i) => {
    expect(result.shape).toEqual(expected[i].shape);
    expectAllClose(result.values, expected[i].values, { rtol: 0, atol: 1e-6, atolOfMax: 1e-5 });
  });
}

const cases = convCases
  .map((conv, i) => ({ ...conv, outputs: i % 3 === 0 ? 2 : 1 }))
  .filter((conv) => hasOutput(conv))
  .map((conv) => [describeCase(conv), conv] as const);

describe.each(['simd', 'composed'] as const)(
  'gradients of depthwise convolutions on wasm (%s), against cpu',
  (kernels) => {
    beforeAll(async () => {
      await prepareWasm({ kernels });
    });

    test.each(cases)('%s', (_, conv) => expectSameAsCpu(conv));

    test('random shapes', async () => {
      const conv = fc.record({
        input: fc.tuple(
          fc.integer({ min: 0, max: 3 }),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 18 }),
        ),
        filter: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
        outputs: fc.integer({ min: 1, max: 3 }),
        strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
        pad: fc.constantFrom('same' as const, 'valid' as const),
      });
      await fc.assert(fc.asyncProperty(conv.filter(hasOutput), expectSameAsCpu), { numRuns: 100 });
    });

    test('dilation is refused with a cure', async () => {
      await switchBackend('wasm');
      const [x, filter] = [values([1, 8, 8, 2], 1), values([3, 3, 2, 1], 2)];
      const attributes = { strides: 1, pad: 'same', dilations: 2, filterShape: filter.shape };
      expect(() => tf.engine().runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy: x }, attributes)).toThrow(
        'wasm backend, DepthwiseConv2dNativeBackpropFilter: dilation is 2×2. tfjs has no gradient of dilated ' +
          'convolutions: take spaceToBatchND, a convolution without dilation and batchToSpaceND.',
      );
    });

    test('no tensor is left behind', async () => {
      await switchBackend('wasm');
      await expectNoLeak(() => tf.dispose(tf.tidy(() => bothGradients({ ...convCases[0], outputs: 2 }))));
    });
  },
);
