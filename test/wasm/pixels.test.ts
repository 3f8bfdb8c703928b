import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareWasm } from '../../src/wasm/index.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { onBackend, values } from './onBackend.js';

async function expectSameAsCpu(run: () => tf.Tensor | readonly tf.Tensor[], atolOfMax = 1e-6): Promise<void> {
  const expected = await onBackend('cpu', run);
  const actual = await onBackend('wasm', run);
  expect(actual.length).toBe(expected.length);
  actual.forEach((result, i) => {
    expect(result.shape).toEqual(expected[i].shape);
    expectAllClose(result.values, expected[i].values, { rtol: 0, atol: 1e-6, atolOfMax });
  });
}

const kernel = (name: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;

const side = fc.integer({ min: 1, max: 9 });
const image = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side, side);

describe.each(['simd', 'composed'] as const)(
  'kernels that move and sum pixels on wasm (%s), against cpu',
  (kernels) => {
    beforeAll(async () => {
      await prepareWasm({ kernels });
    });

    describe('sum and mean', () => {
      // tfjs adds up in float32 alone, and so the more wrongly, the more there is to add.
      const tolerance = kernels === 'simd' ? 1e-6 : 1e-5;
      const axes = [undefined, 0, 1, 3, [0, 1], [0, 1, 2], [1, 2], [2, 1], [2, 3], [0, 2], [0, 1, 2, 3], [-2], []];
      test.each(axes.map((axis) => [JSON.stringify(axis), axis] as const))('over axes %s', async (_, axis) => {
        for (const shape of [
          [2, 5, 6, 8],
          [2, 3, 7, 5],
          [3, 4, 4, 1],
          [1, 33, 65, 6],
          [2, 3, 2, 37],
        ]) {
          for (const keepDims of [false, true]) {
            await expectSameAsCpu(() => {
              const x = values(shape, 1);
              return [tf.sum(x, axis as number[], keepDims), tf.mean(x, axis as number[], keepDims)];
            }, tolerance);
          }
        }
      });

      test('of whole numbers and of nothing', async () => {
        await expectSameAsCpu(() => {
          const x = tf.tensor([1, 2, 3, 4, 5, 6], [3, 2], 'int32');
          return [tf.sum(x, 0), tf.mean(x, 0), tf.sum(tf.zeros([0, 4]), 0)];
        });
      });

      test.runIf(kernels === 'simd')('of sixteen million numbers', async () => {
        await switchBackend('wasm');
        const total = tf.tidy(() => tf.sum(tf.fill([1 << 24], 0.1)).dataSync()[0]);
        expect(total / ((1 << 24) * Math.fround(0.1))).toBeCloseTo(1, 6);
      });
    });

    describe('concatenating, splitting and slicing', () => {
      test('random shapes and axes', async () => {
        const cases = fc.record({
          shape: image,
          axis: fc.integer({ min: 0, max: 3 }),
          lengths: fc
            .array(fc.nat(4), { minLength: 2, maxLength: 4 })
            .filter((all) => all.some((length) => length > 0)),
        });
        await fc.assert(
          fc.asyncProperty(cases, async ({ shape, axis, lengths }) => {
            const along = (length: number): number[] => shape.map((other, a) => (a === axis ? length : other));
            await expectSameAsCpu(() => {
              const parts = lengths.map((length, i) => values(along(length), i + 1));
              const whole = tf.concat(parts, axis);
              return [whole, ...tf.split(whole, lengths, axis)];
            }, 0);
          }),
          { numRuns: 60 },
        );
      });

      test('random boxes', async () => {
        const cases = fc.array(
          fc.record({ length: fc.integer({ min: 1, max: 6 }), begin: fc.nat(5), size: fc.nat(6) }),
          { minLength: 1, maxLength: 5 },
        );
        await fc.assert(
          fc.asyncProperty(cases, async (axes) => {
            const shape = axes.map(({ length }) => length);
            const begin = axes.map(({ length, begin: first }) => Math.min(first, length - 1));
            const size = axes.map(({ length, size: wanted }, i) => Math.min(wanted, length - begin[i]));
            await expectSameAsCpu(() => {
              const x = tf.reshape(values([tf.util.sizeFromShape(shape)], 3), shape);
              return [tf.slice(x, begin, size), tf.slice(tf.cast(tf.mul(x, 100), 'int32'), begin, size)];
            }, 0);
          }),
          { numRuns: 120 },
        );
      });

      test('booleans and a size of −1', () =>
        expectSameAsCpu(() => [
          tf.slice(tf.tensor1d([true, false, true], 'bool'), 1, 2),
          tf.concat([tf.tensor1d([true], 'bool'), tf.tensor1d([false, true], 'bool')]),
          tf.slice(values([3, 4], 1), [1, 0], [-1, 2]),
        ]));
    });

    describe('gradient of max pooling', () => {
      const cases = [1, 2, 3].flatMap((size) =>
        [1, 2, 3].flatMap((stride) => (['same', 'valid', 1] as const).map((pad) => ({ size, stride, pad }))),
      );
      test.each(cases)('window $size, stride $stride, pad $pad', async ({ size, stride, pad }) => {
        for (const shape of [
          [2, 8, 8, 8],
          [1, 7, 9, 5],
          [2, 5, 5, 1],
        ]) {
          await expectSameAsCpu(() => {
            const x = values(shape, 5);
            const output = tf.maxPool(x, size, stride, pad);
            return kernel(
              'MaxPoolGrad',
              { dy: values(output.shape, 6), input: x, output },
              { filterSize: size, strides: stride, pad },
            );
          });
        }
      });

      test('of equal inputs the first one gets it', () =>
        expectSameAsCpu(() => {
          const x = tf.zeros([1, 6, 6, 4]) as tf.Tensor4D;
          const output = tf.maxPool(x, 3, 2, 'same');
          return kernel(
            'MaxPoolGrad',
            { dy: values(output.shape, 6), input: x, output },
            { filterSize: 3, strides: 2, pad: 'same' },
          );
        }));
    });

    describe('resizing by nearest neighbours', () => {
      const modes = [
        { alignCorners: false, halfPixelCenters: false },
        { alignCorners: true, halfPixelCenters: false },
        { alignCorners: false, halfPixelCenters: true },
      ];
      test.each(modes)('%o', async ({ alignCorners, halfPixelCenters }) => {
        for (const shape of [
          [2, 4, 5, 8],
          [1, 6, 3, 3],
        ]) {
          for (const size of [
            [8, 10],
            [3, 7],
            [12, 1],
          ] as const) {
            await expectSameAsCpu(() =>
              tf.image.resizeNearestNeighbor(values(shape, 1), [...size], alignCorners, halfPixelCenters),
            );
          }
        }
      });

      // Against the definition: tfjs's own gradient is wrong from the second picture of a batch on, on cpu.
      test.each(modes)('gradient, %o', async ({ alignCorners, halfPixelCenters }) => {
        await switchBackend('wasm');
        tf.tidy(() => {
          for (const size of [
            [8, 10],
            [3, 7],
            [9, 4],
          ] as const) {
            const shape: [number, number, number, number] = [2, 4, 5, 3];
            const resize = (x: tf.Tensor): tf.Tensor =>
              tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [...size], alignCorners, halfPixelCenters);
            const dy = values([2, ...size, 3], 2);
            const places = resize(tf.reshape(tf.range(0, 120), shape)).dataSync();
            const expected = new Float32Array(120);
            dy.dataSync().forEach((value, i) => {
              expected[places[i]] += value;
            });
            expectAllClose(tf.grad(resize)(values(shape, 1), dy).dataSync(), expected);
          }
        });
      });
    });

    test('clones and casts to the same type share their values, and outlive each other', async () => {
      await switchBackend('wasm');
      await expectNoLeak(() => {
        for (const share of [(x: tf.Tensor) => tf.clone(x), (x: tf.Tensor) => tf.cast(x, 'float32')]) {
          const x = tf.tensor1d([1, 2, 3]);
          const second = share(x);
          x.dispose();
          const other = tf.tensor1d([7, 8, 9]);
          expect([...second.dataSync()]).toEqual([1, 2, 3]);
          tf.dispose([second, other]);
        }
      });
    });

    test('no tensor is left behind', async () => {
      await switchBackend('wasm');
      await expectNoLeak(() =>
        tf.tidy(() => {
          const x = values([2, 8, 8, 4], 1);
          const f = (a: tf.Tensor): tf.Tensor => {
            const pooled = tf.maxPool(a as tf.Tensor4D, 2, 2, 'valid');
            const large = tf.image.resizeNearestNeighbor(pooled, [8, 8]);
            return tf.mean(tf.square(tf.sum(tf.concat([a as tf.Tensor4D, large], 3), [0, 1, 2])));
          };
          tf.grad(f)(x).dataSync();
        }),
      );
    });
  },
);
