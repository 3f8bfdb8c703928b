export {
  BackendError,
  DataError,
  type NonFinite,
  OptionError,
  SegkitError,
  ShapeError,
  TrainingError,
  type WeightShapes,
  WeightsError,
} from './errors.js';
export { imagenetPreprocessing, type Preprocessing } from './preprocessing.js';
export { type KeyPart, type Random, random } from './random.js';
export type { Task } from './task.js';
