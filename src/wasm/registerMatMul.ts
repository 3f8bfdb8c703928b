import type * as tf from '@tensorflow/tfjs-core';
import { replaceKernel } from './replaceKernel.js';
import { canMatMul, simdMatMul } from './simd/matMul.js';
import { nativeFor } from './simd/nativeFor.js';

/** Registers products of matrices: tfjs's take a slow path for batches and transposes, and so for every gradient. */
export function registerMatMul(): void {
  replaceKernel<{ readonly a: tf.TensorInfo; readonly b: tf.TensorInfo }, tf.BatchMatMulAttrs>(
    'BatchMatMul',
    (call) => {
      const { a, b } = call.inputs;
      const { transposeA, transposeB } = call.attributes;
      const native = nativeFor(call.backend);
      return native && canMatMul(a, b, transposeA, transposeB)
        ? simdMatMul(native, a, b, transposeA, transposeB)
        : call.stock();
    },
  );
}
