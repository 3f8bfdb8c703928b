export type { KeepBest } from './bestWeights.js';
export { type CheckpointCallback, type CheckpointOptions, checkpoint } from './callbacks/checkpoint.js';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/earlyStopping.js';
export {
  type EarlyStoppingDecision,
  type EarlyStoppingRuleOptions,
  earlyStoppingRule,
} from './callbacks/earlyStoppingRule.js';
export { type MemoryWatchOptions, memoryWatch } from './callbacks/memoryWatch.js';
export type { Monitor, MonitorOptions } from './callbacks/monitor.js';
export { type ReduceLearningRateOptions, reduceLearningRate } from './callbacks/reduceLearningRate.js';
export type { CheckpointPlace } from './checkpoint/checkpointPlace.js';
export type { ResumeDifference } from './checkpoint/fingerprint.js';
export { ioHandlerCheckpoints } from './checkpoint/ioHandlerCheckpoints.js';
export type { ResumeOptions } from './checkpoint/resumeRun.js';
export type { CheckpointSummary } from './checkpoint/trainingCheckpoint.js';
export {
  type ClipByGlobalNormOptions,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
  globalNorm,
  type NamedGradients,
} from './clip.js';
export type { TrainingData } from './engine/trainingData.js';
export {
  type EstimateMemoryOptions,
  estimateMemory,
  type LargestBatchOptions,
  largestBatch,
  type MemoryEstimate,
} from './estimateMemory.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.js';
export type { Callback, CallbackContext, TrainEvent } from './events.js';
export { type FindLearningRateOptions, findLearningRate, type LearningRateSearch } from './findLearningRate.js';
export { fit } from './fit.js';
export type { FitOptions } from './fitOptions.js';
export { freeze, type LayerChoice, unfreeze } from './freeze.js';
export { type EpochRecord, historyFromJson, historyToJson, type TrainingHistory } from './history.js';
export { historyRow } from './historyRow.js';
export {
  type AdamOptions,
  type AdamRuleOptions,
  type AdamWOptions,
  type AverageState,
  adam,
  adamW,
  decaysByDefault,
  type ExponentialMovingAverage,
  type ExponentialMovingAverageOptions,
  exponentialMovingAverage,
  type LionOptions,
  lion,
  type NamedVariable,
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  type ParameterGroup,
  type RmspropOptions,
  rmsprop,
  type SgdOptions,
  sgd,
  type WeightDecayForm,
  type WeightState,
} from './optimizers/index.js';
export type { WorkersOptions } from './parallel/workersOptions.js';
export { type PlanOptions, planTraining, type TrainingPlan } from './plan/planTraining.js';
export {
  type ConstantScheduleOptions,
  type CosineRestartsScheduleOptions,
  type CosineScheduleOptions,
  constantSchedule,
  cosineRestartsSchedule,
  cosineSchedule,
  type ExponentialScheduleOptions,
  exponentialSchedule,
  type LearningRate,
  type LinearWarmupOptions,
  linearWarmup,
  type MultiStepScheduleOptions,
  multiStepSchedule,
  type OneCycleSchedule,
  type OneCycleScheduleOptions,
  oneCycleSchedule,
  type PlateauSchedule,
  type PolynomialScheduleOptions,
  polynomialSchedule,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
  type Schedule,
  type StepScheduleOptions,
  stepSchedule,
  type WarmupOptions,
} from './schedules/index.js';
export { type TfDataset, type TfElement, type ToTfDatasetOptions, toTfDataset } from './toTfDataset.js';
export { trainableVariables, type WeightSnapshot } from './weights.js';
