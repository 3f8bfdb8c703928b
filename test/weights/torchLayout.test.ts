import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StateLayout } from '../../src/layers/scope.js';
import { fromTorch, shapeFromTorch, toTorch } from '../../src/weights/torchLayout.js';

const range = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => i);

it('turns a kernel [out,in,h,w] into [h,w,in,out]', () => {
  const { values, shape } = fromTorch(range(8), [2, 2, 1, 2], 'convolution');
  expect(shape).toEqual([1, 2, 2, 2]);
  expect([...values]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
});

it('turns a matrix [out,in] into [in,out]', () => {
  const { values, shape } = fromTorch(range(6), [2, 3], 'dense');
  expect(shape).toEqual([3, 2]);
  expect([...values]).toEqual([0, 3, 1, 4, 2, 5]);
});

it('comes back to where it was', () => {
  const side = fc.integer({ min: 1, max: 4 });
  const layouts: readonly (readonly [StateLayout, number])[] = [
    ['convolution', 4],
    ['convolutionTransposed', 4],
    ['dense', 2],
    ['plain', 1],
  ];
  for (const [layout, rank] of layouts) {
    fc.assert(
      fc.property(fc.array(side, { minLength: rank, maxLength: rank }), (shape) => {
        const values = range(shape.reduce((product, length) => product * length, 1));
        const there = fromTorch(values, shape, layout);
        expect(there.shape).toEqual(shapeFromTorch(shape, layout));
        expect(toTorch(there, layout)).toEqual({ values, shape });
      }),
    );
  }
});
