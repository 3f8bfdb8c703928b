/**
 * Building blocks to train, check and ship semantic-segmentation models on TensorFlow.js: everything that runs in Node
 * and in the browser alike.
 *
 * @module
 */

export type { Transform, TransformContext, TransformJson, TransformKey } from './augment/index.js';
export * as augment from './augment/index.js';
export * from './core/index.js';
export * from './data/index.js';
export * from './layers/index.js';
export * from './losses/index.js';
export * from './metrics/index.js';
export * from './models/index.js';
export * from './ops/index.js';
export * from './predict/index.js';
export * from './raster/index.js';
export * from './report/index.js';
export * from './train/index.js';
export * from './weights/index.js';
