export { type EvaluatePicturesOptions, evaluatePictures, type PicturesEvaluation } from './evaluatePictures.js';
export { type PredictionSheetOptions, predictionSheet } from './predictionSheet.js';
export { type Segmentation, type SegmentOptions, segment } from './segment.js';
