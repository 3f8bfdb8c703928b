export type { Builders, TransformBuilder } from './builders.js';
export type { TransformJson } from './buildFromJson.js';
export * from './composition/index.js';
export { describe } from './describe.js';
export * from './dropping/index.js';
export { fromModule, loadTransform } from './fromModule.js';
export * from './geometric/index.js';
export { type Inverse, inverse } from './inverse.js';
export * from './mixing/index.js';
export type { MaskInterpolation, Move, Outside, Reading } from './moves/move.js';
export * from './pixel/index.js';
export * from './policies/index.js';
export * from './presets/index.js';
export type { Range } from './range.js';
export { type SampleMemory, type SampleMemoryOptions, sampleMemory } from './sampleMemory.js';
export {
  applyTransform,
  drawParams,
  type LevelFormat,
  type LevelMap,
  type Step,
  type Transform,
  type TransformContext,
  type TransformKey,
} from './transform.js';
export { type TransformFromJsonOptions, transformFromJson } from './transformFromJson.js';
