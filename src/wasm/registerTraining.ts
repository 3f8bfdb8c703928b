import * as tf from '@tensorflow/tfjs-core';
import { type AddSharedAttributes, portableAddShared } from '../ops/addShared.js';
import { portableGelu, portableGeluGrad } from '../ops/gelu.js';
import {
  type LogisticEntropyInputs,
  portableLogisticEntropy,
  portableLogisticEntropyGrad,
} from '../ops/logisticEntropy.js';
import type {
  GradientSumsInputs,
  InputGradientInputs,
  MovingStatisticsAttributes,
  MovingStatisticsInputs,
  NormalizeInputs,
} from '../ops/normalization/batchNormKernels.js';
import { portableMovingStatistics } from '../ops/normalization/batchNormKernels.js';
import { portableReluGrad, registerReluGradient } from '../ops/reluGradient.js';
import { portableSumOfSquares } from '../ops/sumOfSquares.js';
import { composedAdam } from './composed/adam.js';
import { composedGradInput, composedGradSums, composedMoments, composedNormalize } from './composed/batchNorm.js';
import { replaceKernel } from './replaceKernel.js';
import { type AdamAttributes, type AdamInputs, simdAdam } from './simd/adam.js';
import { simdAddShared } from './simd/addShared.js';
import { simdGradInput, simdGradSums, simdMoments, simdMovingStatistics, simdNormalize } from './simd/batchNorm.js';
import { simdGelu, simdGeluGrad } from './simd/gelu.js';
import { simdLogisticEntropy, simdLogisticEntropyGrad } from './simd/logisticEntropy.js';
import { nativeFor } from './simd/nativeFor.js';
import { simdReluGrad } from './simd/reluGrad.js';
import { simdSumOfSquares } from './simd/sumOfSquares.js';

type Epsilon = { readonly epsilon: number };

/** Registers segkit's own kernels, which do in one what tfjs does in a dozen. */
export function registerTraining(): void {
  replaceKernel<{ readonly x: tf.Tensor }, object>('SegBatchNormMoments', ({ inputs: { x }, backend }) => {
    const native = nativeFor(backend);
    return native ? simdMoments(native, x) : composedMoments(x);
  });
  replaceKernel<NormalizeInputs, Epsilon>('SegBatchNormNormalize', ({ inputs, attributes: { epsilon }, backend }) => {
    const native = nativeFor(backend);
    return [native ? simdNormalize(native, inputs, epsilon) : composedNormalize(inputs, epsilon)];
  });
  replaceKernel<GradientSumsInputs, Epsilon>('SegBatchNormGradSums', ({ inputs, attributes: { epsilon }, backend }) => {
    const native = nativeFor(backend);
    return native ? simdGradSums(native, inputs, epsilon) : composedGradSums(inputs, epsilon);
  });
  replaceKernel<InputGradientInputs, Epsilon & { readonly count: number }>(
    'SegBatchNormGradInput',
    ({ inputs, attributes: { epsilon, count }, backend }) => {
      const native = nativeFor(backend);
      return [native ? simdGradInput(native, inputs, epsilon, count) : composedGradInput(inputs, epsilon, count)];
    },
  );
  replaceKernel<MovingStatisticsInputs, MovingStatisticsAttributes>(
    'SegMovingStatistics',
    ({ inputs, attributes, backend }) => {
      const native = nativeFor(backend);
      if (native) return simdMovingStatistics(native, inputs, attributes);
      return tf.tidy(() => portableMovingStatistics({ ...inputs }, { ...attributes }));
    },
  );
  replaceKernel<Readonly<Record<string, tf.Tensor>>, object>('SegSumOfSquares', ({ inputs, backend }) => {
    const native = nativeFor(backend);
    return native ? [simdSumOfSquares(native, Object.values(inputs))] : tf.tidy(() => portableSumOfSquares(inputs, {}));
  });
  replaceKernel<{ readonly x: tf.Tensor }, object>('SegGelu', ({ inputs: { x }, backend }) => {
    const native = nativeFor(backend);
    return native ? [simdGelu(native, x)] : tf.tidy(() => portableGelu({ x }, {}));
  });
  replaceKernel<{ readonly dy: tf.Tensor; readonly x: tf.Tensor }, object>(
    'SegGeluGrad',
    ({ inputs: { dy, x }, backend }) => {
      const native = nativeFor(backend);
      return native ? [simdGeluGrad(native, dy, x)] : tf.tidy(() => portableGeluGrad({ dy, x }, {}));
    },
  );
  replaceKernel<{ readonly dy: tf.Tensor; readonly x: tf.Tensor }, object>(
    'SegReluGrad',
    ({ inputs: { dy, x }, backend }) => {
      const native = nativeFor(backend);
      return native && x.dtype === 'float32'
        ? [simdReluGrad(native, dy, x)]
        : tf.tidy(() => portableReluGrad({ dy, x }, {}));
    },
  );
  registerReluGradient();
  replaceKernel<LogisticEntropyInputs, object>('SegLogisticEntropy', ({ inputs, backend }) => {
    const native = nativeFor(backend);
    return native ? [simdLogisticEntropy(native, inputs)] : tf.tidy(() => portableLogisticEntropy({ ...inputs }, {}));
  });
  replaceKernel<LogisticEntropyInputs & { readonly dy: tf.Tensor }, object>(
    'SegLogisticEntropyGrad',
    ({ inputs, backend }) => {
      const native = nativeFor(backend);
      if (native) return [simdLogisticEntropyGrad(native, inputs)];
      return tf.tidy(() => portableLogisticEntropyGrad({ ...inputs }, {}));
    },
  );
  replaceKernel<AdamInputs, AdamAttributes>('SegAdam', ({ inputs, attributes, backend }) => {
    const native = nativeFor(backend);
    return native ? simdAdam(native, inputs, attributes) : composedAdam(inputs, attributes);
  });
  replaceKernel<object, AddSharedAttributes>('SegAddShared', ({ attributes, backend }) => {
    const native = nativeFor(backend);
    if (native) return [simdAddShared(native, attributes)];
    return tf.tidy(() => portableAddShared({}, attributes as unknown as Record<string, number>));
  });
}
