export {
  applyTransform,
  drawParams,
  type Transform,
  type TransformContext,
  type TransformKey,
} from './transform.js';
