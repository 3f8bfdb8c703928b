import { composedAdam } from './composed/adam.js';
import { composedBatchNormTrain, composedBatchNormTrainGrad } from './composed/batchNorm.js';
import { replaceKernel } from './replaceKernel.js';
import { type AdamAttributes, type AdamInputs, simdAdam } from './simd/adam.js';
import {
  type BatchNormTrainGradInputs,
  type BatchNormTrainInputs,
  simdBatchNormTrain,
  simdBatchNormTrainGrad,
} from './simd/batchNorm.js';
import { nativeFor } from './simd/nativeFor.js';

/** Registers segkit's own kernels, which do in one what tfjs does in a dozen. */
export function registerTraining(): void {
  replaceKernel<BatchNormTrainInputs, { readonly epsilon: number }>(
    'SegBatchNormTrain',
    ({ inputs, attributes: { epsilon }, backend }) => {
      const native = nativeFor(backend);
      return native ? simdBatchNormTrain(native, inputs, epsilon) : composedBatchNormTrain(inputs, epsilon);
    },
  );
  replaceKernel<BatchNormTrainGradInputs, { readonly epsilon: number }>(
    'SegBatchNormTrainGrad',
    ({ inputs, attributes: { epsilon }, backend }) => {
      const native = nativeFor(backend);
      return native ? simdBatchNormTrainGrad(native, inputs, epsilon) : composedBatchNormTrainGrad(inputs, epsilon);
    },
  );
  replaceKernel<AdamInputs, AdamAttributes>('SegAdam', ({ inputs, attributes, backend }) => {
    const native = nativeFor(backend);
    return native ? simdAdam(native, inputs, attributes) : composedAdam(inputs, attributes);
  });
}
