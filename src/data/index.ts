export type { Batch, BatchSource, EpochOptions, Json, NdArray } from './batch.js';
export { type CacheDatasetOptions, cacheDataset } from './cacheDataset.js';
export type { Coco, CocoMaskOptions, CocoObject, CocoPicture } from './coco/coco.js';
export { cocoMask } from './coco/cocoMask.js';
export { type ParseCocoOptions, parseCoco } from './coco/parseCoco.js';
export { type CollateOptions, collate } from './collate.js';
export { type ClassCounts, type CountClassesOptions, countClasses } from './countClasses.js';
export { arrayDataset, type Dataset, type DatasetInfo, type DatasetRecipe, subset } from './dataset.js';
export { type Fingerprint, type FingerprintOptions, fingerprint } from './fingerprint.js';
export * as generators from './generators.js';
export { type InspectOptions, inspect } from './inspect/inspect.js';
export type {
  ChannelStatistics,
  ClassBalance,
  Inspection,
  InspectionProblem,
  InspectionThumbnail,
} from './inspect/inspection.js';
export { type Loader, type LoaderOptions, loader } from './loader.js';
export { type PadSamplesOptions, padSamples } from './padSamples.js';
export { type FilePair, type PairedFiles, type PairFilesOptions, pairFiles } from './pairFiles.js';
export type { Sample } from './sample.js';
export { type ClassBalancedSamplerOptions, classBalancedSampler } from './samplers/classBalancedSampler.js';
export { type ForegroundSamplerOptions, foregroundSampler } from './samplers/foregroundSampler.js';
export type { Sampler, SamplerPick } from './samplers/sampler.js';
export { shuffleSampler } from './samplers/shuffleSampler.js';
export { type WeightedSamplerOptions, weightedSampler } from './samplers/weightedSampler.js';
export { type FoldOptions, foldDataset } from './splits/foldDataset.js';
export type { SampleKey } from './splits/groupSamples.js';
export { type SplitByColumn, type SplitByColumnOptions, splitByColumn } from './splits/splitByColumn.js';
export { type Split, type SplitOptions, splitDataset } from './splits/splitDataset.js';
export {
  type FoldTableOptions,
  foldTable,
  type SplitColumns,
  type SplitTableOptions,
  splitTable,
  type TableSplit,
} from './splits/splitTable.js';
export { type TakeFractionOptions, takeFraction } from './splits/takeFraction.js';
export { type StreamLoaderOptions, streamLoader } from './streamLoader.js';
export { type ColumnOf, type Row, type RowGroups, type Table, table } from './table.js';
export type { Aggregation } from './tables/aggregate.js';
export { formatCsv, type ParseCsvOptions, parseCsv } from './tables/csv.js';
export type { CsvRow } from './tables/csvReader.js';
export type { JoinOptions } from './tables/joinRows.js';
export { type ReadCsvOptions, readCsv } from './tables/readCsv.js';
export type { SampleRowsOptions } from './tables/sampleRows.js';
export type { ColumnSummary } from './tables/summarizeColumns.js';
export type { TextSource } from './tables/textChunks.js';
