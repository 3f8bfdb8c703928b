export type { Batch, BatchSource, NdArray } from './batch.js';
export { type CollateOptions, collate } from './collate.js';
export { arrayDataset, type Dataset, type DatasetInfo, subset } from './dataset.js';
export * as generators from './generators.js';
export { type Loader, type LoaderOptions, loader } from './loader.js';
export type { Sample } from './sample.js';
