import * as tf from '@tensorflow/tfjs-core';
import { type AddSharedAttributes, portableAddShared } from '../ops/addShared.js';
import { portableGelu, portableGeluGrad } from '../ops/gelu.js';
import {
  type LogisticEntropyInputs,
  portableLogisticEntropy,
  portableLogisticEntropyGrad,
} from '../ops/logisticEntropy.js';
import {
  type GradientSumsInputs,
  type InputGradientInputs,
  type MovingStatisticsAttributes,
  type MovingStatisticsInputs,
  type NormalizeInputs,
  portableMovingStatistics,
} from '../ops/normalization/batchNormKernels.js';
import type { PortableKernel } from '../ops/portableKernel.js';
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
import type { Native } from './simd/native.js';
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
  replaceKernel<AdamInputs, AdamAttributes>('SegAdam', ({ inputs, attributes, backend }) => {
    const native = nativeFor(backend);
    return native ? simdAdam(native, inputs, attributes) : composedAdam(inputs, attributes);
  });
  ownKernel<MovingStatisticsInputs, MovingStatisticsAttributes>(
    'SegMovingStatistics',
    simdMovingStatistics,
    portableMovingStatistics,
  );
  ownKernel<Tensors<string>>(
    'SegSumOfSquares',
    (native, tensors) => [simdSumOfSquares(native, Object.values(tensors))],
    portableSumOfSquares,
  );
  ownKernel<object, AddSharedAttributes>(
    'SegAddShared',
    (native, _, attributes) => [simdAddShared(native, attributes)],
    portableAddShared,
  );
  ownKernel<Tensors<'x'>>('SegGelu', (native, { x }) => [simdGelu(native, x)], portableGelu);
  ownKernel<Tensors<'dy' | 'x'>>('SegGeluGrad', (native, { dy, x }) => [simdGeluGrad(native, dy, x)], portableGeluGrad);
  ownKernel<Tensors<'dy' | 'x'>>(
    'SegReluGrad',
    (native, { dy, x }) => (x.dtype === 'float32' ? [simdReluGrad(native, dy, x)] : undefined),
    portableReluGrad,
  );
  registerReluGradient();
  ownKernel<LogisticEntropyInputs>(
    'SegLogisticEntropy',
    (native, inputs) => [simdLogisticEntropy(native, inputs)],
    portableLogisticEntropy,
  );
  ownKernel<LogisticEntropyInputs & Tensors<'dy'>>(
    'SegLogisticEntropyGrad',
    (native, inputs) => [simdLogisticEntropyGrad(native, inputs)],
    portableLogisticEntropyGrad,
  );
}

type Tensors<Name extends string> = Readonly<Record<Name, tf.Tensor>>;

/** Registers a kernel of segkit: by SIMD where that can do it, else of tfjs ops. */
function ownKernel<Inputs extends object, Attributes extends object = object>(
  name: string,
  simd: (native: Native, inputs: Inputs, attributes: Attributes) => tf.TensorInfo[] | undefined,
  portable: PortableKernel,
): void {
  replaceKernel<Inputs, Attributes>(name, ({ inputs, attributes, backend }) => {
    const native = nativeFor(backend);
    const composed = (): tf.Tensor[] =>
      portable({ ...inputs } as Tensors<string>, attributes as Record<string, number>);
    return (native && simd(native, inputs, attributes)) ?? tf.tidy(composed);
  });
}
