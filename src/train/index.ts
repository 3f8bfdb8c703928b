export { type AdamOptions, adam } from './optimizers/adam.js';
export type { KeepBest } from './bestWeights.js';
export { type CosineScheduleOptions, cosineSchedule } from './schedules/cosineSchedule.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.js';
export type { Callback, CallbackContext, TrainEvent } from './events.js';
export { type FitOptions, fit } from './fit.js';
export type { EpochRecord, History } from './history.js';
export type { LearningRate, NamedVariable, Optimizer } from './optimizers/optimizer.js';
