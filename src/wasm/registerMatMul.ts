import type * as tf from '@tensorflow/tfjs-core';
import { composedMatMul } from './composed/matMul.js';
import { replaceKernel } from './replaceKernel.js';
import { canMatMul, simdMatMul } from './simd/matMul.js';
import { nativeFor } from './simd/nativeFor.js';

/** Registers products of matrices: tfjs's take a slow path for batches and transposes, and so for every gradient. */
export function registerMatMul(): void {
  replaceKernel<{ readonly a: tf.Tensor; readonly b: tf.Tensor }, tf.BatchMatMulAttrs>('BatchMatMul', (call) => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attributes;
    const native = nativeFor(call.backend);
    return native && canMatMul(a, b, transposeA, transposeB)
      ? simdMatMul(native, a, b, transposeA, transposeB)
      : composedMatMul(call.stockKernel, a, b, call.attributes);
  });
}
