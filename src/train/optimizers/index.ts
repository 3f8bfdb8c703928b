export { type AdamOptions, adam } from './adam.js';
export type { AdamRuleOptions } from './adamRule.js';
export { type AdamWOptions, adamW } from './adamW.js';
export type { WeightDecayForm } from './decay.js';
export {
  type AverageState,
  type ExponentialMovingAverage,
  type ExponentialMovingAverageOptions,
  exponentialMovingAverage,
} from './exponentialMovingAverage.js';
export { type LionOptions, lion } from './lion.js';
export type { NamedVariable, Optimizer, OptimizerState, WeightState } from './optimizer.js';
export { decaysByDefault, type OptimizerOptions, type ParameterGroup } from './optimizerOptions.js';
export { type RmspropOptions, rmsprop } from './rmsprop.js';
export { type SgdOptions, sgd } from './sgd.js';
