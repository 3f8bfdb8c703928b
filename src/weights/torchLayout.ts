import type { StateLayout } from '../layers/scope.js';

/** Numbers with a shape. */
export interface ShapedValues {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** The order of axes in TensorFlow.js: which axis of PyTorch's comes first, second, … */
const orders: Readonly<Record<StateLayout, readonly number[] | undefined>> = {
  convolution: [2, 3, 1, 0], // [out,in,h,w] → [h,w,in,out]
  convolutionTransposed: [2, 3, 1, 0], // [in,out,h,w] → [h,w,out,in]
  dense: [1, 0], // [out,in] → [in,out]
  plain: undefined,
  count: undefined,
};

/** Turns numbers as PyTorch stores them into TensorFlow.js's order. */
export function fromTorch(values: Float32Array, shape: readonly number[], layout: StateLayout): ShapedValues {
  const order = orders[layout];
  return order ? transpose({ values, shape }, order) : { values, shape };
}

/** Turns numbers of TensorFlow.js into PyTorch's order. */
export function toTorch({ values, shape }: ShapedValues, layout: StateLayout): ShapedValues {
  const order = orders[layout];
  return order ? transpose({ values, shape }, inverse(order)) : { values, shape };
}

/** The shape of numbers in TensorFlow.js that have the given one in PyTorch. */
export function shapeFromTorch(shape: readonly number[], layout: StateLayout): readonly number[] {
  return orders[layout]?.map((axis) => shape[axis]) ?? shape;
}

const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis));

/** Puts axes in another order; `order` has two or four of them. */
function transpose({ values, shape }: ShapedValues, order: readonly number[]): ShapedValues {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const turned = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  while (steps.length < 4) {
    turned.unshift(1);
    steps.unshift(0);
  }
  const [d0, d1, d2, d3] = turned;
  const [s0, s1, s2, s3] = steps;
  const result = new Float32Array(values.length);
  let at = 0;
  for (let a = 0; a < d0; a++) {
    for (let b = 0; b < d1; b++) {
      for (let c = 0; c < d2; c++) {
        let from = a * s0 + b * s1 + c * s2;
        for (let d = 0; d < d3; d++, from += s3) result[at++] = values[from];
      }
    }
  }
  return { values: result, shape: order.map((axis) => shape[axis]) };
}
