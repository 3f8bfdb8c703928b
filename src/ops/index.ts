export {
  type BatchNormInferenceOptions,
  batchNormInference,
} from './batchNormInference.js';
export {
  type BatchNormTrainOptions,
  type BatchNormTrainResult,
  batchNormTrain,
} from './batchNormTrain.js';
