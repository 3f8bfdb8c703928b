export {
  type AuxiliaryLoss,
  type AuxiliaryLossOptions,
  auxiliaryLoss,
  type ClassificationLoss,
} from './auxiliaryLoss.js';
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './binaryCrossEntropy.js';
export { type BoundaryLossOptions, boundaryLoss } from './boundaryLoss.js';
export type { ClassChoice } from './classChoice.js';
export { type ClDiceLossOptions, clDiceLoss } from './clDiceLoss.js';
export { type CombinedLoss, type CombineTerm, combine, type WeightSchedule } from './combine.js';
export { type CrossEntropyOptions, crossEntropy } from './crossEntropy.js';
export { type DeepSupervisionLoss, deepSupervision } from './deepSupervision.js';
export { type DiceLossOptions, diceLoss } from './diceLoss.js';
export { type FocalLossOptions, focalLoss } from './focalLoss.js';
export { type FocalTverskyLossOptions, focalTverskyLoss } from './focalTverskyLoss.js';
export { type GeneralizedDiceLossOptions, generalizedDiceLoss } from './generalizedDiceLoss.js';
export { type HausdorffLossOptions, hausdorffLoss } from './hausdorffLoss.js';
export { type JaccardLossOptions, jaccardLoss } from './jaccardLoss.js';
export type { Loss, PixelLoss } from './loss.js';
export type { LossOptions } from './lossOptions.js';
export { type LovaszLossOptions, lovaszLoss } from './lovaszLoss.js';
export { type MccLossOptions, mccLoss } from './mccLoss.js';
export { type OhemCrossEntropyOptions, ohemCrossEntropy } from './ohemCrossEntropy.js';
export type { OverlapLossOptions } from './overlapLoss.js';
export type { PixelLossOptions } from './pixelLoss.js';
export { type PresenceLossOptions, presenceLoss } from './presenceLoss.js';
export { type TopKCrossEntropyOptions, topKCrossEntropy } from './topKCrossEntropy.js';
export { type TverskyLossOptions, tverskyLoss } from './tverskyLoss.js';
export { type UnifiedFocalLossOptions, unifiedFocalLoss } from './unifiedFocalLoss.js';
