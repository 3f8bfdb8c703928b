export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from './binaryCrossEntropy.js';
export { type CombinedLoss, type CombineTerm, combine, type WeightSchedule } from './combine.js';
export { type CrossEntropyOptions, crossEntropy } from './crossEntropy.js';
export { type DiceLossOptions, diceLoss } from './diceLoss.js';
export type { Loss, PixelLoss } from './loss.js';
