import * as tf from '@tensorflow/tfjs-core';
import { composedResample, type ResampleAttributes } from '../ops/resizing/resample.js';
import { composedMaxPoolGrad } from './composed/maxPoolGrad.js';
import { composedResizeNearestGrad } from './composed/resizeNearestGrad.js';
import type { NearestOptions } from './nearestTable.js';
import { replaceKernel } from './replaceKernel.js';
import { canCopy, simdConcat, simdSlice } from './simd/copy.js';
import { simdMaxPoolGrad } from './simd/maxPoolGrad.js';
import { nativeFor } from './simd/nativeFor.js';
import { simdReduce } from './simd/reduce.js';
import { simdResample } from './simd/resample.js';
import { simdResizeNearest, simdResizeNearestGrad } from './simd/resizeNearest.js';

/** Registers what moves and sums pixels: pooling, resizing, concatenating, slicing, channel sums. */
export function registerPixels(): void {
  registerCopies();
  registerResizing();
  replaceKernel<{ readonly x: tf.Tensor4D }, ResampleAttributes>('SegResample', (call) => {
    const { x } = call.inputs;
    const { rows, columns } = call.attributes;
    const native = nativeFor(call.backend);
    return native ? simdResample(native, x, rows, columns) : composedResample(x, rows, columns);
  });
  registerReduction('Sum');
  registerReduction('Mean');
  replaceKernel<{ dy: tf.TensorInfo; input: tf.Tensor4D }, tf.MaxPoolGradAttrs>('MaxPoolGrad', (call) => {
    const { dy, input } = call.inputs;
    const native = nativeFor(call.backend);
    const { filterSize, strides, pad, dimRoundingMode } = call.attributes;
    const geometry = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
    return native
      ? simdMaxPoolGrad(native, dy, input, geometry)
      : composedMaxPoolGrad(call.backend, dy, input, geometry);
  });
}

function registerCopies(): void {
  replaceKernel<tf.TensorInfo[], tf.ConcatAttrs>('Concat', (call) => {
    const native = nativeFor(call.backend);
    const tensors = Object.values(call.inputs);
    if (!native || tensors.length < 2 || !canCopy(tensors)) return call.stock();
    const [axis] = tf.util.parseAxisParam(call.attributes.axis, tensors[0].shape);
    tf.backend_util.assertParamsConsistent(
      tensors.map(({ shape }) => shape),
      axis,
    );
    return simdConcat(native, tensors, axis);
  });
  replaceKernel<{ x: tf.Tensor }, tf.SplitVAttrs>('SplitV', (call) => {
    const { x } = call.inputs;
    const native = nativeFor(call.backend);
    if (!native || !canCopy([x])) return call.stock();
    const [axis] = tf.util.parseAxisParam(call.attributes.axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x, call.attributes.numOrSizeSplits, axis);
    let first = 0;
    return sizes.map((length) => {
      const at = (value: number, others: readonly number[]): number[] => others.map((o, a) => (a === axis ? value : o));
      const begin = at(
        first,
        x.shape.map(() => 0),
      );
      first += length;
      return simdSlice(native, x, begin, at(length, x.shape));
    });
  });
  replaceKernel<{ x: tf.Tensor }, tf.SliceAttrs>('Slice', (call) => {
    const { x } = call.inputs;
    const native = nativeFor(call.backend);
    if (!native || !canCopy([x])) return call.stock();
    const [begin, size] = tf.slice_util.parseSliceParams(x, call.attributes.begin, call.attributes.size);
    tf.slice_util.assertParamsValid(x, begin, size);
    return simdSlice(native, x, begin, size);
  });
}

function registerResizing(): void {
  replaceKernel<{ images: tf.TensorInfo }, NearestOptions & { readonly size: [number, number] }>(
    'ResizeNearestNeighbor',
    (call) => {
      const { images } = call.inputs;
      const native = nativeFor(call.backend);
      if (!native || images.dtype !== 'float32' || images.shape.includes(0)) return call.stock();
      return simdResizeNearest(native, images, call.attributes.size, call.attributes);
    },
  );
  replaceKernel<{ images: tf.TensorInfo; dy: tf.TensorInfo }, NearestOptions>('ResizeNearestNeighborGrad', (call) => {
    const { images, dy } = call.inputs;
    const native = nativeFor(call.backend);
    return native
      ? simdResizeNearestGrad(native, dy, images.shape, call.attributes)
      : composedResizeNearestGrad(call.backend, dy, images.shape, call.attributes);
  });
}

function registerReduction(name: 'Sum' | 'Mean'): void {
  replaceKernel<{ x: tf.TensorInfo }, tf.SumAttrs>(name, (call) => {
    const { axis, keepDims } = call.attributes;
    const native = nativeFor(call.backend);
    const result = native && simdReduce(native, call.inputs.x, axis, keepDims, name === 'Mean');
    return result ?? call.stock();
  });
}
