export { type EvaluatePicturesOptions, evaluatePictures, type PicturesEvaluation } from './evaluatePictures.js';
export { type Segmentation, type SegmentOptions, segment } from './segment.js';
